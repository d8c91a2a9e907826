package dev.hawser.http;

import dev.hawser.message.ErrorCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A call has no reply, or its reply broke off. The message says in words what happened; the kind says what to make of it;
 * {@link #mayHaveBeenProcessed} says whether asking again could do something twice.
 */
public abstract sealed class CallException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHaveBeenProcessed;

    /** Whether the connection had ever answered anything: a server that never did is not asked again and again. */
    private boolean onProvenConnection;

    private CallException(String message, @Nullable Throwable cause, boolean mayHaveBeenProcessed) {
        super(message, cause);
        this.mayHaveBeenProcessed = mayHaveBeenProcessed;
    }

    /**
     * Whether the server may have acted on the request. False when not an octet of it was sent, or when the server said
     * so (GOAWAY, REFUSED_STREAM); such calls can be made again whatever their method.
     */
    public final boolean mayHaveBeenProcessed() {
        return mayHaveBeenProcessed;
    }

    final boolean isOnProvenConnection() {
        return onProvenConnection;
    }

    final CallException onProvenConnection(boolean proven) {
        onProvenConnection = proven;
        return this;
    }

    /** The same for another caller: an exception has one stack and one thread. */
    final CallException copy() {
        CallException copy = switch (this) {
            case Unreachable e -> new Unreachable(e.getMessage(), e.getCause());
            case TimedOut e -> new TimedOut(e.phase, e.getMessage(), mayHaveBeenProcessed);
            case Reset e -> new Reset(e.code, e.getMessage(), mayHaveBeenProcessed);
            case Lost e -> new Lost(e.getMessage(), e.getCause(), mayHaveBeenProcessed);
            case Malformed e -> new Malformed(e.getMessage(), e.getCause());
            case Cancelled e -> new Cancelled(e.getMessage(), e.getCause(), mayHaveBeenProcessed);
        };
        return copy.onProvenConnection(onProvenConnection);
    }

    /** There is no connection to be had: unknown host, refused, no answer, no agreement on TLS, no way through a proxy. */
    public static final class Unreachable extends CallException {
        private static final long serialVersionUID = 1L;

        Unreachable(@Nullable String message, @Nullable Throwable cause) {
            super(String.valueOf(message), cause, false);
        }
    }

    /** A limit of time has passed. */
    public static final class TimedOut extends CallException {
        private static final long serialVersionUID = 1L;

        /** What was waited for. */
        public enum Phase {
            /** A connection, or room on one. */
            CONNECTION,
            /** The head of the response. */
            HEAD,
            /** The next octets of the response's content. */
            CONTENT,
            /** All of it. */
            WHOLE
        }

        private final Phase phase;

        TimedOut(Phase phase, @Nullable String message, boolean mayHaveBeenProcessed) {
            super(String.valueOf(message), null, mayHaveBeenProcessed);
            this.phase = phase;
        }

        /** What was waited for. */
        public Phase phase() {
            return phase;
        }
    }

    /** The server gave this exchange up, and the connection lives on. HTTP/2. */
    public static final class Reset extends CallException {
        private static final long serialVersionUID = 1L;

        private final ErrorCode code;

        Reset(ErrorCode code, @Nullable String message, boolean mayHaveBeenProcessed) {
            super(String.valueOf(message), null, mayHaveBeenProcessed);
            this.code = code;
        }

        /** Why, in the words of RFC 9113 7. */
        public ErrorCode code() {
            return code;
        }
    }

    /** The connection was lost: closed or broken off by the other side, or by the network. */
    public static final class Lost extends CallException {
        private static final long serialVersionUID = 1L;

        Lost(@Nullable String message, @Nullable Throwable cause, boolean mayHaveBeenProcessed) {
            super(String.valueOf(message), cause, mayHaveBeenProcessed);
        }
    }

    /** What came is no HTTP, or beyond a limit. */
    public static final class Malformed extends CallException {
        private static final long serialVersionUID = 1L;

        Malformed(@Nullable String message, @Nullable Throwable cause) {
            super(String.valueOf(message), cause, true);
        }
    }

    /** The caller gave it up: interrupted, closed, or its own content failed. */
    public static final class Cancelled extends CallException {
        private static final long serialVersionUID = 1L;

        Cancelled(@Nullable String message, @Nullable Throwable cause, boolean mayHaveBeenProcessed) {
            super(String.valueOf(message), cause, mayHaveBeenProcessed);
        }
    }
}
