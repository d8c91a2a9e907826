package dev.hawser.transport.tls;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.transport.EventLoop;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all TLS connections of a loop use one after the other: nothing in here outlives one call. There is one
 * for engines that are fast on arrays and one for those that are fast on direct memory.
 */
abstract class TlsScratch {

    /** Takes several records, so that what the layer above gets is cut as rarely as what was received. */
    static final int PLAIN = 80 * 1024;

    /** Where engines decrypt to. */
    final ByteBuffer plain;

    /** Where plaintext is taken from. */
    final RecordSource source;

    TlsScratch(ByteBuffer plain, RecordSource source) {
        this.plain = plain;
        this.source = source;
    }

    /** What the connections of {@code loop} share. In its thread. */
    static TlsScratch of(EventLoop loop, boolean direct) {
        return direct
                ? loop.shared(DirectScratch.class, DirectScratch::new)
                : loop.shared(ArrayScratch.class, ArrayScratch::new);
    }

    /** One that is not shared. */
    static TlsScratch alone(boolean direct) {
        return direct ? new DirectScratch() : new ArrayScratch();
    }

    /** {@code [from, to)} of {@code array} as engines want it. What was lent before is over. */
    abstract ByteBuffer received(byte[] array, int from, int to);

    /** The first {@code length} octets of {@link #plain}, from 0 on. */
    abstract byte[] plaintext(int length);

    /** Makes a record of the sources and adds it to {@code sink}. Nothing is added when {@code room} is too small. */
    abstract SSLEngineResult wrap(
            SSLEngine engine, @Nullable ByteBuffer[] sources, int count, BufList sink, PackBlocks blocks, int room)
            throws SSLException;
}
