package dev.hawser.http.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How WebSockets behave. Immutable; every limit is on by default.
 *
 * @param maxMessageOctets octets of one message, all its frames together; above it the socket is closed with 1009
 * @param maxFrames frames of one message; above it the socket is closed with 1009
 * @param subprotocols those spoken here, the one preferred first; empty for none
 * @param origins whose pages may connect: {@code https://example.org} and the like, {@code *} for all. Empty for those of the
 *     host that is asked, and peers that are no browsers and send no Origin
 * @param pingAfter how long the peer may be silent before it is asked by a ping; after as long again without a word the
 *     socket is broken off
 * @param closeTimeout how long the peer may take to answer a close frame
 */
public record WebSocketConfig(
        int maxMessageOctets,
        int maxFrames,
        List<String> subprotocols,
        List<String> origins,
        Duration pingAfter,
        Duration closeTimeout) {

    /** Checks each value. */
    public WebSocketConfig {
        if (maxMessageOctets < 0) throw new IllegalArgumentException("maxMessageOctets " + maxMessageOctets);
        if (maxFrames < 1) throw new IllegalArgumentException("maxFrames " + maxFrames);
        subprotocols = List.copyOf(subprotocols);
        origins = List.copyOf(origins);
        positive("pingAfter", pingAfter);
        positive("closeTimeout", closeTimeout);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero())
            throw new IllegalArgumentException("%s %s, must be positive".formatted(name, value));
    }

    /** Every default. */
    public static WebSocketConfig defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings; see the record's components. */
    public static final class Builder {

        private int maxMessageOctets = 1 << 20;
        private int maxFrames = 10_000;
        private List<String> subprotocols = List.of();
        private List<String> origins = List.of();
        private Duration pingAfter = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(5);

        private Builder() {}

        /** See {@link WebSocketConfig#maxMessageOctets}. */
        public Builder maxMessageOctets(int octets) {
            maxMessageOctets = octets;
            return this;
        }

        /** See {@link WebSocketConfig#maxFrames}. */
        public Builder maxFrames(int frames) {
            maxFrames = frames;
            return this;
        }

        /** See {@link WebSocketConfig#subprotocols}. */
        public Builder subprotocols(String... names) {
            subprotocols = List.of(names);
            return this;
        }

        /** See {@link WebSocketConfig#origins}. */
        public Builder origins(String... allowed) {
            origins = List.of(allowed);
            return this;
        }

        /** See {@link WebSocketConfig#pingAfter}. */
        public Builder pingAfter(Duration silence) {
            pingAfter = Objects.requireNonNull(silence);
            return this;
        }

        /** See {@link WebSocketConfig#closeTimeout}. */
        public Builder closeTimeout(Duration patience) {
            closeTimeout = Objects.requireNonNull(patience);
            return this;
        }

        /** The finished settings. */
        public WebSocketConfig build() {
            return new WebSocketConfig(maxMessageOctets, maxFrames, subprotocols, origins, pingAfter, closeTimeout);
        }
    }
}
