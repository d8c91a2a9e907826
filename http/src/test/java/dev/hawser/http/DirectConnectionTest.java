package dev.hawser.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transports;
import dev.hawser.transport.memory.MemoryAddress;
import dev.hawser.transport.memory.MemoryNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection without a pool. */
class DirectConnectionTest {

    private static final URI BASE = URI.create("http://host.test/");

    private static ClientConfig config(HttpVersion version) {
        return ClientConfig.builder().versions(version).build();
    }

    private static EventLoop loop() {
        EventLoop loop = Transports.named("nio")
                .newLoop(LoopOptions.builder().name("direct").build());
        loop.start();
        return loop;
    }

    private static String get(DirectConnection connection, String url) throws IOException {
        try (Reply reply = connection.send(Call.get(url))) {
            return reply.text(100);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void itAsksWhateverHostAndIsClosedWhenIdle(HttpVersion version) throws Exception {
        try (Server server = Server.start(request ->
                        Response.ok(request.version() + " " + request.head().authority()));
                EventLoop loop = loop()) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            try (DirectConnection connection = DirectConnection.open(loop, address, BASE, config(version))) {
                assertThat(connection.version()).isEqualTo(version);
                assertThat(get(connection, "http://a.test/")).isEqualTo(version + " a.test");
                assertThat(get(connection, "http://b.test/")).isEqualTo(version + " b.test");
                connection.closeWhenIdle();
                assertThatThrownBy(() -> get(connection, "http://a.test/"))
                        .isInstanceOf(CallException.Unreachable.class)
                        .hasMessageContaining("the connection has ended");
            }
        }
    }

    @Test
    void itHasNoSuccessorAndRepeatsNothing() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    line.readHead();
                });
                EventLoop loop = loop();
                DirectConnection connection = DirectConnection.open(
                        loop, new InetSocketAddress("127.0.0.1", server.port()), BASE, config(HttpVersion.HTTP_1_1))) {
            assertThat(get(connection, "http://host.test/")).isEqualTo("ok");
            assertThatThrownBy(() -> get(connection, "http://host.test/")).isInstanceOf(CallException.Lost.class);
            assertThatThrownBy(() -> get(connection, "http://host.test/"))
                    .isInstanceOf(CallException.Unreachable.class);
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void anUpgradeIsATunnelThereToo() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nhello");
                    line.awaitEnd();
                });
                EventLoop loop = loop();
                DirectConnection connection = DirectConnection.open(
                        loop, new InetSocketAddress("127.0.0.1", server.port()), BASE, config(HttpVersion.HTTP_1_1));
                Reply reply = connection.send(Call.builder(Method.GET, "http://host.test/")
                        .upgrade("chat")
                        .build())) {
            assertThat(Objects.requireNonNull(reply.tunnel()).read()).isEqualTo(Bytes.of("hello"));
        }
    }

    @Test
    void whoeverIsNotThereIsNamed() throws Exception {
        // Bound and not listening: nobody else on this machine can come to have the port meanwhile.
        try (Socket held = new Socket();
                EventLoop loop = loop()) {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress nobody = new InetSocketAddress("127.0.0.1", held.getLocalPort());
            assertThatThrownBy(() -> DirectConnection.open(loop, nobody, BASE, config(HttpVersion.HTTP_1_1)))
                    .isInstanceOf(CallException.Unreachable.class)
                    .hasMessageContaining("http://host.test:80")
                    .hasMessageContaining("refused");
        }
    }

    /** A server in memory that answers everything with two octets. */
    private static final class Answering implements ChannelHandler {
        private final Channel channel;

        Answering(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void onRead(byte[] array, int from, int to) {
            channel.out().append(Bytes.wrap("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(ISO_8859_1)));
            channel.flush();
        }

        @Override
        public void onReadEnd() {
            channel.close();
        }

        @Override
        public void onDrained() {}

        @Override
        public void onClosed(@Nullable IOException cause) {}
    }

    @Test
    void memoryIsATransportLikeAnyOther() throws Exception {
        try (EventLoop loop =
                new MemoryNetwork().newLoop(LoopOptions.builder().name("memory").build())) {
            MemoryAddress address = new MemoryAddress("server");
            loop.listen(address, ListenOptions.builder().build(), Answering::new);
            loop.start();
            try (DirectConnection connection =
                    DirectConnection.open(loop, address, BASE, config(HttpVersion.HTTP_1_1))) {
                assertThat(get(connection, "http://host.test/")).isEqualTo("ok");
                assertThat(get(connection, "http://host.test/")).isEqualTo("ok");
            }
        }
    }
}
