package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Content that a publisher publishes (Reactive Streams 1.0.4), written as fast as the peer takes it. */
final class PublishedContent implements BodyWriter {

    private final Flow.Publisher<? extends Bytes> publisher;

    PublishedContent(Flow.Publisher<? extends Bytes> publisher) {
        this.publisher = Objects.requireNonNull(publisher);
    }

    @Override
    public void write(BodySink sink) throws IOException {
        Pieces pieces = new Pieces();
        sink.whenOver(() -> pieces.onError(new IOException("the peer wants no more of it")));
        publisher.subscribe(pieces);
        try {
            for (Bytes piece; (piece = pieces.next()) != null; ) sink.write(piece);
        } finally {
            pieces.cancel(); // After the end it does nothing.
        }
    }

    /** What has been published and not been written: at most {@link #AHEAD} pieces. */
    static final class Pieces implements Flow.Subscriber<Bytes> {

        /** Pieces that are asked for ahead of those that have been written. */
        static final int AHEAD = 16;

        // Guarded by this.
        private final ArrayDeque<Bytes> queue = new ArrayDeque<>(AHEAD);
        private Flow.@Nullable Subscription subscription;
        private int taken;
        private boolean ended;
        private boolean cancelled;
        private @Nullable Throwable failure;
        private @Nullable Sleeper writer;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            Objects.requireNonNull(given);
            boolean superfluous;
            synchronized (this) {
                superfluous = subscription != null || cancelled; // Reactive Streams 2.5.
                if (!superfluous) subscription = given;
            }
            if (superfluous) given.cancel();
            else given.request(AHEAD);
        }

        @Override
        public void onNext(Bytes piece) {
            Objects.requireNonNull(piece);
            Sleeper waiting;
            synchronized (this) {
                if (cancelled) return;
                queue.add(piece);
                waiting = takeWriter();
            }
            Sleeper.wake(waiting);
        }

        @Override
        public void onError(Throwable cause) {
            Objects.requireNonNull(cause);
            Sleeper waiting;
            synchronized (this) {
                failure = cause;
                waiting = takeWriter();
            }
            Sleeper.wake(waiting);
        }

        @Override
        public void onComplete() {
            Sleeper waiting;
            synchronized (this) {
                ended = true;
                waiting = takeWriter();
            }
            Sleeper.wake(waiting);
        }

        /** Who waits for a piece, to be woken by the caller. Holding the monitor. */
        private @Nullable Sleeper takeWriter() {
            Sleeper waiting = writer;
            writer = null;
            return waiting;
        }

        /** The next piece, or null at the end; waits for it. */
        @Nullable
        Bytes next() throws IOException {
            while (true) {
                Bytes piece;
                int more = 0;
                Flow.Subscription asked;
                synchronized (this) {
                    piece = queue.poll();
                    if (piece == null) {
                        Throwable cause = failure;
                        if (cause instanceof IOException broken) throw broken;
                        if (cause != null) {
                            throw new IOException("the publisher of the content failed: " + cause, cause);
                        }
                        if (ended) return null;
                        writer = Sleeper.before(writer);
                    } else if (++taken == AHEAD / 2) {
                        more = taken;
                        taken = 0;
                    }
                    asked = subscription;
                }
                if (more != 0 && asked != null) asked.request(more);
                if (piece != null) return piece;
                Sleeper.sleep(this);
            }
        }

        /** Wants nothing more. */
        void cancel() {
            Flow.Subscription given;
            synchronized (this) {
                if (cancelled) return;
                cancelled = true;
                given = ended ? null : subscription;
                queue.clear();
            }
            if (given != null) given.cancel();
        }
    }
}
