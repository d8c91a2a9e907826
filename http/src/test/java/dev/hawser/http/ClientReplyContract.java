package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.CookieManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a reply tells, and where redirections and cookies lead, whatever the protocol and the transport. */
abstract class ClientReplyContract extends ClientGround {

    @Test
    void aReplyHasStatusFieldsContentAndProtocol() throws Exception {
        handler = request -> Response.status(Status.CREATED)
                .field(
                        "X-Saw",
                        request.method() + " " + request.head().target() + " "
                                + request.head().authority())
                .body("made");
        try (Reply reply = client.get(base + "/a%20b?c=d#e")) {
            assertThat(reply.status()).isEqualTo(Status.CREATED);
            assertThat(reply.version()).isEqualTo(version());
            assertThat(reply.fields().get("x-saw")).isEqualTo("GET /a%20b?c=d " + base.substring("http://".length()));
            assertThat(reply.body().length()).isEqualTo(4);
            assertThat(reply.text(10)).isEqualTo("made");
            assertThat(reply.body().read()).isNull();
        }
    }

    @Test
    void theSameCallCanBeSentAgainAndAgain() throws Exception {
        handler = request -> Response.ok(request.body().readAll(100));
        Call call = Call.builder(Method.PUT, base + "/").body("content").build();
        for (int i = 0; i < 5; i++) {
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("content");
            }
        }
    }

    @Test
    void headHasNoContentAndKeepsItsLength() throws Exception {
        handler = request -> Response.ok("twelve chars");
        try (Reply reply = client.send(Call.builder(Method.HEAD, base + "/").build())) {
            assertThat(reply.body().length()).isEqualTo(12);
            assertThat(reply.body().read()).isNull();
        }
        assertThat(text("/")).isEqualTo("twelve chars");
    }

    @Test
    void trailersOfTheReplyAreThereAfterItsEnd() throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            sink.write(Bytes.of("x"));
            sink.trailers(Fields.builder().add("X-Last", "yes").build());
        });
        try (Reply reply = client.send(
                Call.builder(Method.GET, base + "/").field("TE", "trailers").build())) {
            assertThat(reply.body().trailers().isEmpty()).isTrue();
            assertThat(reply.text(10)).isEqualTo("x");
            assertThat(reply.body().trailers().get("x-last")).isEqualTo("yes");
        }
    }

    @Test
    void earlyHintsAreToldBeforeTheReply() throws Exception {
        handler = request -> {
            request.informational(ResponseHead.of(
                    Status.EARLY_HINTS,
                    Fields.builder().add("Link", "</style.css>").build()));
            return Response.ok("x");
        };
        List<ResponseHead> hints = new ArrayList<>();
        Call call =
                Call.builder(Method.GET, base + "/").onInformational(hints::add).build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.text(10)).isEqualTo("x");
        }
        assertThat(hints).singleElement().satisfies(hint -> {
            assertThat(hint.status().code()).isEqualTo(103);
            assertThat(hint.fields().get("link")).isEqualTo("</style.css>");
        });
    }

    @Test
    void redirectionsAreFollowedWithTheMethodTheyMean() throws Exception {
        handler = request -> switch (request.path()) {
            case "/303", "/302", "/307", "/308" ->
                Response.status(Status.of(Integer.parseInt(request.path().substring(1))))
                        .field(FieldName.LOCATION, "end?x")
                        .body("elsewhere");
            default ->
                Response.ok(request.method() + " " + request.head().target() + " "
                        + request.body().readAll(100).length() + " "
                        + request.fields().get("content-type"));
        };
        for (String path : List.of("/302", "/303")) assertThat(post(path)).isEqualTo("GET /end?x 0 null");
        for (String path : List.of("/307", "/308")) assertThat(post(path)).isEqualTo("POST /end?x 5 text/plain");
        try (Reply reply = client.get(base + "/302")) {
            assertThat(reply.uri().toString()).isEqualTo(base + "/end?x");
        }
        assertThat(client.stats().opened()).isEqualTo(1);
        with(config().redirects(Redirects.NEVER, 0));
        try (Reply reply = client.get(base + "/302")) {
            assertThat(reply.status().code()).isEqualTo(302);
        }
    }

    private String post(String path) throws IOException {
        Call call = Call.builder(Method.POST, base + path)
                .field("Content-Type", "text/plain")
                .body("12345")
                .build();
        try (Reply reply = client.send(call)) {
            return reply.text(100);
        }
    }

    @Test
    void aCircleOfRedirectionsEndsWithTheLastOfThem() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        handler = request -> {
            asked.incrementAndGet();
            return Response.status(Status.FOUND)
                    .field(FieldName.LOCATION, "/again")
                    .empty();
        };
        with(config().redirects(Redirects.ALWAYS, 5));
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.status()).isEqualTo(Status.FOUND);
        }
        assertThat(asked).hasValue(6);
    }

    @Test
    void secretsStayWithTheirOrigin() throws Exception {
        try (Server other = Server.start(request -> Response.ok(request.fields().get("authorization") + " "
                + request.fields().get("cookie") + " " + request.fields().get("x-mine")))) {
            int port = other.listen("127.0.0.1", 0).getPort();
            handler = request -> Response.status(Status.FOUND)
                    .field(FieldName.LOCATION, "http://127.0.0.1:" + port + "/")
                    .empty();
            Call call = Call.builder(Method.GET, base + "/")
                    .field("Authorization", "Basic c2VjcmV0")
                    .field("Cookie", "a=b")
                    .field("X-Mine", "kept")
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("null null kept");
            }
        }
    }

    @Test
    void cookiesAreKeptAndSentBack() throws Exception {
        handler = request -> Response.status(Status.OK)
                .field("Set-Cookie", "seen=" + request.path().substring(1) + "; Path=/")
                .body(String.valueOf(request.fields().get("cookie")));
        with(config().cookies(new CookieManager()));
        assertThat(text("/one")).isEqualTo("null");
        assertThat(text("/two")).contains("seen=one");
        assertThat(text("/three")).contains("seen=two");
    }
}
