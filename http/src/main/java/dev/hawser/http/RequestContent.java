package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request, or what comes by a tunnel, on its way from the event loop to the handler's thread. The monitor is
 * this object's. What the handler has read is credit for the peer.
 */
final class RequestContent extends RequestBody {

    /** Credit below this waits for company, unless the handler is about to wait. Octets. */
    private static final int CREDIT_STEP = 16 * 1024;

    private final Exchange exchange;
    private final long length;

    // Guarded by this.
    private final ContentQueue pieces = new ContentQueue();
    private int credit;
    private boolean continueWanted;
    private boolean answering;
    private boolean ended;
    private Fields trailers = Fields.EMPTY;
    private @Nullable IOException failure;
    private @Nullable Sleeper readers;

    /**
     * Content of {@code exchange}.
     *
     * @param length the octets that are announced, or -1
     */
    RequestContent(Exchange exchange, long length) {
        this.exchange = exchange;
        this.length = length;
    }

    // ---------------------------------------------------------------- the handler's thread

    @Override
    public long length() {
        return length;
    }

    @Override
    @Nullable
    Bytes take() throws IOException {
        return next(true);
    }

    @Override
    @Nullable
    Bytes lend() throws IOException {
        return next(false);
    }

    private @Nullable Bytes next(boolean keeps) throws IOException {
        while (true) {
            Bytes piece;
            boolean asks;
            boolean continues = false;
            synchronized (this) {
                piece = keeps ? pieces.take() : pieces.lend();
                if (piece != null) {
                    credit += piece.length();
                    asks = !ended && credit >= CREDIT_STEP;
                } else {
                    if (ended) return null; // All has come, whatever became of the connection since.
                    if (failure != null) throw new ExchangeOverException(failure);
                    asks = credit > 0;
                    // The handler is about to wait for content that the peer holds back (RFC 9110 10.1.1).
                    continues = continueWanted && !answering;
                    continueWanted = false;
                    readers = Sleeper.before(readers);
                }
            }
            if (continues) exchange.post(new Command.Interim(ServerConnection.CONTINUE));
            else if (asks) exchange.poke();
            if (piece != null) return piece;
            Sleeper.sleep(this);
        }
    }

    @Override
    public synchronized Fields trailers() {
        return trailers;
    }

    /** The final response begins: no interim one after it (RFC 9110 15.2), and whoever waited takes it for a yes. */
    synchronized void answers() {
        answering = true;
    }

    /**
     * What comes from now on is a tunnel's. What has not been read of the request before it is dropped.
     *
     * @throws IllegalStateException while that is still coming (RFC 9110 7.8)
     */
    synchronized void becomesTunnel() {
        if (!ended) throw new IllegalStateException("a tunnel before all of the request has come");
        credit += pieces.clear();
        ended = false;
    }

    // ---------------------------------------------------------------- the loop

    /** Keeps a copy of what has come. */
    void received(byte[] array, int offset, int octets, boolean last) {
        Sleeper waiting;
        synchronized (this) {
            if (octets != 0) pieces.add(exchange.loop(), array, offset, octets);
            if (last) ended = true;
            waiting = takeReaders();
        }
        if (waiting != null) exchange.wake(waiting);
    }

    /** Those who wait for content, to be woken by the caller. Holding the monitor. */
    private @Nullable Sleeper takeReaders() {
        Sleeper waiting = readers;
        readers = null;
        return waiting;
    }

    /** It has ended with trailers. */
    void received(Fields fields) {
        Sleeper waiting;
        synchronized (this) {
            trailers = fields;
            ended = true;
            waiting = takeReaders();
        }
        if (waiting != null) exchange.wake(waiting);
    }

    /** The peer waits for 100 (Continue) before it sends content. */
    void wantContinue() {
        Sleeper waiting;
        synchronized (this) {
            continueWanted = true;
            waiting = takeReaders();
        }
        if (waiting != null) exchange.wake(waiting);
    }

    /** What the handler has read since this was last asked, in octets. */
    synchronized int takeCredit() {
        int given = credit;
        credit = 0;
        return given;
    }

    /** Nothing more will come, and why. Any thread. */
    void fail(IOException cause) {
        Sleeper waiting;
        synchronized (this) {
            if (failure == null) failure = cause;
            waiting = takeReaders();
        }
        Sleeper.wake(waiting);
    }
}
