package dev.hawser.interop.readme;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Call;
import dev.hawser.http.CallException;
import dev.hawser.http.Client;
import dev.hawser.http.ClientConfig;
import dev.hawser.http.EnvironmentProxies;
import dev.hawser.http.Reply;
import dev.hawser.message.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;

/** The code of docs/client.md. */
final class Asking {
    private Asking() {}

    // README
    static Client client() {
        return Client.create(ClientConfig.builder()
                .connectTimeout(Duration.ofSeconds(3))
                .headTimeout(Duration.ofSeconds(20))
                .proxies(EnvironmentProxies.ofProcess())
                .cookies(new CookieManager())
                .build());
    }
    // README

    // README
    static long saved(Client client, String url, Path file) throws IOException {
        try (Reply reply = client.get(url)) {
            if (!reply.status().isSuccessful()) throw new IOException(url + ": " + reply.status());
            return reply.body().saveTo(file, 10L << 30);
        }
    }
    // README

    // README
    static long summed(Client client, String url) throws IOException {
        CRC32 sum = new CRC32();
        try (Reply reply = client.get(url)) {
            reply.body().drainTo((array, from, to) -> sum.update(array, from, to - from));
        }
        return sum.getValue();
    }
    // README

    // README
    static String uploaded(Client client, String url, List<String> lines) throws IOException {
        Call call = Call.builder(Method.POST, url)
                .field("Content-Type", "text/plain")
                .timeout(Duration.ofMinutes(5))
                .writing(sink -> {
                    for (String line : lines) sink.write(Bytes.of(line + "\n"));
                })
                .build();
        try (Reply reply = client.send(call)) {
            return reply.text(1000);
        }
    }
    // README

    // README
    static List<String> all(Client client, List<String> urls) {
        List<CompletableFuture<String>> asked = urls.stream()
                .map(url -> client.sendAsync(Call.get(url)).thenApply(Asking::text))
                .toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }
    // README

    private static String text(Reply reply) {
        try (reply) {
            return reply.text(1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // README
    static Reply paid(Client client, Call payment) throws IOException {
        try {
            return client.send(payment);
        } catch (CallException e) {
            if (e.mayHaveBeenProcessed()) throw new IOException("ask whether it was paid before paying again", e);
            return client.send(payment);
        }
    }
    // README
}
