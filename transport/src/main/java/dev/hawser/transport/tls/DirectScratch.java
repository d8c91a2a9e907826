package dev.hawser.transport.tls;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.PackBlocks;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory, for engines of native code. Everything is copied once on its way in and once on its way out, which such
 * an engine would do itself if it were given arrays, with memory that it would have to allocate for each record.
 */
final class DirectScratch extends TlsScratch {

    private final byte[] plaintext = new byte[PLAIN];
    private ByteBuffer received = ByteBuffer.allocateDirect(64 * 1024);
    private ByteBuffer record = ByteBuffer.allocateDirect(20 * 1024);

    DirectScratch() {
        super(
                ByteBuffer.allocateDirect(PLAIN),
                new RecordSource(ByteBuffer.allocateDirect(TlsEngines.LARGEST_PLAINTEXT)));
    }

    @Override
    ByteBuffer received(byte[] array, int from, int to) {
        ByteBuffer held = received;
        int length = to - from;
        if (held.capacity() < length) received = held = ByteBuffer.allocateDirect(length);
        return held.clear().put(0, array, from, length).limit(length);
    }

    @Override
    byte[] plaintext(int length) {
        plain.get(0, plaintext, 0, length);
        return plaintext;
    }

    @Override
    SSLEngineResult wrap(
            SSLEngine engine, @Nullable ByteBuffer[] sources, int count, BufList sink, PackBlocks blocks, int room)
            throws SSLException {
        ByteBuffer held = record;
        if (held.capacity() < room) record = held = ByteBuffer.allocateDirect(room);
        SSLEngineResult result = engine.wrap(sources, 0, count, held.clear());
        if (result.getStatus() == Status.BUFFER_OVERFLOW) return result;
        int made = held.position();
        for (int at = 0; at < made; ) {
            int part = Math.min(made - at, blocks.size());
            byte[] array = sink.pack(part);
            int to = sink.packPosition();
            held.get(at, array, to, part);
            sink.packed(to + part);
            at += part;
        }
        return result;
    }
}
