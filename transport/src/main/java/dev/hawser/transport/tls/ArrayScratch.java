package dev.hawser.transport.tls;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.PackBlocks;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Arrays, never direct memory: the JDK's ciphers are more than twice as fast on them. Records are made and read in place. */
final class ArrayScratch extends TlsScratch {

    private final byte[] plaintext;
    private byte @Nullable [] record;
    private byte @Nullable [] receivedOf;
    private @Nullable ByteBuffer received;
    private byte @Nullable [] packedOf;
    private @Nullable ByteBuffer packed;

    ArrayScratch() {
        this(new byte[PLAIN]);
    }

    private ArrayScratch(byte[] plaintext) {
        super(ByteBuffer.wrap(plaintext), new RecordSource(null));
        this.plaintext = plaintext;
    }

    /** As a rule it is the same array every time: the loop's read block. */
    @Override
    ByteBuffer received(byte[] array, int from, int to) {
        ByteBuffer held = received;
        if (held == null || receivedOf != array) {
            receivedOf = array;
            received = held = ByteBuffer.wrap(array);
        }
        return held.limit(to).position(from);
    }

    @Override
    byte[] plaintext(int length) {
        return plaintext;
    }

    @Override
    SSLEngineResult wrap(
            SSLEngine engine, @Nullable ByteBuffer[] sources, int count, BufList sink, PackBlocks blocks, int room)
            throws SSLException {
        boolean packs = room <= blocks.size();
        byte[] array = packs ? sink.pack(room) : record(room);
        ByteBuffer target = packed(array, packs ? sink.packPosition() : 0);
        SSLEngineResult result = engine.wrap(sources, 0, count, target);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) return result;
        if (packs) sink.packed(target.position());
        else sink.packCopy(array, 0, target.position());
        return result;
    }

    private byte[] record(int size) {
        byte[] held = record;
        if (held == null || held.length < size) record = held = new byte[size];
        return held;
    }

    /** As a rule it is the same array several times: a pack block. */
    private ByteBuffer packed(byte[] array, int at) {
        ByteBuffer held = packed;
        if (held == null || packedOf != array) {
            packedOf = array;
            packed = held = ByteBuffer.wrap(array);
        }
        return held.clear().position(at);
    }
}
