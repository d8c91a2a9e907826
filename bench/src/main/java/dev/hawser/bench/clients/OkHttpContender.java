package dev.hawser.bench.clients;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** OkHttp, blocking, a virtual thread for each request that is open. */
final class OkHttpContender implements Contender {

    private final OkHttpClient client;

    OkHttpContender(boolean http2, int connections) {
        client = new OkHttpClient.Builder()
                .protocols(List.of(http2 ? Protocol.H2_PRIOR_KNOWLEDGE : Protocol.HTTP_1_1))
                .connectionPool(new ConnectionPool(connections, 5, TimeUnit.MINUTES))
                .readTimeout(0, TimeUnit.SECONDS)
                .writeTimeout(0, TimeUnit.SECONDS)
                .build();
    }

    @Override
    public void ask(String url, int open, Tally tally) throws IOException {
        // The first request settles the connection that all others share over HTTP/2.
        try (Response response = client.newCall(request(url)).execute()) {
            Contender.check(response.code());
        }
        for (int i = 0; i < open; i++) Thread.startVirtualThread(() -> loop(request(url), tally));
    }

    private static Request request(String url) {
        // No Accept-Encoding but this, or it would unpack.
        return new Request.Builder()
                .url(url)
                .header("Accept-Encoding", "identity")
                .build();
    }

    private void loop(Request request, Tally tally) {
        while (tally.more()) {
            try (Response response = client.newCall(request).execute()) {
                tally.answered(response.code(), response.body().bytes().length);
            } catch (IOException e) {
                tally.failed(e);
            }
        }
    }

    @Override
    public long download(String url) throws IOException {
        try (Response response = client.newCall(request(url)).execute()) {
            Contender.check(response.code());
            BufferedSource source = response.body().source();
            Buffer buffer = new Buffer();
            long octets = 0;
            for (long n = source.read(buffer, 64 * 1024); n >= 0; n = source.read(buffer, 64 * 1024)) {
                octets += n;
                buffer.clear();
            }
            return octets;
        }
    }

    @Override
    public String upload(String url, long octets) throws IOException {
        RequestBody body = new RequestBody() {
            @Override
            public @Nullable MediaType contentType() {
                return null;
            }

            @Override
            public long contentLength() {
                return octets;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                for (long left = octets; left > 0; left -= BLOCK.length) {
                    sink.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
                }
            }
        };
        try (Response response =
                client.newCall(request(url).newBuilder().post(body).build()).execute()) {
            Contender.check(response.code());
            return response.body().string();
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
