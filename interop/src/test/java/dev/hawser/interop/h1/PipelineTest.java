package dev.hawser.interop.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Handler;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that come together are answered together. */
class PipelineTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void sixteenRequestsAreOneReadAndOneWrite(String transport) throws Exception {
        Response plain = Response.ok("Hello, World!");
        ServerConfig config =
                ServerConfig.builder().transport(transport).loops(1).build();
        try (Server server = Server.start(config, Handler.nonBlocking(request -> plain))) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            try (Link link = new SocketLink(new Socket(address.getAddress(), address.getPort()))) {
                ReplyReader replies = new ReplyReader(link);
                byte[] sixteen = GET.repeat(16).getBytes(StandardCharsets.US_ASCII);
                link.send(sixteen, 0, GET.length());
                replies.next(false);
                long reads = counted(server, "hawser_read_calls_total");
                long writes = counted(server, "hawser_write_calls_total");
                link.send(sixteen, 0, sixteen.length);
                for (int i = 0; i < 16; i++) assertThat(replies.next(false)).isEqualTo(new Reply(200, "Hello, World!"));
                assertThat(counted(server, "hawser_read_calls_total") - reads).isEqualTo(1);
                assertThat(counted(server, "hawser_write_calls_total") - writes).isEqualTo(1);
            }
        }
    }

    private static long counted(Server server, String name) {
        Matcher line = Pattern.compile("^" + name + " (\\d+)$", Pattern.MULTILINE)
                .matcher(server.stats().toPrometheus());
        assertThat(line.find()).as(name).isTrue();
        return Long.parseLong(line.group(1));
    }
}
