package dev.hawser.cli;

import dev.hawser.http.Handler;
import dev.hawser.http.Response;
import dev.hawser.http.Router;
import dev.hawser.message.FieldName;
import dev.hawser.message.Status;

/** What {@code hawser serve} shows when it is given no folder: a page about itself. */
final class BuiltInSite {

    private BuiltInSite() {}

    static Router of(Monitor monitor) {
        Router.Builder routes = Router.builder()
                .get("/", fixed(Resources.html(Status.OK).body(Resources.bytes("site/index.html"))))
                .get("/style.css", fixed(file("style.css", "text/css; charset=utf-8")))
                .get("/hawser.svg", fixed(file("hawser.svg", "image/svg+xml")))
                .get("/favicon.ico", fixed(file("hawser.svg", "image/svg+xml")))
                .fallback(fixed(Resources.html(Status.NOT_FOUND).body(Resources.bytes("site/404.html"))));
        monitor.addTo(routes);
        return routes.build();
    }

    private static Response file(String name, String type) {
        return Response.status(Status.OK)
                .field(FieldName.CONTENT_TYPE, type)
                .field(FieldName.CACHE_CONTROL, "max-age=3600")
                .body(Resources.bytes("site/" + name));
    }

    private static Handler fixed(Response response) {
        return Handler.nonBlocking(request -> response);
    }
}
