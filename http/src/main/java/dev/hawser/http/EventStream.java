package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events (WHATWG HTML 9.2): a response that goes on for as long as there is something to tell.
 *
 * <p>Each event leaves at once. Any thread may send; each event leaves as a whole. While nothing is sent a comment now and
 * then keeps the connection from looking dead, and finds out when the client has gone: a source that waits for something
 * else is then interrupted. So it is when the server closes, and the stream ends in order: clients come back by themselves. A
 * client that does not read holds up whoever sends.
 */
public final class EventStream {

    /** How long nothing is sent before a comment is, unless another time is given. */
    public static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private static final Bytes COMMENT = Bytes.of(":\n\n");

    private final BodySink sink;
    private final @Nullable String lastEventId;
    private final ReentrantLock sending = new ReentrantLock();
    private boolean quiet; // Guarded by sending.
    private @Nullable IOException failure; // Guarded by sending.
    private volatile boolean draining;

    private EventStream(BodySink sink, @Nullable String lastEventId) {
        this.sink = sink;
        this.lastEventId = lastEventId;
    }

    /** Code that tells events. */
    @FunctionalInterface
    public interface Source {

        /**
         * Tells events and returns; returning ends the response, after which clients come back.
         *
         * @throws Exception from the stream when the client has gone, or your own: the response then ends early
         */
        void tell(EventStream events) throws Exception;
    }

    /** The answer to {@code request} whose events {@code source} tells, on the request's virtual thread. */
    public static Response answer(Request request, Source source) {
        return answer(request, KEEP_ALIVE, source);
    }

    /** As {@link #answer(Request, Source)}, with a comment after {@code keepAlive} without an event. */
    public static Response answer(Request request, Duration keepAlive, Source source) {
        if (keepAlive.isNegative() || keepAlive.isZero()) {
            throw new IllegalArgumentException("keepAlive %s, must be positive".formatted(keepAlive));
        }
        String lastEventId = request.field(FieldName.LAST_EVENT_ID);
        return Response.status(Status.OK)
                .field(FieldName.CONTENT_TYPE, "text/event-stream")
                .field(FieldName.CACHE_CONTROL, "no-cache")
                .writing(sink -> new EventStream(sink, lastEventId).run(request, keepAlive, source));
    }

    private void run(Request request, Duration keepAlive, Source source) throws IOException {
        Thread teller = Thread.currentThread();
        request.whenDraining(() -> {
            draining = true;
            teller.interrupt();
        });
        Thread keeper = Thread.ofVirtual().name("hawser-events-keep-alive").start(() -> keepAlive(keepAlive, teller));
        try {
            source.tell(this);
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            if (!draining) throw e;
        } catch (InterruptedException e) {
            if (!draining) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted between two events", e);
            }
        } catch (Exception e) {
            throw new IllegalStateException("the source of events failed", e);
        } finally {
            if (draining) Thread.interrupted(); // It has been heard; the end of the response may have to wait.
            keeper.interrupt();
            sending.lock(); // Whatever the keeper sends is behind us then.
            try {
                if (failure == null) failure = new IOException("the stream of events is over");
            } finally {
                sending.unlock();
            }
        }
    }

    private void keepAlive(Duration pause, Thread teller) {
        try {
            while (true) {
                Thread.sleep(pause);
                sending.lock();
                try {
                    if (failure != null) return;
                    if (quiet) write(COMMENT);
                    quiet = true;
                } finally {
                    sending.unlock();
                }
            }
        } catch (InterruptedException done) {
            // The source has told all.
        } catch (IOException gone) {
            teller.interrupt();
        }
    }

    /** What a client that comes back has named as the last event it has seen; null for one that is new. */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /**
     * Sends an event of the default kind.
     *
     * @throws IOException when the client has gone
     */
    public void send(String data) throws IOException {
        send(ServerSentEvent.of(data));
    }

    /** Sends an event of kind {@code event}, as {@link #send(String)} does. */
    public void send(String event, String data) throws IOException {
        send(ServerSentEvent.of(data).withEvent(event));
    }

    /** Sends {@code event}, as {@link #send(String)} does. */
    public void send(ServerSentEvent event) throws IOException {
        put(Bytes.of(event.written()));
    }

    /** Sends a comment, which clients pass over. */
    public void comment(String text) throws IOException {
        StringBuilder lines = new StringBuilder();
        ServerSentEvent.appendLines(lines, ": ", text);
        put(Bytes.of(lines.append('\n')));
    }

    private void put(Bytes octets) throws IOException {
        sending.lock();
        try {
            quiet = false;
            write(octets);
        } finally {
            sending.unlock();
        }
    }

    private void write(Bytes octets) throws IOException {
        IOException before = failure;
        if (before != null) throw new IOException(before.getMessage(), before);
        if (draining) throw new IOException("the server is closing");
        try {
            sink.write(octets);
            sink.flush();
        } catch (IOException gone) {
            failure = gone;
            throw gone;
        }
    }
}
