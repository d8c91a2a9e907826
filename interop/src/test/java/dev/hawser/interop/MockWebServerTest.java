package dev.hawser.interop;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.http.Call;
import dev.hawser.http.CallException;
import dev.hawser.http.CallException.TimedOut;
import dev.hawser.http.Client;
import dev.hawser.http.ClientConfig;
import dev.hawser.http.Reply;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The faults that OkHttp's own server for tests can play. */
class MockWebServerTest {

    private static final Duration SOON = Duration.ofMillis(500);

    private static final SocketEffect CLOSES = new SocketEffect.CloseSocket(true, false, false);

    private static MockWebServer server(HttpVersion version) throws IOException {
        MockWebServer server = new MockWebServer();
        if (version == HttpVersion.HTTP_2) server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        server.start();
        return server;
    }

    private static Client client(HttpVersion version) {
        return Client.create(ClientConfig.builder().loops(1).versions(version).build());
    }

    private static ClientConfig.Builder oneLoop() {
        return ClientConfig.builder().loops(1).versions(HttpVersion.HTTP_1_1);
    }

    private static MockResponse.Builder ok(String content) {
        return new MockResponse.Builder().body(content);
    }

    private static String send(Client client, Method method, MockWebServer server) throws IOException {
        Call.Builder call = Call.builder(method, server.url("/").toString());
        if (!method.equals(Method.GET)) call.body("content");
        try (Reply reply = client.send(call.build())) {
            return reply.text(1_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aKeptConnectionThatIsClosedInsteadOfAnsweringIsReplacedForWhatMayBeRepeated(HttpVersion version)
            throws Exception {
        try (MockWebServer server = server(version);
                Client client = client(version)) {
            server.enqueue(ok("first").build());
            server.enqueue(ok("").onResponseStart(CLOSES).build());
            server.enqueue(ok("second").build());
            assertThat(send(client, Method.PUT, server)).isEqualTo("first");
            assertThat(send(client, Method.PUT, server)).isEqualTo("second");
            assertThat(client.stats().retries()).isEqualTo(1);
            server.enqueue(ok("").onResponseStart(CLOSES).build());
            assertThatThrownBy(() -> send(client, Method.POST, server))
                    .isInstanceOfSatisfying(
                            CallException.Lost.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isTrue());
            assertThat(server.getRequestCount()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void contentThatBreaksOffIsLostAndNothingIsRepeated(HttpVersion version) throws Exception {
        try (MockWebServer server = server(version);
                Client client = client(version)) {
            server.enqueue(ok("x".repeat(200_000)).onResponseBody(CLOSES).build());
            assertThatThrownBy(() -> send(client, Method.GET, server)).isInstanceOf(CallException.Lost.class);
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @Test
    void whoStallsIsWaitedForAsLongAsThePhaseAllows() throws Exception {
        try (MockWebServer server = server(HttpVersion.HTTP_1_1);
                Client client = Client.create(oneLoop().headTimeout(SOON).build())) {
            server.enqueue(ok("x").onResponseStart(SocketEffect.Stall.INSTANCE).build());
            assertThatThrownBy(() -> send(client, Method.GET, server))
                    .isInstanceOfSatisfying(
                            TimedOut.class, e -> assertThat(e.phase()).isEqualTo(TimedOut.Phase.HEAD));
        }
        try (MockWebServer server = server(HttpVersion.HTTP_1_1);
                Client client = Client.create(oneLoop().bodyTimeout(SOON).build())) {
            server.enqueue(ok("x".repeat(200_000))
                    .onResponseBody(SocketEffect.Stall.INSTANCE)
                    .build());
            assertThatThrownBy(() -> send(client, Method.GET, server))
                    .isInstanceOfSatisfying(
                            TimedOut.class, e -> assertThat(e.phase()).isEqualTo(TimedOut.Phase.CONTENT));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aConnectionThatEndsBehindItsAnswerCostsNobodyAFailure(HttpVersion version) throws Exception {
        try (MockWebServer server = server(version);
                Client client = client(version)) {
            for (int i = 0; i < 20; i++) {
                server.enqueue(ok("answer " + i)
                        .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
                        .build());
            }
            for (int i = 0; i < 20; i++) {
                assertThat(send(client, Method.PUT, server)).isEqualTo("answer " + i);
                // Over HTTP/2 that server may take one more stream while it goes, below its GOAWAY's number, and reset
                // it by PROTOCOL_ERROR when its socket is closed: nobody can tell that from a request that was judged.
                if (version == HttpVersion.HTTP_2)
                    until("no connection", () -> client.stats().connections() == 0);
            }
            assertThat(server.getRequestCount()).isEqualTo(20);
        }
    }

    @Test
    void aRefusedStreamIsRepeatedWhateverItsMethod() throws Exception {
        try (MockWebServer server = server(HttpVersion.HTTP_2);
                Client client = client(HttpVersion.HTTP_2)) {
            server.enqueue(
                    ok("").onRequestStart(new SocketEffect.CloseStream(7)).build());
            server.enqueue(ok("then").build());
            assertThat(send(client, Method.POST, server)).isEqualTo("then");
            assertThat(client.stats().opened()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void slownessIsNoFault(HttpVersion version) throws Exception {
        try (MockWebServer server = server(version);
                Client client = client(version)) {
            server.enqueue(ok("x".repeat(50_000))
                    .headersDelay(100, TimeUnit.MILLISECONDS)
                    .throttleBody(10_000, 50, TimeUnit.MILLISECONDS)
                    .build());
            assertThat(send(client, Method.GET, server)).hasSize(50_000);
            // It would send Transfer-Encoding over HTTP/2 too, which is malformed there.
            if (version == HttpVersion.HTTP_2) return;
            server.enqueue(new MockResponse.Builder()
                    .chunkedBody("x".repeat(50_000), 7)
                    .build());
            assertThat(send(client, Method.GET, server)).hasSize(50_000);
        }
    }
}
