package dev.hawser.transport.tls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that all TLS connections of a loop use one after the other: nothing in here outlives one call. Always
 * arrays, never direct memory: the JDK's ciphers are more than twice as fast on them.
 */
final class TlsScratch {

    /** Takes several records, so that what the layer above gets is cut as rarely as what was received. */
    private static final int PLAIN = 80 * 1024;

    private static final ThreadLocal<TlsScratch> OF_THREAD = ThreadLocal.withInitial(TlsScratch::new);

    /** Where records are decrypted to. */
    final byte[] plaintext = new byte[PLAIN];

    /** {@link #plaintext} as the engine wants it. */
    final ByteBuffer plain = ByteBuffer.wrap(plaintext);

    /** Where plaintext is taken from. */
    final RecordSource source = new RecordSource();

    private byte @Nullable [] record;
    private byte @Nullable [] receivedOf;
    private @Nullable ByteBuffer received;
    private byte @Nullable [] packedOf;
    private @Nullable ByteBuffer packed;

    /** The calling thread's. */
    static TlsScratch ofThread() {
        return OF_THREAD.get();
    }

    /** An array of at least {@code size} octets for a record. */
    byte[] record(int size) {
        byte[] held = record;
        if (held == null || held.length < size) record = held = new byte[size];
        return held;
    }

    /** {@code [from, to)} of {@code array}. As a rule it is the same array every time: the loop's read block. */
    ByteBuffer received(byte[] array, int from, int to) {
        ByteBuffer held = received;
        if (held == null || receivedOf != array) {
            receivedOf = array;
            received = held = ByteBuffer.wrap(array);
        }
        return held.limit(to).position(from);
    }

    /** The rest of {@code array} from {@code at} on. As a rule it is the same array several times: a pack block. */
    ByteBuffer packed(byte[] array, int at) {
        ByteBuffer held = packed;
        if (held == null || packedOf != array) {
            packedOf = array;
            packed = held = ByteBuffer.wrap(array);
        }
        return held.clear().position(at);
    }
}
