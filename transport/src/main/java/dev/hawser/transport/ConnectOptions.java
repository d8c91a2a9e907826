package dev.hawser.transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is opened.
 *
 * @param timeout how long the peer may take; zero for the system's own patience
 * @param noDelay whether small segments leave at once (TCP_NODELAY)
 * @param keepAlive whether the system probes peers that are silent (SO_KEEPALIVE)
 * @param userTimeout how long sent octets may stay unacknowledged before the system gives up (TCP_USER_TIMEOUT); zero for
 *     the system's own; ignored where the system or the JDK has no such option
 * @param sendBuffer octets that the system buffers for sending (SO_SNDBUF); 0 for the system's own choice
 * @param receiveBuffer octets that the system buffers for receiving (SO_RCVBUF); 0 for the system's own choice
 * @param local the address to connect from, its port 0 for any; null for the system's own choice. Not for sockets in the
 *     file system
 */
public record ConnectOptions(
        Duration timeout,
        boolean noDelay,
        boolean keepAlive,
        Duration userTimeout,
        int sendBuffer,
        int receiveBuffer,
        @Nullable InetSocketAddress local) {

    /** Checks the ranges. */
    public ConnectOptions {
        if (timeout.isNegative()) throw new IllegalArgumentException("timeout of " + timeout);
        if (userTimeout.isNegative() || userTimeout.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("userTimeout of " + userTimeout + ": from zero to 24 days");
        }
        if (sendBuffer < 0 || receiveBuffer < 0) {
            throw new IllegalArgumentException("buffers of %d and %d octets".formatted(sendBuffer, receiveBuffer));
        }
    }

    /** The defaults. */
    public static ConnectOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options that differ from the defaults. */
    public static final class Builder {
        private Duration timeout = Duration.ofSeconds(10);
        private boolean noDelay = true;
        private boolean keepAlive = false;
        private Duration userTimeout = Duration.ZERO;
        private int sendBuffer = 0;
        private int receiveBuffer = 0;
        private @Nullable InetSocketAddress local;

        private Builder() {}

        /** See {@link ConnectOptions#timeout}. */
        public Builder timeout(Duration value) {
            timeout = value;
            return this;
        }

        /** See {@link ConnectOptions#noDelay}. */
        public Builder noDelay(boolean value) {
            noDelay = value;
            return this;
        }

        /** See {@link ConnectOptions#keepAlive}. */
        public Builder keepAlive(boolean value) {
            keepAlive = value;
            return this;
        }

        /** See {@link ConnectOptions#userTimeout}. */
        public Builder userTimeout(Duration value) {
            userTimeout = value;
            return this;
        }

        /** See {@link ConnectOptions#sendBuffer}. */
        public Builder sendBuffer(int value) {
            sendBuffer = value;
            return this;
        }

        /** See {@link ConnectOptions#receiveBuffer}. */
        public Builder receiveBuffer(int value) {
            receiveBuffer = value;
            return this;
        }

        /** See {@link ConnectOptions#local}. */
        public Builder local(@Nullable InetSocketAddress value) {
            local = value;
            return this;
        }

        /** The options. */
        public ConnectOptions build() {
            return new ConnectOptions(timeout, noDelay, keepAlive, userTimeout, sendBuffer, receiveBuffer, local);
        }
    }
}
