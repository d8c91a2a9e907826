package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.websocket.CloseCode;
import dev.hawser.http.websocket.Message;
import dev.hawser.http.websocket.WebSocket;
import dev.hawser.http.websocket.WebSocketConfig;
import dev.hawser.http.websocket.WebSocketHandler;
import dev.hawser.message.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebSockets from a client to a server, and through a proxy, in every pairing of protocols. */
final class ReverseProxyUpgradeTest {

    private static final WebSocketConfig CONFIG =
            WebSocketConfig.builder().subprotocols("chat").build();

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened.reversed()) one.close();
    }

    private InetSocketAddress serve(Handler handler) throws IOException {
        ServerConfig config = ServerConfig.builder()
                .loops(1)
                .drainTimeout(Duration.ofMillis(1))
                .build();
        Server server = Server.start(config, handler);
        opened.add(server);
        return server.listen("127.0.0.1", 0);
    }

    private InetSocketAddress serveChat(WebSocketHandler handler) throws IOException {
        return serve(Router.builder()
                .get("/chat", WebSocket.handler(CONFIG, handler))
                .get("/plain", request -> Response.ok("plain"))
                .build());
    }

    private Client client(HttpVersion version) {
        Client client = Client.create(ReverseProxy.client().versions(version).build());
        opened.add(client);
        return client;
    }

    private static String url(InetSocketAddress address, String path) {
        return "ws://127.0.0.1:" + address.getPort() + path;
    }

    private static void echo(WebSocket socket) throws IOException {
        for (Message message; (message = socket.receive()) != null; ) {
            switch (message) {
                case Message.Text(String text) -> socket.send(text);
                case Message.Binary(Bytes bytes) -> socket.send(bytes);
            }
        }
    }

    private static void talk(WebSocket socket) throws IOException {
        assertThat(socket.subprotocol()).isEqualTo("chat");
        socket.send("Hello");
        assertThat(socket.receive()).isEqualTo(new Message.Text("Hello"));
        Bytes large = Bytes.wrap(new byte[300_000]);
        socket.send(large);
        assertThat(socket.receive()).isEqualTo(new Message.Binary(large));
        socket.close(CloseCode.NORMAL, "enough");
        assertThat(socket.receive()).isNull();
        assertThat(socket.closeCode()).isEqualTo(CloseCode.NORMAL);
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1", "HTTP_2"})
    void aClientTalksOverEitherProtocol(HttpVersion version) throws Exception {
        InetSocketAddress server = serveChat(ReverseProxyUpgradeTest::echo);
        try (WebSocket socket = WebSocket.connect(client(version), url(server, "/chat"), CONFIG)) {
            talk(socket);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1", "HTTP_2"})
    void aServerThatTakesNoWebSocketsSaysSo(HttpVersion version) throws Exception {
        InetSocketAddress server = serveChat(ReverseProxyUpgradeTest::echo);
        assertThatThrownBy(() -> WebSocket.connect(client(version), url(server, "/plain"), CONFIG))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*(200|501).*");
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1, HTTP_1_1", "HTTP_1_1, HTTP_2", "HTTP_2, HTTP_1_1", "HTTP_2, HTTP_2"})
    void webSocketsPassThroughAProxy(HttpVersion front, HttpVersion back) throws Exception {
        InetSocketAddress upstream = serveChat(ReverseProxyUpgradeTest::echo);
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream("http://127.0.0.1:" + upstream.getPort())
                .client(ReverseProxy.client().versions(back).build())
                .build();
        opened.add(proxy);
        InetSocketAddress server = serve(proxy);
        try (WebSocket socket = WebSocket.connect(client(front), url(server, "/chat"), CONFIG)) {
            talk(socket);
        }
    }

    @Test
    void aClientThatBreaksOffIsBrokenOffUpstream() throws Exception {
        CompletableFuture<Boolean> lost = new CompletableFuture<>();
        InetSocketAddress upstream = serveChat(socket -> {
            try {
                socket.receive();
            } catch (IOException e) {
                lost.complete(true);
                throw e;
            }
        });
        ReverseProxy proxy = ReverseProxy.to("http://127.0.0.1:" + upstream.getPort());
        opened.add(proxy);
        WebSocket socket = WebSocket.connect(client(HttpVersion.HTTP_1_1), url(serve(proxy), "/chat"), CONFIG);
        socket.abort();
        assertThat(lost.get(20, TimeUnit.SECONDS)).isTrue();
    }
}
