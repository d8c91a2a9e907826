package dev.hawser.cli;

import dev.hawser.http.Handler;
import dev.hawser.http.Router;
import dev.hawser.http.ServerConfig;
import dev.hawser.http.StaticFiles;
import dev.hawser.http.StaticFilesConfig;
import java.io.IOException;
import java.nio.file.Path;

/** {@code hawser serve [DIR]}: the files of a folder, or a small site of its own. */
final class ServeCommand extends ServerCommand {

    private final Option<Path> dir =
            argument("[DIR]", Values.path(), "the folder to serve; without it, a site of its own");
    private final Option<Boolean> listing =
            flag("--listing", "show folders without an index.html as lists of their files");
    private final Option<Boolean> links = flag("--links", "follow symbolic links that stay inside DIR");
    private final Option<Boolean> hidden = flag("--hidden", "serve names that begin with a dot");
    private final Option<Boolean> noGzip = flag("--no-gzip", "do not compress text while it is sent");
    private final Option<Boolean> noSiblings =
            flag("--no-precompressed", "do not send NAME.br, NAME.zst or NAME.gz for NAME");
    private final Option<String> cacheControl =
            option("--cache-control", "TEXT", Values.text(), "the Cache-Control field of every file");
    private final Option<String> notFound =
            option("--not-found", "FILE", Values.text(), "the page for 404, a file in DIR such as 404.html");
    private final Option<Boolean> metrics =
            flag("--metrics", "serve /metrics and the live page /_hawser/, in front of files of that name");
    private final Option<Boolean> health =
            flag("--health", "serve /_hawser/health/live and /_hawser/health/ready; --metrics has them too");

    private final LimitOptions limits = new LimitOptions(this);

    ServeCommand() {
        super("serve", "Serves a folder over HTTP/1.1 and HTTP/2 on one port");
    }

    @Override
    LimitOptions limits() {
        return limits;
    }

    @Override
    Handler handler(ServerConfig config, Monitor monitor) throws IOException {
        Path folder = dir.orNull();
        if (folder == null) return BuiltInSite.of(monitor);
        StaticFiles files = StaticFiles.of(settings(folder(folder)));
        if (!metrics.get() && !health.get()) return files;
        Router.Builder routes = Router.builder().fallback(files).methodFallback(files);
        if (metrics.get()) monitor.addTo(routes);
        else monitor.addHealthTo(routes);
        return routes.build();
    }

    private StaticFilesConfig settings(Path folder) {
        StaticFilesConfig.Builder settings = StaticFilesConfig.builder(folder)
                .listing(listing.get())
                .links(links.get())
                .hidden(hidden.get())
                .gzip(!noGzip.get())
                .precompressed(!noSiblings.get())
                .cacheControl(cacheControl.orNull());
        String page = notFound.orNull();
        if (page != null) settings.errorPage(404, page);
        return settings.build();
    }
}
