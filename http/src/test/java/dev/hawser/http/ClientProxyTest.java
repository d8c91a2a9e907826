package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways through proxies. The hosts that are asked for do not exist: only a proxy could know them. */
class ClientProxyTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private Server behind;
    private int port;

    @BeforeEach
    void start() throws IOException {
        behind = Server.start(
                request -> Response.ok(request.version() + " " + request.head().authority()));
        port = behind.listen("127.0.0.1", 0).getPort();
    }

    @AfterEach
    void stop() {
        behind.close();
    }

    private static Client client(HttpVersion version, Proxy.Type type, ScriptedServer proxy) {
        InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", proxy.port());
        return Client.create(ClientConfig.builder()
                .transport("nio")
                .loops(1)
                .versions(version)
                .proxies(new Fixed(new Proxy(type, address)))
                .build());
    }

    /** The environment of a program that is told of a proxy with a user whose name and password have signs in them. */
    private static Client clientOfEnvironment(HttpVersion version, String scheme, ScriptedServer proxy) {
        return Client.create(ClientConfig.builder()
                .transport("nio")
                .loops(1)
                .versions(version)
                .proxies(EnvironmentProxies.of(
                        Map.of("http_proxy", scheme + "://us%40er:pa+ss@127.0.0.1:" + proxy.port())))
                .build());
    }

    @Test
    void credentialsAreToldWithEachForwardedRequestAndNotToAnybodyElse() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send(OK);
                });
                Client client = clientOfEnvironment(HttpVersion.HTTP_1_1, "http", proxy)) {
            client.get("http://host.test/").close();
            // The octets are those of us@er:pa+ss.
            assertThat(proxy.heads)
                    .singleElement()
                    .asString()
                    .contains("Proxy-Authorization: Basic dXNAZXI6cGErc3M=\r\n");
        }
    }

    @Test
    void credentialsAreToldWithTheRequestForATunnel() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send("HTTP/1.1 200 OK\r\n\r\n");
                    join(line);
                });
                Client client = clientOfEnvironment(HttpVersion.HTTP_2, "http", proxy)) {
            try (Reply reply = client.get("http://host.test:8080/")) {
                assertThat(reply.text(100)).isEqualTo("HTTP/2 host.test:8080");
            }
            assertThat(proxy.heads)
                    .containsExactly("CONNECT host.test:8080 HTTP/1.1\r\nHost: host.test:8080\r\n"
                            + "Proxy-Authorization: Basic dXNAZXI6cGErc3M=\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aSocksProxyThatWantsThemIsToldCredentials(int verdict) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    assertThat(line.read(4)).isEqualTo("\5\2\0\2");
                    line.send(new byte[] {5});
                    line.send(new byte[] {2});
                    assertThat(line.read(13)).isEqualTo("\1\5us@er\5pa+ss");
                    line.send(new byte[] {1});
                    line.send(new byte[] {(byte) verdict});
                    if (verdict != 0) line.awaitEnd();
                    assertThat(line.read(16)).isEqualTo("\5\1\0\3\11host.test\37\220");
                    line.send(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 80});
                    join(line);
                });
                Client client = clientOfEnvironment(HttpVersion.HTTP_1_1, "socks5", proxy)) {
            if (verdict == 0) {
                try (Reply reply = client.get("http://host.test:8080/")) {
                    assertThat(reply.text(100)).isEqualTo("HTTP/1.1 host.test:8080");
                }
            } else {
                assertThatThrownBy(() -> client.get("http://host.test:8080/"))
                        .isInstanceOf(CallException.Unreachable.class)
                        .hasMessageContaining("it refuses the name and password")
                        .hasMessageNotContaining("pa+ss");
            }
        }
    }

    private static final class Fixed extends ProxySelector {
        private final Proxy proxy;

        Fixed(Proxy proxy) {
            this.proxy = proxy;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException cause) {}
    }

    /** Passes on what comes from either side until one ends. */
    private void join(ScriptedServer.Line line) throws IOException, InterruptedException {
        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
            Thread up = Thread.ofVirtual().start(() -> {
                try {
                    line.in.transferTo(socket.getOutputStream());
                    socket.shutdownOutput();
                } catch (IOException e) {
                    // One side has gone.
                }
            });
            socket.getInputStream().transferTo(line.socket.getOutputStream());
            line.socket.shutdownOutput();
            up.join();
        }
    }

    @Test
    void anHttpProxyIsAskedForWholeUrlsInClearText() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send(OK);
                    line.readHead();
                    line.send(OK);
                });
                Client client = client(HttpVersion.HTTP_1_1, Proxy.Type.HTTP, proxy)) {
            for (int i = 0; i < 2; i++) {
                try (Reply reply = client.get("http://host.test/path?q")) {
                    assertThat(reply.text(10)).isEqualTo("ok");
                }
            }
            assertThat(proxy.heads)
                    .allSatisfy(head -> assertThat(head)
                            .startsWith("GET http://host.test/path?q HTTP/1.1\r\n")
                            .contains("Host: host.test\r\n"));
            assertThat(proxy.connections).hasValue(1);
        }
    }

    @Test
    void anHttpProxyTunnelsWhatItCouldNotForward() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n");
                    join(line);
                });
                Client client = client(HttpVersion.HTTP_2, Proxy.Type.HTTP, proxy)) {
            try (Reply reply = client.get("http://host.test:8080/")) {
                assertThat(reply.text(100)).isEqualTo("HTTP/2 host.test:8080");
            }
            assertThat(proxy.heads).containsExactly("CONNECT host.test:8080 HTTP/1.1\r\nHost: host.test:8080\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 255})
    void aSocksProxyConnectsByName(int octetsAtATime) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    assertThat(line.read(3)).isEqualTo("\5\1\0");
                    line.send(new byte[] {5, 0});
                    assertThat(line.read(16)).isEqualTo("\5\1\0\3\11host.test\37\220");
                    byte[] answer = {5, 0, 0, 1, 127, 0, 0, 1, 0, 80};
                    for (int at = 0; at < answer.length; at += octetsAtATime) {
                        line.send(
                                java.util.Arrays.copyOfRange(answer, at, Math.min(answer.length, at + octetsAtATime)));
                    }
                    join(line);
                });
                Client client = client(HttpVersion.HTTP_1_1, Proxy.Type.SOCKS, proxy)) {
            try (Reply reply = client.get("http://host.test:8080/")) {
                assertThat(reply.text(100)).isEqualTo("HTTP/1.1 host.test:8080");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 407 Proxy Authentication Required\\r\\n\\r\\n | it answered 407 Proxy Authentication Required",
                "SSH-2.0-x\\r\\n\\r\\n | it answered with what is no HTTP",
                "HTTP/1.1 200 | it closed the connection"
            })
    void aProxyThatRefusesIsNamedWithItsReason(String answer, String reason) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send(answer.replace("\\r\\n", "\r\n"));
                });
                Client client = client(HttpVersion.HTTP_2, Proxy.Type.HTTP, proxy)) {
            assertThatThrownBy(() -> client.get("http://host.test/"))
                    .isInstanceOf(CallException.Unreachable.class)
                    .hasMessageContaining("cannot connect by way of the proxy")
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void aSocksProxyThatRefusesSaysWhy() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer((line, connection) -> {
                    line.read(3);
                    line.send(new byte[] {5, 0});
                    line.read(16);
                    line.send(new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
                    line.awaitEnd();
                });
                Client client = client(HttpVersion.HTTP_1_1, Proxy.Type.SOCKS, proxy)) {
            assertThatThrownBy(() -> client.get("http://host.test:8080/"))
                    .isInstanceOf(CallException.Unreachable.class)
                    .hasMessageContaining("the connection was refused");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.test/, HTTP p.test:3128",
        "https://a.test/, SOCKS s.test:1080",
        "http://inside.example/, DIRECT",
        "http://x.inside.example/, DIRECT",
        "http://outinside.example/, HTTP p.test:3128",
        "http://some_host:81/, HTTP p.test:3128",
        "http://[::1]/, DIRECT"
    })
    void theEnvironmentNamesProxiesAndExceptions(String url, String expected) {
        ProxySelector selector = EnvironmentProxies.of(Map.of(
                "http_proxy",
                "p.test:3128",
                "HTTPS_PROXY",
                "socks5://s.test",
                "no_proxy",
                "other, .inside.example, ::1"));
        Proxy proxy = selector.select(URI.create(url)).getFirst();
        String shown = proxy.address() instanceof InetSocketAddress at
                ? proxy.type() + " " + at.getHostString() + ":" + at.getPort()
                : "DIRECT";
        assertThat(shown).isEqualTo(expected);
    }
}
