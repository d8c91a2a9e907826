package dev.hawser.bytes;

/** A {@link Lease}, or a writer over its block, was used after the lease was closed; also a second close. */
public final class LeaseClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    LeaseClosedException(String message) {
        super(message);
    }
}
