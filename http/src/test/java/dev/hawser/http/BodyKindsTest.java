package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Content of every kind there is, from and to a handler, over both protocols, with the length it is announced with. */
final class BodyKindsTest {

    private static final String TEXT = "content of some length \u2713";
    private static final byte[] OCTETS = TEXT.getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private volatile Handler handler = request -> Response.ok("nothing set");
    private Server server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(ServerConfig.builder().loops(1).build(), request -> handler.handle(request));
        address = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Client client(HttpVersion version) {
        return Client.create(ClientConfig.builder().loops(1).versions(version).build());
    }

    private Call.Builder call() {
        return Call.builder(Method.POST, "http://127.0.0.1:" + address.getPort() + "/");
    }

    private Path file() throws IOException {
        return Files.write(folder.resolve("file"), OCTETS);
    }

    private static Flow.Publisher<Bytes> publisher() {
        return subscriber -> {
            SubmissionPublisher<Bytes> publisher = new SubmissionPublisher<>();
            publisher.subscribe(subscriber);
            publisher.submit(Bytes.copyOf(OCTETS, 0, 5));
            publisher.submit(Bytes.copyOf(OCTETS, 5, OCTETS.length - 5));
            publisher.close();
        };
    }

    private static Response.Builder ok() {
        return Response.status(Status.OK);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aHandlerAnswersWithContentOfAnyKind(HttpVersion version) throws Exception {
        int length = OCTETS.length;
        Path file = file();
        BodyWriter writer = sink -> {
            sink.write(OCTETS, 0, 7);
            sink.asOutputStream().write(OCTETS, 7, length - 7);
        };
        record Kind(String name, boolean announced, Handler handler) {}
        List<Kind> kinds = List.of(
                new Kind("Bytes", true, request -> ok().body(Bytes.wrap(OCTETS))),
                new Kind("byte[]", true, request -> ok().body(OCTETS.clone())),
                new Kind("String", true, request -> ok().body(TEXT)),
                new Kind("Path", true, request -> ok().file(file)),
                new Kind("part of a Path", true, request -> ok().file(file, 0, length)),
                new Kind("InputStream", false, request -> ok().stream(new ByteArrayInputStream(OCTETS))),
                new Kind("sized InputStream", true, request -> ok().stream(new ByteArrayInputStream(OCTETS), length)),
                new Kind("writer", false, request -> ok().writing(writer)),
                new Kind("sized writer", true, request -> ok().writing(length, writer)),
                new Kind("Publisher", false, request -> ok().publishing(publisher())),
                new Kind("sized Publisher", true, request -> ok().end(Body.published(publisher(), length))));
        try (Client client = client(version)) {
            for (Kind kind : kinds) {
                handler = kind.handler();
                try (Reply reply = client.send(call().build())) {
                    assertThat(reply.text(1000)).as(kind.name()).isEqualTo(TEXT);
                    // What is complete before its head leaves may be counted by then.
                    if (kind.announced())
                        assertThat(reply.field(FieldName.CONTENT_LENGTH))
                                .as(kind.name())
                                .isEqualTo(Integer.toString(length));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aHandlerTakesContentInAnyWay(HttpVersion version) throws Exception {
        Path saved = folder.resolve("saved");
        record Way(String name, Handler handler) {}
        List<Way> ways = List.of(
                new Way("Bytes", request -> Response.ok(request.body().readAll(1000))),
                new Way(
                        "String",
                        request -> Response.ok(request.body().readAll(1000).toString(StandardCharsets.UTF_8))),
                new Way(
                        "pieces",
                        request -> ok().writing(sink -> {
                            for (Bytes piece; (piece = request.body().read()) != null; ) sink.write(piece);
                        })),
                new Way(
                        "InputStream",
                        request -> Response.ok(
                                Bytes.wrap(request.body().asInputStream().readAllBytes()))),
                new Way(
                        "InputStream that is answered",
                        request -> ok().stream(
                                request.body().asInputStream(), request.body().length())),
                new Way("Path", request -> {
                    assertThat(request.body().saveTo(saved, 1000)).isEqualTo(OCTETS.length);
                    return ok().file(saved);
                }),
                new Way("Publisher", request -> {
                    List<Bytes> pieces = new ArrayList<>();
                    CompletableFuture<Void> all = new CompletableFuture<>();
                    request.body().asPublisher().subscribe(new Flow.Subscriber<>() {
                        @Override
                        public void onSubscribe(Flow.Subscription subscription) {
                            subscription.request(Long.MAX_VALUE);
                        }

                        @Override
                        public void onNext(Bytes piece) {
                            pieces.add(piece);
                        }

                        @Override
                        public void onError(Throwable fault) {
                            all.completeExceptionally(fault);
                        }

                        @Override
                        public void onComplete() {
                            all.complete(null);
                        }
                    });
                    all.get();
                    return ok().writing(sink -> {
                        for (Bytes piece : pieces) sink.write(piece);
                    });
                }));
        try (Client client = client(version)) {
            for (Way way : ways) {
                handler = way.handler();
                for (Call.Builder call :
                        List.of(call().body(TEXT), call().writing(sink -> sink.write(OCTETS, 0, OCTETS.length)))) {
                    try (Reply reply = client.send(call.build())) {
                        assertThat(reply.text(1000)).as(way.name()).isEqualTo(TEXT);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void trailersComeBehindContentThatIsWritten(HttpVersion version) throws Exception {
        FieldName sum = FieldName.of("x-sum");
        handler = request -> {
            Bytes content = request.body().readAll(1000);
            String said = request.body().trailers().get(sum);
            return ok().writing(sink -> {
                sink.write(content);
                sink.trailers(Fields.of(sum, said + "!"));
            });
        };
        Call call = call().field(FieldName.TE, "trailers")
                .writing(sink -> {
                    sink.write(Bytes.of(TEXT));
                    sink.trailers(Fields.of(sum, "42"));
                })
                .build();
        try (Client client = client(version);
                Reply reply = client.send(call)) {
            assertThat(reply.text(1000)).isEqualTo(TEXT);
            assertThat(reply.body().trailers().get(sum)).isEqualTo("42!");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void contentThatIsTooLongForAFileIsRefused(HttpVersion version) throws Exception {
        Path saved = folder.resolve("saved");
        handler = request -> {
            assertThatThrownBy(() -> request.body().saveTo(saved, OCTETS.length - 1))
                    .isInstanceOf(ContentTooLargeException.class);
            return ok().body(Files.exists(saved) ? "begun" : "not begun");
        };
        try (Client client = client(version)) {
            try (Reply reply = client.send(call().body(TEXT).build())) {
                assertThat(reply.text(100)).isEqualTo("not begun");
            }
            Call unannounced =
                    call().writing(sink -> sink.write(Bytes.of(TEXT))).build();
            try (Reply reply = client.send(unannounced)) {
                assertThat(reply.text(100)).isEqualTo("begun");
            }
        }
        assertThat(Files.size(saved)).isLessThan(OCTETS.length);
    }
}
