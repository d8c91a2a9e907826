package dev.hawser.transport.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be made secure, or is no longer. */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Reason {
        /** The peer does not speak TLS. */
        PLAINTEXT,
        /** The peer's certificate was not accepted: unknown, out of its time, or for another host. */
        CERTIFICATE,
        /** The peer sent a fatal alert; the message names it. */
        PEER_ALERT,
        /** The peer left in the middle of the handshake. */
        HANDSHAKE_CUT,
        /** The handshake took longer than {@link TlsConfig#handshakeTimeout}. */
        HANDSHAKE_TIMEOUT,
        /** The peer's octets ended without close_notify: what was received may have been cut short by anybody. */
        TRUNCATED,
        /** The peer wanted to renegotiate, which is refused. */
        RENEGOTIATION,
        /** Anything else: no common version or cipher suite, a record that does not decrypt, a broken message. */
        PROTOCOL
    }

    private final Reason reason;

    TlsException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }

    /** What the engine refused, {@code during} something, which it says with {@code message}. */
    static TlsException of(SSLException refused, String message, String during) {
        Reason reason = Reason.PROTOCOL;
        if (message.contains("Received fatal alert")) reason = Reason.PEER_ALERT;
        else if (message.contains("NO_RENEGOTIATION")) reason = Reason.RENEGOTIATION;
        else if (causedByCertificate(refused)) reason = Reason.CERTIFICATE;
        return new TlsException(reason, "TLS " + during + " failed: " + message, refused);
    }

    private static boolean causedByCertificate(Throwable refused) {
        for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) return true;
        }
        return false;
    }
}
