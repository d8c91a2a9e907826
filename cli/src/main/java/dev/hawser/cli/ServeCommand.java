package dev.hawser.cli;

import dev.hawser.http.Handler;
import dev.hawser.http.Router;
import dev.hawser.http.ServerConfig;
import dev.hawser.http.StaticFiles;
import java.io.IOException;
import java.nio.file.Path;

/** {@code hawser serve [DIR]}: the files of a folder, or a small site of its own. */
final class ServeCommand extends ServerCommand {

    private final Option<Path> dir =
            argument("[DIR]", Values.path(), "the folder to serve; without it, a site of its own");
    private final Option<Boolean> metrics =
            flag("--metrics", "serve /metrics and the live page /_hawser/, in front of files of that name");
    private final Option<Boolean> health =
            flag("--health", "serve /_hawser/health/live and /_hawser/health/ready; --metrics has them too");

    private final FileOptions files = new FileOptions(this);
    private final ProxyOptions proxies = new ProxyOptions(this);
    private final LimitOptions limits = new LimitOptions(this);

    ServeCommand() {
        super("serve", "Serves a folder, other servers, or both, over HTTP/1.1 and HTTP/2 on one port");
        example("--listing .");
        example("--tls-port 8443 --cert chain.pem --key key.pem --access-log access.log --metrics /srv/www");
        example("--proxy /api=http://127.0.0.1:9000 --error-page 404=404.html /srv/www");
    }

    @Override
    LimitOptions limits() {
        return limits;
    }

    @Override
    Handler handler(ServerConfig config, Monitor monitor) throws IOException {
        Path folder = dir.orNull();
        Router.Builder routes = Router.builder();
        proxies.addTo(routes);
        if (folder == null) files.demandNone();
        if (folder == null && !proxies.areGiven()) return BuiltInSite.of(monitor);
        if (folder != null) {
            StaticFiles all = StaticFiles.of(files.of(folder(folder)));
            if (!metrics.get() && !health.get() && !proxies.areGiven()) return all;
            routes.fallback(all).methodFallback(all);
        }
        if (metrics.get()) monitor.addTo(routes);
        else if (health.get()) monitor.addHealthTo(routes);
        return routes.build();
    }
}
