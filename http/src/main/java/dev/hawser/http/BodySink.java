package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where content is written to, piece by piece.
 *
 * <p>Confined to the thread that was given it. Pieces written one after the other travel together where they can: they
 * leave at the latest when the loop's turn ends, never on a timer.
 */
public abstract sealed class BodySink permits LoopSink, OutboxSink {

    private @Nullable SinkStream stream;

    BodySink() {}

    /**
     * Writes a piece. Shares it until it is on the wire. Waits while more than the high watermark is queued.
     *
     * @throws IOException when the exchange has ended: reset by the peer, connection lost, time limit
     * @throws IllegalStateException beyond the length that was promised
     */
    public abstract void write(Bytes piece) throws IOException;

    /** Copies {@code count} octets of {@code array} and writes them; the caller keeps the array. */
    public void write(byte[] array, int offset, int count) throws IOException {
        write(Bytes.copyOf(array, offset, count));
    }

    /** Sends what has been written so far without waiting for more. */
    public abstract void flush() throws IOException;

    /** Sets the trailers, to be sent after the last piece where the protocol has a place for them. */
    public abstract void trailers(Fields trailers);

    /** Runs {@code action} when the exchange ends early and nothing more is wanted, where that is known before a write. */
    void whenOver(Runnable action) {
        // Whoever writes hears of it.
    }

    /**
     * A stream that writes here, the same each time. It gathers what is small; flushing or closing it sends that, and so does the
     * end of the content, which comes when the writer returns. Flush it before you write to the sink itself again.
     */
    public final OutputStream asOutputStream() {
        SinkStream opened = stream;
        if (opened == null) stream = opened = new SinkStream(this);
        return opened;
    }

    /** The writer has returned: what its stream has gathered is content, too. */
    final void endStream() throws IOException {
        SinkStream opened = stream;
        if (opened != null) opened.drain();
    }
}
