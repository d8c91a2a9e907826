package dev.hawser.http.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Router;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSockets over HTTP/1.1 beside the JDK's client. */
final class WebSocketServerTest {

    private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private volatile WebSocketHandler handler = socket -> {};
    private final WebSocketConfig.Builder config =
            WebSocketConfig.builder().subprotocols("chat.v2", "chat.v1").maxMessageOctets(200_000);
    // Whose peer has to answer in time, and whose peer is never to answer.
    private final WebSocketConfig patient =
            config.pingAfter(Duration.ofSeconds(1)).build();
    private final WebSocketConfig hasty =
            config.pingAfter(Duration.ofMillis(300)).build();
    private Server server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
        Router routes = Router.builder()
                .get("/chat", WebSocket.handler(patient, socket -> handler.talk(socket)))
                .get("/hasty", WebSocket.handler(hasty, socket -> handler.talk(socket)))
                .build();
        server = Server.start(
                ServerConfig.builder().loops(1).blockedAfter(Duration.ZERO).build(),
                routes,
                (what, fault) -> faults.add(what + ": " + fault));
        address = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.close(Duration.ZERO);
    }

    /** What a JDK client hears, in words. */
    private static final class Ear implements java.net.http.WebSocket.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        final BlockingQueue<String> pings = new LinkedBlockingQueue<>();
        private int octets;

        @Override
        public CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add("text " + text);
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
            octets += data.remaining();
            if (last) {
                heard.add("binary " + octets);
                octets = 0;
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(java.net.http.WebSocket socket, ByteBuffer message) {
            heard.add("pong " + StandardCharsets.US_ASCII.decode(message));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(java.net.http.WebSocket socket, ByteBuffer message) {
            pings.add("ping");
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
            heard.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(java.net.http.WebSocket socket, Throwable error) {
            heard.add("error");
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
        }
    }

    private java.net.http.WebSocket connect(Ear ear, String... headers) {
        var builder = HttpClient.newHttpClient().newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) builder.header(headers[i], headers[i + 1]);
        return builder.subprotocols("chat.v1", "chat.v2")
                .buildAsync(URI.create("ws://127.0.0.1:" + address.getPort() + "/chat"), ear)
                .join();
    }

    @Test
    void messagesOfBothKindsComeBack() throws Exception {
        handler = socket -> {
            for (Message message; (message = socket.receive()) != null; ) {
                switch (message) {
                    case Message.Text(String text) -> socket.send(text);
                    case Message.Binary(Bytes bytes) -> socket.send(bytes);
                }
            }
        };
        Ear ear = new Ear();
        java.net.http.WebSocket client = connect(ear);
        assertThat(client.getSubprotocol()).isEqualTo("chat.v2");
        client.sendText("Hel", false).join();
        client.sendText("lo €", true).join();
        assertThat(ear.next()).isEqualTo("text Hello €");
        client.sendBinary(ByteBuffer.wrap(new byte[150_000]), true).join();
        assertThat(ear.next()).isEqualTo("binary 150000");
        client.sendPing(ByteBuffer.wrap("here?".getBytes(StandardCharsets.US_ASCII)))
                .join();
        assertThat(ear.next()).isEqualTo("pong here?");
        client.sendClose(4001, "enough").join();
        assertThat(ear.next()).startsWith("close 4001");
        assertThat(faults).isEmpty();
    }

    @Test
    void whoeverReturnsHasClosed() throws Exception {
        CompletableFuture<Integer> answered = new CompletableFuture<>();
        handler = socket -> {
            socket.send("one");
            socket.close(CloseCode.GOING_AWAY, "good bye");
            while (socket.receive() != null) continue;
            answered.complete(socket.closeCode());
        };
        Ear ear = new Ear();
        connect(ear);
        assertThat(ear.next()).isEqualTo("text one");
        assertThat(ear.next()).isEqualTo("close 1001 good bye");
        assertThat(answered.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
        handler = socket -> {};
        Ear second = new Ear();
        connect(second);
        assertThat(second.next()).isEqualTo("close 1000 ");
    }

    @Test
    void aServerThatClosesGoesAway() throws Exception {
        CompletableFuture<Integer> answered = new CompletableFuture<>();
        handler = socket -> {
            socket.send("here");
            while (socket.receive() != null) continue;
            answered.complete(socket.closeCode());
        };
        Ear ear = new Ear();
        connect(ear);
        assertThat(ear.next()).isEqualTo("text here");
        server.close(Duration.ofSeconds(10));
        assertThat(ear.next()).isEqualTo("close 1001 ");
        assertThat(answered.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
    }

    @Test
    void aHandlerThatThrowsClosesWithItsOwnCode() throws Exception {
        handler = socket -> {
            throw new IllegalArgumentException("broken on purpose");
        };
        Ear ear = new Ear();
        connect(ear);
        assertThat(ear.next()).isEqualTo("close 1011 ");
        assertThat(faults.poll(20, TimeUnit.SECONDS)).contains("broken on purpose");
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedByItsCode() throws Exception {
        handler = socket -> socket.receive();
        Ear ear = new Ear();
        java.net.http.WebSocket client = connect(ear);
        client.sendBinary(ByteBuffer.wrap(new byte[200_001]), true);
        assertThat(ear.next()).startsWith("close 1009");
        assertThat(faults).isEmpty();
    }

    @Test
    void manyMayTalkAtOnce() throws Exception {
        handler = socket -> {
            Thread[] talkers = new Thread[8];
            for (int i = 0; i < talkers.length; i++) {
                talkers[i] = Thread.startVirtualThread(() -> {
                    try {
                        for (int k = 0; k < 50; k++) socket.send("x".repeat(k * 40));
                    } catch (IOException e) {
                        faults.add(e.toString());
                    }
                });
            }
            for (Thread talker : talkers) talker.join();
        };
        Ear ear = new Ear();
        connect(ear);
        for (int i = 0; i < 400; i++) assertThat(ear.next()).matches("text x*");
        assertThat(ear.next()).isEqualTo("close 1000 ");
        assertThat(faults).isEmpty();
    }

    @Test
    void aSilentPeerIsAskedAndThenGivenUp() throws Exception {
        CompletableFuture<Throwable> lost = new CompletableFuture<>();
        handler = socket -> {
            try {
                socket.receive();
            } catch (IOException e) {
                lost.complete(e);
                throw e;
            }
        };
        try (Socket silent = new Socket(address.getAddress(), address.getPort())) {
            silent.getOutputStream()
                    .write(("GET /hasty HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(lost.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTalkativePeerIsNotGivenUp() throws Exception {
        CompletableFuture<String> last = new CompletableFuture<>();
        handler = socket -> {
            last.complete(String.valueOf(socket.receive()));
        };
        Ear ear = new Ear();
        java.net.http.WebSocket client = connect(ear);
        // The third one comes only to a peer whose answer to the first was heard.
        for (int i = 0; i < 3; i++)
            assertThat(ear.pings.poll(20, TimeUnit.SECONDS)).isEqualTo("ping");
        client.sendText("still here", true).join();
        assertThat(last.get(20, TimeUnit.SECONDS)).contains("still here");
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void whatIsNoHandshakeIsRefused() throws IOException {
        String head = "GET /chat HTTP/1.1\r\nHost: a\r\n";
        String upgrade = "Connection: Upgrade, close\r\nUpgrade: websocket\r\n";
        String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        String version = "Sec-WebSocket-Version: 13\r\n";
        assertThat(answer(head + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 426 ")
                .contains("Upgrade: websocket");
        assertThat(answer(head + "Connection: Upgrade, close\r\nUpgrade: rope\r\n" + key + version + "\r\n"))
                .startsWith("HTTP/1.1 426 ");
        assertThat(answer(head + upgrade + key + "Sec-WebSocket-Version: 8\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Sec-WebSocket-Version: 13");
        assertThat(answer(head + upgrade + version + "\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(answer(head + upgrade + version + "Sec-WebSocket-Key: c2hvcnQ=\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(answer(head + upgrade + version + key + "Origin: http://evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(answer(head + upgrade + version + key + "Origin: http://a\r\n\r\n"))
                .startsWith("HTTP/1.1 101 ");
    }

    @Test
    void aForeignPageIsRefused() {
        Ear ear = new Ear();
        try {
            connect(ear, "Origin", "https://evil.example");
            assertThat(ear).as("a foreign page was let in").isNull();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(WebSocketHandshakeException.class);
        }
    }
}
