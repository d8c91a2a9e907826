package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import dev.hawser.wire.WireConnection;
import java.io.IOException;

/** Where a non-blocking handler's writer writes to: straight into the exchange's queue, without waiting. */
final class LoopSink extends BodySink {

    /** A writer that cannot wait must not queue without bound. Octets. */
    static final long MOST = 1 << 20;

    private final WireConnection wire;
    private final int exchange;
    private final long promised;
    private Fields trailers = Fields.EMPTY;
    private long written;

    /**
     * A sink.
     *
     * @param promised the octets that will be written, or -1
     */
    LoopSink(WireConnection wire, int exchange, long promised) {
        this.wire = wire;
        this.exchange = exchange;
        this.promised = promised;
    }

    @Override
    public void write(Bytes piece) {
        if (wire.queued(exchange) + piece.length() > MOST) {
            throw new IllegalStateException("a non-blocking handler wrote more than " + MOST + " octets");
        }
        written += piece.length();
        if (promised >= 0 && written > promised) throw broken();
        wire.sendBody(exchange, piece);
    }

    @Override
    public void flush() {
        // Everything leaves when the turn ends, which is as soon as this handler returns.
    }

    @Override
    public void trailers(Fields fields) {
        trailers = fields;
    }

    private IllegalStateException broken() {
        return new IllegalStateException(
                "content of %d octets was promised, %d were written".formatted(promised, written));
    }

    /** Octets so far. */
    long written() {
        return written;
    }

    void end() throws IOException {
        endStream();
        if (promised >= 0 && written != promised) throw broken();
        if (trailers.size() == 0) wire.endBody(exchange);
        else wire.endBody(exchange, trailers);
    }
}
