package dev.hawser.interop.readme;

import dev.hawser.http.Client;
import dev.hawser.http.Reply;
import java.io.IOException;

/** The client of the README. */
public final class HelloClient {
    private HelloClient() {}

    // README
    static String greeting(Client client, String server) throws IOException {
        try (Reply reply = client.get(server + "/users/you")) {
            return reply.status().code() + " " + reply.text(1000);
        }
    }
    // README
}
