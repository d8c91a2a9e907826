package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages whose Content-Length, set by their maker, is not the length of their content. */
class ContentLengthTest {

    private static final byte[] NINE = "nine octs".getBytes(StandardCharsets.US_ASCII);

    /** The ways to have nine octets. */
    private enum Content {
        BYTES {
            @Override
            Response with(Response.Builder response) {
                return response.body(Bytes.wrap(NINE));
            }

            @Override
            Call.Builder with(Call.Builder call) {
                return call.body(Bytes.wrap(NINE));
            }
        },
        STREAM {
            @Override
            Response with(Response.Builder response) {
                return response.stream(new ByteArrayInputStream(NINE));
            }

            @Override
            Call.Builder with(Call.Builder call) {
                return call.body(new Body.Streamed(new ByteArrayInputStream(NINE), -1));
            }
        },
        MEASURED_STREAM {
            @Override
            Response with(Response.Builder response) {
                return response.stream(new ByteArrayInputStream(NINE), 9);
            }

            @Override
            Call.Builder with(Call.Builder call) {
                return call.body(new Body.Streamed(new ByteArrayInputStream(NINE), 9));
            }
        },
        WRITTEN {
            @Override
            Response with(Response.Builder response) {
                return response.writing(sink -> sink.write(Bytes.wrap(NINE)));
            }

            @Override
            Call.Builder with(Call.Builder call) {
                return call.writing(sink -> sink.write(Bytes.wrap(NINE)));
            }
        };

        abstract Response with(Response.Builder response);

        abstract Call.Builder with(Call.Builder call);
    }

    private final List<String> faults = new CopyOnWriteArrayList<>();

    private interface Asking {
        void ask(Client client, String base) throws Exception;
    }

    private void serving(HttpVersion version, Handler handler, Asking asking) throws Exception {
        ServerConfig config = ServerConfig.builder().loops(1).build();
        try (Server server = Server.start(config, handler, (what, fault) -> faults.add(what + ": " + fault));
                Client client = Client.create(
                        ClientConfig.builder().loops(1).versions(version).build())) {
            asking.ask(
                    client, "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/");
        }
    }

    private static String text(Client client, String url) throws IOException {
        try (Reply reply = client.get(url)) {
            return reply.status().code() + " " + reply.text(1000);
        }
    }

    /** What was understood, or that it broke off. */
    private static String outcome(Client client, String url) {
        try {
            return text(client, url).strip();
        } catch (IOException e) {
            return "broken";
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void anAnswerThatSaysAnotherLengthIsReportedAndNeverTakenForWhole(HttpVersion version) throws Exception {
        for (String length : List.of("8", "10")) {
            for (Content content : Content.values()) {
                Handler blocking = request -> content.with(
                        Response.status(Status.OK).field("Content-Length", request.query() == null ? length : "9"));
                for (Handler handler : List.of(blocking, Handler.nonBlocking(blocking))) {
                    faults.clear();
                    serving(version, handler, (client, base) -> {
                        String case_ = content + " " + length + " " + handler.isNonBlocking();
                        boolean seenBefore = content == Content.BYTES || content == Content.MEASURED_STREAM;
                        assertThat(outcome(client, base)).as(case_).matches(seenBefore ? "500 .*" : "500 .*|broken");
                        assertThat(text(client, base + "?right")).as(case_).isEqualTo("200 nine octs");
                        assertThat(faults).as(case_).singleElement().asString().contains(length);
                    });
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aRequestThatSaysAnotherLengthFailsAndItsConnectionServesTheNext(HttpVersion version) throws Exception {
        AtomicBoolean taken = new AtomicBoolean();
        Handler handler = request -> {
            int octets = request.body().readAll(1000).length();
            taken.set(request.method().equals(Method.POST));
            return Response.ok("" + octets);
        };
        serving(version, handler, (client, base) -> {
            for (String length : List.of("8", "10", "-9", "nine")) {
                for (Content content : Content.values()) {
                    Call call = content.with(Call.builder(Method.POST, base).field("Content-Length", length))
                            .build();
                    assertThatThrownBy(() -> client.send(call))
                            .as(content + " " + length)
                            .isInstanceOf(CallException.Cancelled.class)
                            .hasMessageContaining(length);
                    assertThat(text(client, base)).isEqualTo("200 0");
                }
            }
            assertThat(taken).isFalse();
            for (Content content : Content.values()) {
                Call call = content.with(Call.builder(Method.POST, base).field("Content-Length", "9"))
                        .build();
                try (Reply reply = client.send(call)) {
                    assertThat(reply.text(1000)).isEqualTo("9");
                }
            }
        });
    }
}
