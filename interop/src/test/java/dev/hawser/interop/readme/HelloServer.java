package dev.hawser.interop.readme;

import dev.hawser.http.Response;
import dev.hawser.http.Router;
import dev.hawser.http.Server;

/** The server of the README. */
public final class HelloServer {
    private HelloServer() {}

    // README
    public static void main(String[] args) throws Exception {
        Router routes = Router.builder()
                .get("/", request -> Response.ok("Hello!\n"))
                .get("/users/{name}", request -> Response.ok("Hello, " + request.parameter("name") + "!\n"))
                .post("/echo", request -> Response.ok(request.body().readAll(1 << 20)))
                .build();
        try (Server server = Server.start(routes)) {
            server.listen("127.0.0.1", 8080);
            server.awaitClosed();
        }
    }
    // README
}
