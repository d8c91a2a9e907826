package dev.hawser.transport.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * Opens the records that come, wherever they were cut. Whole ones are opened where they were received; only the beginning
 * of one whose rest has not come is kept.
 */
final class RecordReader {

    /** Who is told of what the records hold. Each call may change what it answers next. */
    interface Owner {
        /** Whether records may be opened now. */
        boolean takesRecords();

        /** Whether records are of the handshake still. */
        boolean isHandshaking();

        /** Whether what cannot be opened now is kept for later. */
        boolean keepsRecords();

        /** Whether the octets that a connection begins with are no TLS, and have ended it. */
        boolean refuses(byte[] array, int from, int to);

        /** {@code array} begins with so much plaintext, borrowed until this returns. */
        void opened(byte[] array, int length);

        /** A record was not, or not only, for the layer above; the engine goes on with {@code status}. */
        void handshakes(HandshakeStatus status) throws SSLException;

        /** close_notify has come. */
        void peerCloses() throws SSLException;
    }

    private final SSLEngine engine;
    private final TlsScratch scratch;
    private final Owner owner;
    private final RecordCarry carry = new RecordCarry();
    private boolean begun;

    RecordReader(SSLEngine engine, TlsScratch scratch, Owner owner) {
        this.engine = engine;
        this.scratch = scratch;
        this.owner = owner;
    }

    /** Octets have come, borrowed until this returns. */
    void receive(byte[] array, int from, int to) throws SSLException {
        int at = from;
        while (at < to && !carry.isEmpty() && owner.takesRecords()) {
            int n = Math.min(carry.missing(), to - at);
            carry.add(array, at, at + n);
            at += n;
            resume();
        }
        if (at < to && owner.takesRecords()) at = open(array, at, to);
        if (owner.keepsRecords()) carry.add(array, at, to);
    }

    /** Goes on with what is kept. */
    void resume() throws SSLException {
        if (carry.isEmpty() || !owner.takesRecords() || carry.missing() != 0) return;
        int passed = open(carry.array(), carry.from(), carry.to());
        carry.passTo(passed);
    }

    /** Forgets what is kept. */
    void drop() {
        carry.drop();
    }

    /** Opens the complete records of {@code [from, to)} and hands on what they hold. Returns how far it came. */
    private int open(byte[] array, int from, int to) throws SSLException {
        if (!begun && owner.refuses(array, from, to)) return to;
        ByteBuffer source = scratch.received(array, from, to);
        ByteBuffer plain = scratch.plain.clear();
        int at = from;
        int shift = at - source.position();
        while (at < to && owner.takesRecords()) {
            SSLEngineResult result;
            try {
                result = engine.unwrap(source, plain);
            } catch (SSLException e) {
                deliver(plain); // What came before the broken record is sound.
                throw e;
            }
            at = source.position() + shift;
            begun |= at > from;
            switch (result.getStatus()) {
                case OK -> {
                    HandshakeStatus status = result.getHandshakeStatus();
                    if (status == HandshakeStatus.NOT_HANDSHAKING && !owner.isHandshaking()) continue;
                    deliver(plain);
                    owner.handshakes(status);
                }
                case BUFFER_UNDERFLOW -> {
                    deliver(plain);
                    return at;
                }
                case BUFFER_OVERFLOW -> {
                    if (plain.position() == 0) throw new SSLException("a record does not fit " + plain.capacity());
                    deliver(plain);
                }
                case CLOSED -> {
                    deliver(plain);
                    owner.peerCloses();
                    return to;
                }
            }
            source = scratch.received(array, at, to); // Others may have used it meanwhile.
            shift = at - source.position();
        }
        deliver(plain);
        return at;
    }

    private void deliver(ByteBuffer plain) {
        int length = plain.position();
        plain.clear();
        if (length != 0) owner.opened(scratch.plaintext(length), length);
    }
}
