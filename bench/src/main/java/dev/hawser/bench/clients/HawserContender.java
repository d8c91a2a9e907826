package dev.hawser.bench.clients;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Body;
import dev.hawser.http.Call;
import dev.hawser.http.Client;
import dev.hawser.http.ClientConfig;
import dev.hawser.http.Reply;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.io.IOException;
import java.time.Duration;

/** Hawser, blocking, a virtual thread for each request that is open. */
final class HawserContender implements Contender {

    private final Client client;

    HawserContender(boolean http2, int connections) {
        client = Client.create(ClientConfig.builder()
                .versions(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .connections(connections, 1)
                .idle(connections, Duration.ofMinutes(5))
                .unpacks(false)
                .build());
    }

    @Override
    public void ask(String url, int open, Tally tally) {
        Call call = Call.get(url);
        for (int i = 0; i < open; i++) Thread.startVirtualThread(() -> loop(call, tally));
    }

    private void loop(Call call, Tally tally) {
        while (tally.more()) {
            try (Reply reply = client.send(call)) {
                tally.answered(
                        reply.status().code(), reply.body().readAll(1 << 20).length());
            } catch (IOException e) {
                tally.failed(e);
            }
        }
    }

    @Override
    public long download(String url) throws IOException {
        try (Reply reply = client.get(url)) {
            Contender.check(reply.status().code());
            return reply.body().drainTo((array, from, to) -> {});
        }
    }

    @Override
    public String upload(String url, long octets) throws IOException {
        Bytes block = Bytes.wrap(BLOCK);
        Body body = new Body.Written(
                sink -> {
                    for (long left = octets; left > 0; left -= block.length()) {
                        sink.write(left >= block.length() ? block : block.slice(0, (int) left));
                    }
                },
                octets);
        try (Reply reply = client.send(Call.builder(Method.POST, url).body(body).build())) {
            Contender.check(reply.status().code());
            return reply.text(100);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
