package dev.hawser.http;

import dev.hawser.message.HttpVersion;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** For tests of a client against servers that keep to a script: one client on one loop, closed behind each test. */
abstract class ScriptedClient {

    /** A whole response of HTTP/1.1. */
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final HttpVersion version;
    Client client;

    ScriptedClient(HttpVersion version) {
        this.version = version;
        this.client = Client.create(config().build());
    }

    final ClientConfig.Builder config() {
        return config(version);
    }

    static ClientConfig.Builder config(HttpVersion version) {
        return ClientConfig.builder().transport("nio").loops(1).versions(version);
    }

    /** Goes on with a client like this. */
    final void with(ClientConfig.Builder config) {
        client.close();
        client = Client.create(config.build());
    }

    @AfterEach
    void close() {
        client.close();
    }

    final String get(String url) throws IOException {
        try (Reply reply = client.get(url)) {
            return reply.text(100_000);
        }
    }
}
