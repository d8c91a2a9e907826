package dev.hawser.http;

import dev.hawser.message.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The ground for what every client does: a server on a port of its own, what it answers, and a client to ask it. */
abstract class ClientGround {

    Server server;
    Client client;
    String base;

    volatile Handler handler = request -> Response.ok("nothing set");

    abstract HttpVersion version();

    String transport() {
        return "nio";
    }

    ClientConfig.Builder config() {
        return ClientConfig.builder().transport(transport()).loops(1).versions(version());
    }

    boolean multiplexed() {
        return version() == HttpVersion.HTTP_2;
    }

    @BeforeEach
    void start() throws IOException {
        ServerConfig config = ServerConfig.builder()
                .transport(transport())
                .loops(1)
                .drainTimeout(Duration.ofSeconds(5))
                .build();
        server = Server.start(config, request -> handler.handle(request), (what, fault) -> {});
        InetSocketAddress address = server.listen("127.0.0.1", 0);
        base = "http://127.0.0.1:" + address.getPort();
        client = Client.create(config().build());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close(Duration.ofMillis(100));
    }

    Client with(ClientConfig.Builder config) {
        client.close();
        client = Client.create(config.build());
        return client;
    }

    static byte[] random(int length) {
        byte[] octets = new byte[length];
        new Random(length).nextBytes(octets);
        return octets;
    }

    String text(String path) throws IOException {
        try (Reply reply = client.get(base + path)) {
            return reply.text(100_000);
        }
    }

    static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) throw new IOException("waited in vain");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
