package dev.hawser.bench.clients;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient 5, asynchronous; over HTTP/2 its multiplexing client. */
final class ApacheContender implements Contender {

    private final CloseableHttpAsyncClient client;

    ApacheContender(boolean http2, int connections) {
        IOReactorConfig reactor = IOReactorConfig.custom()
                .setIoThreadCount(1)
                .setTcpNoDelay(true)
                .setSoTimeout(Timeout.DISABLED)
                .build();
        client = http2
                ? HttpAsyncClients.customHttp2()
                        .setIOReactorConfig(reactor)
                        .setH2Config(H2Config.custom()
                                .setMaxConcurrentStreams(1000)
                                .setInitialWindowSize(16 << 20)
                                .setPushEnabled(false)
                                .build())
                        .disableAutomaticRetries()
                        .build()
                : HttpAsyncClients.custom()
                        .setIOReactorConfig(reactor)
                        .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                                .setMaxConnPerRoute(connections)
                                .setMaxConnTotal(connections)
                                .build())
                        .disableAutomaticRetries()
                        .build();
        client.start();
    }

    @Override
    public void ask(String url, int open, Tally tally) throws Exception {
        SimpleHttpRequest request = SimpleRequestBuilder.get(url).build();
        client.execute(request, null).get();
        for (int i = 0; i < open; i++) new Caller(client, url, tally).next();
    }

    /** One request after another. */
    private record Caller(CloseableHttpAsyncClient client, String url, Tally tally)
            implements FutureCallback<SimpleHttpResponse> {

        void next() {
            if (tally.more()) client.execute(SimpleRequestBuilder.get(url).build(), this);
        }

        @Override
        public void completed(SimpleHttpResponse response) {
            byte[] body = response.getBodyBytes();
            tally.answered(response.getCode(), body == null ? 0 : body.length);
            next();
        }

        @Override
        public void failed(Exception cause) {
            tally.failed(cause);
            next();
        }

        @Override
        public void cancelled() {
            failed(new IOException("cancelled"));
        }
    }

    @Override
    public long download(String url) throws Exception {
        HttpRequest request = new BasicHttpRequest("GET", java.net.URI.create(url));
        Future<Long> octets = client.execute(new BasicRequestProducer(request, null), new Counter(), null);
        return octets.get();
    }

    /** Counts what comes. */
    private static final class Counter extends AbstractBinResponseConsumer<Long> {
        private long octets;
        private int status;

        @Override
        protected void start(HttpResponse response, ContentType type) {
            status = response.getCode();
        }

        @Override
        protected int capacityIncrement() {
            return 1 << 20;
        }

        @Override
        protected void data(ByteBuffer piece, boolean last) {
            octets += piece.remaining();
            piece.position(piece.limit());
        }

        @Override
        protected Long buildResult() {
            return status == 200 ? octets : -1;
        }

        @Override
        public void releaseResources() {}
    }

    @Override
    public String upload(String url, long octets) throws Exception {
        HttpRequest request = new BasicHttpRequest("POST", java.net.URI.create(url));
        SimpleHttpResponse response = client.execute(
                        new BasicRequestProducer(request, new Blocks(octets)), SimpleResponseConsumer.create(), null)
                .get();
        Contender.check(response.getCode());
        return response.getBodyText();
    }

    /** One array again and again. */
    private static final class Blocks implements AsyncEntityProducer {
        private final long length;
        private final ByteBuffer block = ByteBuffer.wrap(BLOCK);
        private long left;

        Blocks(long length) {
            this.length = length;
            this.left = length;
        }

        @Override
        public int available() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }

        @Override
        public void produce(DataStreamChannel channel) throws IOException {
            while (left > 0) {
                if (!block.hasRemaining()) block.clear();
                if (block.remaining() > left) block.limit(block.position() + (int) left);
                int n = channel.write(block);
                if (n == 0) return;
                left -= n;
            }
            channel.endStream();
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public void failed(Exception cause) {}

        @Override
        public void releaseResources() {}

        @Override
        public long getContentLength() {
            return length;
        }

        @Override
        public @Nullable String getContentType() {
            return null;
        }

        @Override
        public @Nullable String getContentEncoding() {
            return null;
        }

        @Override
        public boolean isChunked() {
            return false;
        }

        @Override
        public java.util.Set<String> getTrailerNames() {
            return new java.util.HashSet<>(List.of());
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
