package dev.hawser.interop.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Client;
import dev.hawser.http.Response;
import dev.hawser.http.Router;
import dev.hawser.http.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README shows is compiled code, to the letter. */
final class ReadmeTest {

    private static final Path HERE = Path.of("src/test/java/dev/hawser/interop/readme");

    @ParameterizedTest
    @ValueSource(strings = {"HelloServer", "HelloClient"})
    void theReadmeShowsCodeThatCompiles(String name) throws IOException {
        String[] parts = Files.readString(HERE.resolve(name + ".java")).split("    // README\n", -1);
        assertThat(parts).hasSize(3);
        String shown = parts[1].stripTrailing().stripIndent().strip();
        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + shown + "\n```");
    }

    @Test
    void theClientOfTheReadmeIsGreeted() throws IOException {
        Router routes = Router.builder()
                .get("/users/{name}", request -> Response.ok("Hello, " + request.parameter("name") + "!\n"))
                .build();
        try (Server server = Server.start(routes);
                Client client = Client.create()) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            assertThat(HelloClient.greeting(client, "http://127.0.0.1:" + address.getPort()))
                    .isEqualTo("200 Hello, you!\n");
        }
    }
}
