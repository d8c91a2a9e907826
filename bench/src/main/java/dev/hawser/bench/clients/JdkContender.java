package dev.hawser.bench.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;

/** The JDK's client, asynchronous. Over HTTP/2 in clear text it begins with an upgrade. */
final class JdkContender implements Contender {

    private final HttpClient client;

    JdkContender(boolean http2) {
        client = HttpClient.newBuilder()
                .version(http2 ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public void ask(String url, int open, Tally tally) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        // The first request settles the protocol, or each of the others would bring a connection of its own.
        client.send(request, BodyHandlers.discarding());
        for (int i = 0; i < open; i++) next(request, tally);
    }

    private void next(HttpRequest request, Tally tally) {
        if (!tally.more()) return;
        client.sendAsync(request, BodyHandlers.ofByteArray()).whenComplete((response, failure) -> {
            if (failure != null) tally.failed(failure);
            else tally.answered(response.statusCode(), response.body().length);
            next(request, tally);
        });
    }

    @Override
    public long download(String url) throws Exception {
        AtomicLong octets = new AtomicLong();
        HttpResponse<Void> response = client.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                BodyHandlers.ofByteArrayConsumer(piece -> piece.ifPresent(array -> octets.addAndGet(array.length))));
        Contender.check(response.statusCode());
        return octets.get();
    }

    @Override
    public String upload(String url, long octets) throws Exception {
        Iterable<byte[]> blocks = () -> new Iterator<>() {
            private long left = octets;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public byte[] next() {
                int n = (int) Math.min(left, BLOCK.length);
                left -= n;
                return n == BLOCK.length ? BLOCK : new byte[n];
            }
        };
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArrays(blocks), octets))
                        .build(),
                BodyHandlers.ofString());
        Contender.check(response.statusCode());
        return response.body();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
