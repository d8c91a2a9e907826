package dev.hawser.transport;

import java.time.Duration;

/**
 * How connections are accepted. What concerns a connection is inherited by each that is accepted.
 *
 * @param backlog connections that the system keeps ready for accepting
 * @param reusePort whether several loops may listen on one address and share its connections (SO_REUSEPORT)
 * @param noDelay whether small segments leave at once (TCP_NODELAY)
 * @param keepAlive whether the system probes peers that are silent (SO_KEEPALIVE)
 * @param userTimeout how long sent octets may stay unacknowledged before the system gives up (TCP_USER_TIMEOUT); zero for
 *     the system's own; ignored where the system or the JDK has no such option
 * @param sendBuffer octets that the system buffers for sending (SO_SNDBUF); 0 for the system's own choice
 * @param receiveBuffer octets that the system buffers for receiving (SO_RCVBUF); 0 for the system's own choice
 */
public record ListenOptions(
        int backlog,
        boolean reusePort,
        boolean noDelay,
        boolean keepAlive,
        Duration userTimeout,
        int sendBuffer,
        int receiveBuffer) {

    /** Checks the ranges. */
    public ListenOptions {
        if (backlog < 1) throw new IllegalArgumentException("backlog of " + backlog + ": at least 1");
        if (userTimeout.isNegative() || userTimeout.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("userTimeout of " + userTimeout + ": from zero to 24 days");
        }
        if (sendBuffer < 0 || receiveBuffer < 0) {
            throw new IllegalArgumentException("buffers of %d and %d octets".formatted(sendBuffer, receiveBuffer));
        }
    }

    /** The same, and whether several loops may share the address. */
    public ListenOptions sharing(boolean reuse) {
        return new ListenOptions(backlog, reuse, noDelay, keepAlive, userTimeout, sendBuffer, receiveBuffer);
    }

    /** The defaults. */
    public static ListenOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options that differ from the defaults. */
    public static final class Builder {
        private int backlog = 1024;
        private boolean reusePort = false;
        private boolean noDelay = true;
        private boolean keepAlive = false;
        private Duration userTimeout = Duration.ZERO;
        private int sendBuffer = 0;
        private int receiveBuffer = 0;

        private Builder() {}

        /** See {@link ListenOptions#backlog}. */
        public Builder backlog(int value) {
            backlog = value;
            return this;
        }

        /** See {@link ListenOptions#reusePort}. */
        public Builder reusePort(boolean value) {
            reusePort = value;
            return this;
        }

        /** See {@link ListenOptions#noDelay}. */
        public Builder noDelay(boolean value) {
            noDelay = value;
            return this;
        }

        /** See {@link ListenOptions#keepAlive}. */
        public Builder keepAlive(boolean value) {
            keepAlive = value;
            return this;
        }

        /** See {@link ListenOptions#userTimeout}. */
        public Builder userTimeout(Duration value) {
            userTimeout = value;
            return this;
        }

        /** See {@link ListenOptions#sendBuffer}. */
        public Builder sendBuffer(int value) {
            sendBuffer = value;
            return this;
        }

        /** See {@link ListenOptions#receiveBuffer}. */
        public Builder receiveBuffer(int value) {
            receiveBuffer = value;
            return this;
        }

        /** The options. */
        public ListenOptions build() {
            return new ListenOptions(backlog, reusePort, noDelay, keepAlive, userTimeout, sendBuffer, receiveBuffer);
        }
    }
}
