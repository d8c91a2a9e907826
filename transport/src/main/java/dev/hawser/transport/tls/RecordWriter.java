package dev.hawser.transport.tls;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.PackBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns plaintext, and what the engine has to say of itself, into records in the list of the channel beneath. */
final class RecordWriter {

    /** Plaintext, head, and the most that a cipher of TLS 1.2 adds: what engines want to see at first. */
    private static final int PACKET = 16_709;

    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    private final SSLEngine engine;
    private final BufList sink;
    private final PackBlocks blocks;
    private final TlsScratch scratch;
    private int plaintext = TlsEngines.LARGEST_PLAINTEXT;
    private boolean is13;

    /** The room that the engine wants for a record. */
    private int packet = PACKET;

    RecordWriter(SSLEngine engine, BufList sink, PackBlocks blocks, TlsScratch scratch) {
        this.engine = engine;
        this.sink = sink;
        this.blocks = blocks;
        this.scratch = scratch;
    }

    /** TLS 1.3 has been agreed on, where {@code fullRecord} octets of plaintext fill a record. */
    void begin13(int fullRecord) {
        is13 = true;
        plaintext = fullRecord;
    }

    boolean is13() {
        return is13;
    }

    /** Makes one record of the front of {@code out}, which passes what was taken; the octets taken. */
    int write(BufList out) throws IOException {
        RecordSource source = scratch.source;
        source.take(out, plaintext);
        SSLEngineResult result = wrap(source.sources, source.count);
        source.clear();
        int consumed = result.bytesConsumed();
        if (consumed == 0 && result.bytesProduced() == 0) {
            throw new SSLException("the engine takes nothing: " + result.getStatus());
        }
        out.advance(consumed);
        return consumed;
    }

    /** No more records for now: lets go of what they were made from. */
    void rest() {
        scratch.source.release();
    }

    /** Makes a record of what the engine has to say of itself. */
    SSLEngineResult wrapNothing() throws SSLException {
        return wrap(NOTHING, 1);
    }

    /** Says close_notify. */
    void end() throws SSLException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            if (wrapNothing().bytesProduced() == 0) break;
        }
    }

    private SSLEngineResult wrap(@Nullable ByteBuffer[] sources, int count) throws SSLException {
        int room = packet;
        while (true) {
            SSLEngineResult result = scratch.wrap(engine, sources, count, sink, blocks, room);
            if (result.getStatus() != Status.BUFFER_OVERFLOW) return result;
            int larger = engine.getSession().getPacketBufferSize();
            if (larger <= room) throw new SSLException("a record does not fit %d octets".formatted(room));
            packet = room = larger;
        }
    }
}
