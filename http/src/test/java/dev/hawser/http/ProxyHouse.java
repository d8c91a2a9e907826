package dev.hawser.http;

import dev.hawser.message.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Upstreams, proxies and clients in one process. */
final class ProxyHouse {

    /** What servers said of handlers. */
    final List<String> faults = new CopyOnWriteArrayList<>();

    private final List<AutoCloseable> opened = new ArrayList<>();

    static String url(InetSocketAddress address) {
        return "http://127.0.0.1:" + address.getPort();
    }

    InetSocketAddress serve(Handler with) throws IOException {
        ServerConfig config = ServerConfig.builder()
                .loops(1)
                .blockedAfter(Duration.ZERO)
                .drainTimeout(Duration.ofMillis(1))
                .build();
        Server server = Server.start(config, with, (what, fault) -> faults.add(what + ": " + fault));
        opened.add(server);
        return server.listen("127.0.0.1", 0);
    }

    /** Where nobody listens. The port is held, so that nobody else comes to have it. */
    InetSocketAddress dead() throws IOException {
        Socket held = new Socket();
        opened.add(held);
        held.bind(new InetSocketAddress("127.0.0.1", 0));
        return new InetSocketAddress("127.0.0.1", held.getLocalPort());
    }

    /** A server that is {@code proxy}. */
    InetSocketAddress front(ReverseProxy proxy) throws IOException {
        opened.add(proxy);
        return serve(proxy);
    }

    Client client(HttpVersion version) {
        Client client = Client.create(ReverseProxy.client().versions(version).build());
        opened.add(client);
        return client;
    }

    static String text(Reply reply) throws IOException {
        return reply.text(10_000_000);
    }

    /** Closes everything, the last first. */
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) one.close();
    }
}
