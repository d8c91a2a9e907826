package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Content as a publisher (Reactive Streams 1.0.4). Reads on a virtual thread, and only what was asked for: no demand holds the
 * peer back, as not reading does. Content comes once, so a second subscriber is told an error.
 */
final class BodyPublisher implements Flow.Publisher<Bytes> {

    private final PieceStream.Source source;
    private final AtomicBoolean taken = new AtomicBoolean();

    BodyPublisher(PieceStream.Source source) {
        this.source = source;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Bytes> subscriber) {
        Objects.requireNonNull(subscriber);
        if (taken.compareAndSet(false, true)) {
            Reading reading = new Reading(source, subscriber);
            Thread thread = Thread.ofVirtual().name("hawser-published").unstarted(reading);
            reading.thread = thread;
            thread.start();
        } else {
            subscriber.onSubscribe(new Nothing());
            subscriber.onError(new IllegalStateException("content is read once, and has a subscriber"));
        }
    }

    /** What a subscriber holds that gets nothing. */
    private static final class Nothing implements Flow.Subscription {
        @Override
        public void request(long n) {
            // There is nothing to ask for.
        }

        @Override
        public void cancel() {
            // There is nothing to end.
        }
    }

    /** One subscription: every signal comes from its thread, so that they come one after the other. */
    private static final class Reading implements Flow.Subscription, Runnable {

        private final PieceStream.Source source;
        private final Flow.Subscriber<? super Bytes> subscriber;

        /** Who reads; set before it is started. */
        private volatile Thread thread = Thread.currentThread();

        private long demand; // Guarded by this.
        private boolean unfair; // Guarded by this.
        private volatile boolean cancelled;

        Reading(PieceStream.Source source, Flow.Subscriber<? super Bytes> subscriber) {
            this.source = source;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            synchronized (this) {
                if (n <= 0) unfair = true;
                else demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            }
            LockSupport.unpark(thread);
        }

        @Override
        public void cancel() {
            cancelled = true;
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            subscriber.onSubscribe(this);
            try {
                while (awaitDemand()) {
                    Bytes piece = source.read();
                    if (cancelled) return;
                    if (piece == null) {
                        subscriber.onComplete();
                        return;
                    }
                    subscriber.onNext(piece);
                }
            } catch (IOException broken) {
                if (!cancelled) subscriber.onError(broken);
            }
        }

        /** Waits until something is wanted, and takes one of it; false when nothing will be. */
        private boolean awaitDemand() {
            while (true) {
                if (cancelled) return false;
                synchronized (this) {
                    if (unfair) break;
                    if (demand != 0) {
                        if (demand != Long.MAX_VALUE) demand--;
                        return true;
                    }
                }
                LockSupport.park(this);
            }
            // Reactive Streams 3.9.
            subscriber.onError(new IllegalArgumentException("request() of less than one piece"));
            return false;
        }
    }
}
