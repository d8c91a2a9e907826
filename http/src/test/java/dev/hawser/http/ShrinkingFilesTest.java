package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files over HTTP/2 that lose octets while they are sent. */
class ShrinkingFilesTest {

    private static final int LENGTH = 24 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aFileThatShrinksEndsItsStreamAlone(String transport) throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[LENGTH]);
        Handler handler = request ->
                request.path().equals("/file") ? Response.status(Status.OK).file(file, 0, LENGTH) : Response.ok("here");
        ServerConfig config =
                ServerConfig.builder().transport(transport).loops(1).build();
        try (Server server = Server.start(config, handler)) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            String origin = "http://127.0.0.1:" + address.getPort();
            ClientConfig asking =
                    ClientConfig.builder().loops(1).versions(HttpVersion.HTTP_2).build();
            try (Client client = Client.create(asking)) {
                assertThat(octetsOf(client, origin + "/file")).isEqualTo(LENGTH);
                try (Reply reply = client.get(origin + "/file")) {
                    assertThat(reply.body().read()).isNotNull();
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(1_000_000);
                    }
                    assertThatThrownBy(() -> drain(reply)).isInstanceOf(CallException.class);
                }
                try (Reply reply = client.get(origin + "/")) {
                    assertThat(reply.body().readAll(16)).isEqualTo(Bytes.of("here"));
                }
                assertThat(server.stats().connections()).isEqualTo(1);
            }
        }
    }

    private static long octetsOf(Client client, String url) throws IOException {
        try (Reply reply = client.get(url)) {
            return drain(reply);
        }
    }

    private static long drain(Reply reply) throws IOException {
        long octets = 0;
        for (Bytes piece; (piece = reply.body().read()) != null; ) {
            octets += piece.length();
        }
        return octets;
    }
}
