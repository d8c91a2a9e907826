package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Status;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand clients that ask for much and, for as long as they like, take nothing. */
class SlowReadersTest {

    private static final int CLIENTS = 1000;
    private static final int PIECE = 16 << 10;
    private static final int PIECES = 24;

    /** Of one client: the watermark, one piece, commits at their largest, and what the kernel buffers on both sides. */
    private static final long AHEAD = (32 << 10) + PIECE + 5 * (32 << 10) + (64 << 10);

    private static final byte[] REQUEST = "GET /%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            .formatted("much")
            .getBytes(StandardCharsets.US_ASCII);

    private final AtomicLong produced = new AtomicLong();

    private Response answer(Request request) {
        if (request.path().equals("/small")) return Response.ok("small");
        Bytes piece = Bytes.wrap(new byte[PIECE]);
        return Response.status(Status.OK).writing((long) PIECE * PIECES, sink -> {
            for (int i = 0; i < PIECES; i++) {
                sink.write(piece);
                produced.addAndGet(PIECE);
            }
        });
    }

    private static Socket ask(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(address);
        socket.getOutputStream().write(REQUEST);
        return socket;
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String installed(String name) {
        for (Transport transport : Transports.all()) {
            if (transport.name().equals(name) && transport.isAvailable()) return name;
        }
        return "auto"; // Where the machine forbids io_uring, epoll takes its place.
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aThousandSlowReadersCostNoMoreThanTheirWatermarksAndHoldUpNobody(String transport) throws Exception {
        ServerConfig config = ServerConfig.builder()
                .transport(installed(transport))
                .loops(1)
                .watermarks(16 << 10, 32 << 10)
                .writeTarget(32 << 10)
                .listening(ListenOptions.builder()
                        .backlog(CLIENTS)
                        .sendBuffer(16 << 10)
                        .build())
                .build();
        List<Socket> clients = new ArrayList<>();
        try (Server server = Server.start(config, this::answer)) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            long before = usedHeap();
            for (int i = 0; i < CLIENTS; i++) clients.add(ask(address));
            long last = -1;
            for (int calm = 0; calm < 50; calm = produced.get() == last ? calm + 1 : 0) {
                last = produced.get();
                try (Socket other = new Socket(address.getAddress(), address.getPort())) {
                    other.getOutputStream()
                            .write("GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
                    assertThat(new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                            .endsWith("small");
                }
            }
            assertThat(produced.get()).isBetween(CLIENTS * (16L << 10), CLIENTS * AHEAD);
            assertThat(usedHeap() - before).isLessThan(CLIENTS * (48L << 10));

            List<CompletableFuture<Integer>> wholes = new ArrayList<>();
            for (Socket client : clients) wholes.add(readAll(client));
            for (CompletableFuture<Integer> whole : wholes) {
                assertThat(whole.get(60, TimeUnit.SECONDS)).isEqualTo(PIECE * PIECES);
            }
        } finally {
            for (Socket client : clients) client.close();
        }
    }

    private static CompletableFuture<Integer> readAll(Socket client) {
        CompletableFuture<Integer> whole = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                InputStream in = client.getInputStream();
                for (int ends = 0; ends < 2; ) {
                    int line = in.read();
                    if (line != '\r') ends = line == '\n' ? ends + 1 : 0;
                }
                byte[] part = new byte[PIECE];
                int all = 0;
                for (int n; (n = in.read(part)) >= 0; ) all += n;
                whole.complete(all);
            } catch (IOException e) {
                whole.completeExceptionally(e);
            }
        });
        return whole;
    }
}
