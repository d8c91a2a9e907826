package dev.hawser.bench.clients;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.MultiplexConnectionPool;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;

/** Jetty's client, asynchronous, one selector. */
final class JettyContender implements Contender {

    private final HttpClient client;

    JettyContender(boolean http2, int connections) throws Exception {
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        if (http2) {
            HTTP2Client http2Client = new HTTP2Client(connector);
            http2Client.setInitialStreamRecvWindow(16 << 20);
            http2Client.setInitialSessionRecvWindow(16 << 20);
            var transport = new HttpClientTransportOverHTTP2(http2Client);
            transport.setConnectionPoolFactory(destination -> new MultiplexConnectionPool(destination, 1, 1000));
            client = new HttpClient(transport);
        } else {
            client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        }
        client.setMaxConnectionsPerDestination(http2 ? 1 : connections);
        client.setMaxRequestsQueuedPerDestination(10_000);
        client.getContentDecoderFactories().clear();
        client.start();
    }

    @Override
    public void ask(String url, int open, Tally tally) throws Exception {
        client.GET(url);
        for (int i = 0; i < open; i++) next(url, tally);
    }

    private void next(String url, Tally tally) {
        if (!tally.more()) return;
        client.newRequest(url).send(new BufferingResponseListener() {
            @Override
            public void onComplete(Result result) {
                if (result.isFailed()) tally.failed(result.getFailure());
                else tally.answered(result.getResponse().getStatus(), getContent().length);
                next(url, tally);
            }
        });
    }

    @Override
    public long download(String url) throws Exception {
        AtomicLong octets = new AtomicLong();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        client.newRequest(url)
                .onResponseContent((response, piece) -> octets.addAndGet(piece.remaining()))
                .send(result -> {
                    if (result.isFailed()) status.completeExceptionally(result.getFailure());
                    else status.complete(result.getResponse().getStatus());
                });
        Contender.check(status.get());
        return octets.get();
    }

    @Override
    public String upload(String url, long octets) throws Exception {
        byte[][] blocks = new byte[(int) (octets / BLOCK.length)][];
        Arrays.fill(blocks, BLOCK);
        ContentResponse response =
                client.POST(url).body(new BytesRequestContent(blocks)).send();
        Contender.check(response.getStatus());
        return response.getContentAsString();
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty's client does not stop", e);
        }
    }
}
