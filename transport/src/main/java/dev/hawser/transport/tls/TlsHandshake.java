package dev.hawser.transport.tls;

import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection's way to its first plaintext; dropped when it is there. The costly parts (signatures, certificate checks)
 * run elsewhere, and while they do the engine is theirs and octets are kept.
 */
final class TlsHandshake {

    /** RFC 8446 5.1: content types. */
    private static final int ALERT = 21;

    private static final int HANDSHAKE = 22;

    private final TlsChannel channel;
    private final SSLEngine engine;
    private final TlsParts parts;
    private final RecordWriter records;

    /** A worker has the engine, and nobody else may touch it, closed or not. */
    private boolean working;

    TlsHandshake(TlsChannel channel, SSLEngine engine, TlsParts parts, RecordWriter records) {
        this.channel = channel;
        this.engine = engine;
        this.parts = parts;
        this.records = records;
    }

    boolean isWorking() {
        return working;
    }

    void begin() throws SSLException {
        engine.beginHandshake();
        proceed(engine.getHandshakeStatus());
    }

    /** Takes the handshake as far as it goes without more octets. */
    void proceed(HandshakeStatus next) throws SSLException {
        HandshakeStatus status = next;
        boolean asksAgain = parts.engines().needsAnotherCall();
        while (channel.isHandshaking() && !working) {
            switch (status) {
                case NEED_WRAP -> {
                    SSLEngineResult result = records.wrapNothing();
                    if (result.getStatus() == Status.CLOSED) throw new SSLException("closed by the peer");
                    status = result.getHandshakeStatus();
                }
                case NEED_TASK -> work();
                case FINISHED, NOT_HANDSHAKING -> channel.handshakeDone();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!asksAgain) return;
                    asksAgain = false;
                    status = records.wrapNothing().getHandshakeStatus();
                }
            }
        }
    }

    private void work() {
        working = true;
        channel.pauseReading();
        parts.config().tasks().execute(() -> {
            Runnable task;
            while ((task = engine.getDelegatedTask()) != null) task.run();
            try {
                channel.loop().execute(this::worked);
            } catch (RejectedExecutionException ended) {
                parts.release(engine); // The loop has closed all channels.
            }
        });
    }

    private void worked() {
        working = false;
        if (channel.isClosed()) parts.release(engine);
        if (channel.isHandshaking()) channel.goesOn(this::workDone);
    }

    private void workDone() throws SSLException {
        proceed(engine.getHandshakeStatus());
    }

    /** Tells why the first octets of a connection are no TLS, or null when they may be. */
    static @Nullable TlsException plaintext(byte[] array, int from, int to) {
        int type = array[from];
        if (type == HANDSHAKE || type == ALERT) return null;
        StringBuilder seen = new StringBuilder();
        for (int i = from; i < Math.min(from + 8, to) && array[i] >= ' ' && array[i] < 0x7f; i++) {
            seen.append((char) array[i]);
        }
        return new TlsException(
                TlsException.Reason.PLAINTEXT, "the peer does not speak TLS: it begins with \"" + seen + "\"", null);
    }
}
