package dev.hawser.cli;

import dev.hawser.http.Handler;
import dev.hawser.http.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;

/** {@code hawser demo}: a server to try, test and measure with. */
final class DemoCommand extends ServerCommand {

    private final Option<Path> root = option("--root", "DIR", Values.path(), "the folder behind /file/NAME");

    private final LimitOptions limits = new LimitOptions(this);

    DemoCommand() {
        super("demo", "Serves routes for trying, testing and measuring: /plain, /bytes/N, /chunks/K/S, /events, ...");
    }

    @Override
    LimitOptions limits() {
        return limits;
    }

    @Override
    Handler handler(ServerConfig config, Monitor monitor) throws IOException {
        Path folder = root.orNull();
        return DemoRoutes.of(folder == null ? null : folder(folder), config.maxBufferedContent(), monitor);
    }
}
