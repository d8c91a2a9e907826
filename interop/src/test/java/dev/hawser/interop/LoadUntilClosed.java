package dev.hawser.interop;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Honest clients that ask as fast as they are answered, until the server takes no new connection. A connection that says
 * that it ends is replaced by a new one; a request that has been sent and gets no answer is a failure.
 */
final class LoadUntilClosed implements AutoCloseable {

    private static final int STREAMS = 10;

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean closing;

    private LoadUntilClosed() {}

    static LoadUntilClosed start(int port, int http1, int http2) {
        LoadUntilClosed load = new LoadUntilClosed();
        for (int i = 0; i < http1 + http2; i++) {
            boolean multiplexed = i >= http1;
            load.threads.add(Thread.ofVirtual().start(() -> load.run(port, multiplexed)));
        }
        return load;
    }

    private void run(int port, boolean multiplexed) {
        while (!closing) {
            try {
                if (multiplexed) http2(port);
                else http1(port);
            } catch (ConnectException e) {
                return; // Nobody listens any more.
            } catch (IOException e) {
                failures.add(e.toString());
                return;
            }
        }
    }

    private void http1(int port) throws IOException {
        RawConnection connection = new RawConnection(port); // Not to be told from a failed request.
        try (connection) {
            while (!closing) {
                String answer = connection
                        .send("GET /plain HTTP/1.1\r\nHost: here\r\n\r\n")
                        .readResponse();
                if (!answer.endsWith("Hello, World!")) {
                    failures.add("HTTP/1.1: " + answer);
                    return;
                }
                answered.incrementAndGet();
                if (answer.contains("Connection: close")) return;
            }
        }
    }

    private void http2(int port) throws IOException {
        try (Http2Peer peer = Http2Peer.reading(port).begin().send(H2Frames.widen(0, 1 << 30))) {
            for (int round = 0; round < 1_000 && !closing; round++) {
                int first = round * STREAMS;
                byte[][] requests = new byte[STREAMS][];
                for (int i = 0; i < STREAMS; i++) requests[i] = H2Frames.get(2 * (first + i) + 1, "/plain");
                peer.send(requests);
                // RFC 9113 6.8: those above the last stream of GOAWAY may be sent again elsewhere, all others count.
                boolean all = peer.await(10_000, () -> peer.complete() >= first + STREAMS || peer.isOver());
                int promised = (int) Math.min(first + STREAMS, (peer.lastStream() + 1L) / 2);
                if (peer.complete() < promised || !all) failures.add("HTTP/2: %s of %d".formatted(peer, promised));
                answered.addAndGet(peer.complete() - first);
                if (peer.hasEnded()) return;
            }
        }
    }

    long answered() {
        return answered.get();
    }

    /** Waits until so many requests have been answered. */
    void awaitAnswers(long count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (answered.get() < count) {
            if (System.nanoTime() > end) throw new AssertionError("only " + answered + " answers: " + failures);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) thread.join(TimeUnit.SECONDS.toMillis(20));
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        closing = true;
    }
}
