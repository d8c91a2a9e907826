package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK's own client, which asks for HTTP/2 by an upgrade and takes HTTP/1.1 for an answer. */
class JdkClientTest {

    private static HawserProcess hawser;

    @BeforeAll
    static void start() throws Exception {
        hawser = HawserProcess.start("demo");
    }

    @AfterAll
    static void stop() {
        if (hawser != null) hawser.close();
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(hawser.url(path))).timeout(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whatIsAskedForArrives(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(version)) {
            HttpResponse<String> plain = client.send(to("/plain").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.version()).isEqualTo(version);
            assertThat(plain.body()).isEqualTo("Hello, World!");
            HttpResponse<byte[]> bytes =
                    client.send(to("/bytes/3000000").build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(bytes.body()).hasSize(3_000_000);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void whatIsSentComesBack(HttpClient.Version version) throws Exception {
        byte[] content = Sample.octets(700_000);
        try (HttpClient client = client(version)) {
            for (HttpRequest.BodyPublisher publisher : List.of(
                    HttpRequest.BodyPublishers.ofByteArray(content),
                    HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(content)))) {
                HttpResponse<byte[]> echo =
                        client.send(to("/echo").POST(publisher).build(), HttpResponse.BodyHandlers.ofByteArray());
                assertThat(Sample.sha256(echo.body())).isEqualTo(Sample.sha256(content));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aHundredRequestsAtOnceAreAnswered(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(version)) {
            client.send(to("/plain").build(), HttpResponse.BodyHandlers.discarding());
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(
                        client.sendAsync(to("/bytes/" + (1000 + i)).build(), HttpResponse.BodyHandlers.ofByteArray()));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(answers.get(i).get(20, TimeUnit.SECONDS).body()).hasSize(1000 + i);
            }
        }
    }
}
