package dev.hawser.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Two clients, one for each protocol, that ask for a small answer again and again and note how long it took. */
final class HonestClients implements AutoCloseable {

    private static final long PAUSE_NANOS = 3_000_000;

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closing;

    // Guarded by this.
    private final List<String> failures = new ArrayList<>();
    private long worstNanos;
    private int answers;

    private HonestClients() {}

    static HonestClients start(int port) {
        HonestClients clients = new HonestClients();
        for (Runnable client : List.<Runnable>of(() -> clients.http1(port), () -> clients.http2(port)))
            clients.threads.add(Thread.ofPlatform().daemon().start(client));
        return clients;
    }

    private void http1(int port) {
        while (!closing) {
            try (RawConnection connection = new RawConnection(port)) {
                for (int i = 0; i < 1_000 && !closing; i++) {
                    long from = System.nanoTime();
                    String answer = connection
                            .send("GET /plain HTTP/1.1\r\nHost: here\r\n\r\n")
                            .readResponse();
                    note(System.nanoTime() - from, answer.endsWith("Hello, World!") ? null : answer);
                }
            } catch (Exception e) {
                note(0, e.toString());
            }
        }
    }

    private void http2(int port) {
        while (!closing) {
            try (Http2Peer peer = Http2Peer.reading(port).begin()) {
                for (int i = 0; i < 1_000 && !closing; i++) {
                    int wanted = i + 1;
                    long from = System.nanoTime();
                    peer.send(H2Frames.get(2 * i + 1, "/plain"));
                    boolean answered = peer.await(10_000, () -> peer.complete() == wanted || peer.hasEnded())
                            && peer.complete() == wanted;
                    note(System.nanoTime() - from, answered ? null : "over HTTP/2: " + peer);
                    if (!answered) break;
                }
            } catch (Exception e) {
                note(0, e.toString());
            }
        }
    }

    private void note(long nanos, String failure) {
        synchronized (this) {
            if (failure != null) failures.add(failure);
            worstNanos = Math.max(worstNanos, nanos);
            answers++;
            notifyAll();
        }
        LockSupport.parkNanos(PAUSE_NANOS);
    }

    /** Begins to count anew. */
    synchronized void forget() {
        failures.clear();
        worstNanos = 0;
        answers = 0;
    }

    /** Waits for so many answers since {@link #forget}. */
    synchronized boolean awaitAnswers(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (answers < count) {
            long left = end - System.nanoTime();
            if (left <= 0) return false;
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Since {@link #forget}. */
    synchronized int answers() {
        return answers;
    }

    synchronized long worstMillis() {
        return worstNanos / 1_000_000;
    }

    @Override
    public void close() {
        closing = true;
        try {
            for (Thread thread : threads) thread.join(TimeUnit.SECONDS.toMillis(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
