package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that never reads what was sent to it. */
class UnreadContentTest {

    private static final ServerConfig CONFIG = ServerConfig.builder().loops(1).build();

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void isAnsweredForAndTheConnectionLivesOn(HttpVersion version) throws Exception {
        try (Server server = Server.start(CONFIG, request -> Response.ok("not read"));
                Client client = Client.create(
                        ClientConfig.builder().loops(1).versions(version).build())) {
            String url = "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/";
            for (int i = 0; i < 50; i++) {
                Call call =
                        Call.builder(Method.POST, url).body("x".repeat(20_000)).build();
                try (Reply reply = client.send(call)) {
                    assertThat(reply.text(100)).isEqualTo("not read");
                }
            }
        }
    }

    @Test
    void isAnsweredForBeforeMuchOfItHasComeAndTheConnectionEnds() throws Exception {
        try (Server server = Server.start(CONFIG, request -> Response.ok("not read"))) {
            try (RawClient raw = new RawClient(server.listen("127.0.0.1", 0))) {
                raw.says("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100000000\r\n\r\n" + "x".repeat(1000));
                assertThat(raw.hearsUpTo("not read")).contains("Connection: close");
                assertThat(raw.hearsAll()).isEmpty();
            }
        }
    }
}
