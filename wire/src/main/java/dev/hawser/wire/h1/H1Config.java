package dev.hawser.wire.h1;

import dev.hawser.wire.WriteStrategy;
import java.time.Duration;

/**
 * Limits and habits of an HTTP/1.1 connection. Immutable; one for all connections.
 *
 * @param maxStartLine octets of a request line or status line; beyond: 414. RFC 9112 3 asks for 8,000 at least
 * @param maxFieldOctets octets of all field lines of a head or a trailer section; beyond: 431
 * @param maxFields field lines of a head or a trailer section; beyond: 431
 * @param maxChunkExtensions octets of all chunk extensions of one message
 * @param maxContent octets of one message's content; beyond: 413
 * @param maxPipelined exchanges open at once, from which on a server reads no further requests
 * @param maxUnanswered requests that a client sends before the response to the first of them has ended
 * @param maxInterims interim responses that a client takes before a final one
 * @param maxDiscard octets of a request's content that are read and dropped after its response, to keep the connection
 * @param window octets of content given to the driver and not released, from which on {@code wantsInput} says no
 * @param highWatermark octets queued on an exchange from which on it waits for {@code BodyDrained}
 * @param lowWatermark octets queued on an exchange at which {@code BodyDrained} comes
 * @param packUpTo octets up to which a piece of content is copied rather than named
 * @param headNanos nanoseconds from a head's first octet to its last
 * @param contentNanos nanoseconds between two pieces of content that is awaited
 * @param contentRate octets a second that content of known length must bring in each contentNanos; 0 for any
 * @param idleNanos nanoseconds without an exchange
 * @param continueNanos nanoseconds a client waits for 100 (Continue) before it sends the content all the same
 * @param write how content becomes entries of the list
 */
public record H1Config(
        int maxStartLine,
        int maxFieldOctets,
        int maxFields,
        int maxChunkExtensions,
        long maxContent,
        int maxPipelined,
        int maxUnanswered,
        int maxInterims,
        int maxDiscard,
        int window,
        int highWatermark,
        int lowWatermark,
        int packUpTo,
        long headNanos,
        long contentNanos,
        int contentRate,
        long idleNanos,
        long continueNanos,
        WriteStrategy write) {

    /** What holds unless it is set. */
    public static final H1Config DEFAULT = builder().build();

    /** Checks that every limit can be kept. */
    public H1Config {
        require("maxStartLine", maxStartLine, 32, 1 << 20);
        require("maxFieldOctets", maxFieldOctets, 32, 1 << 22);
        require("maxFields", maxFields, 1, 1 << 16);
        require("maxChunkExtensions", maxChunkExtensions, 0, 1 << 22);
        require("maxContent", maxContent, 0, Long.MAX_VALUE);
        require("maxPipelined", maxPipelined, 1, 1 << 16);
        require("maxUnanswered", maxUnanswered, 1, 1 << 16);
        require("maxInterims", maxInterims, 0, Integer.MAX_VALUE);
        require("maxDiscard", maxDiscard, 0, Integer.MAX_VALUE);
        require("window", window, 1, Integer.MAX_VALUE);
        require("lowWatermark", lowWatermark, 0, highWatermark);
        require("packUpTo", packUpTo, 0, 2048);
        require("headNanos", headNanos, 1, Long.MAX_VALUE >> 2);
        require("contentNanos", contentNanos, 1, Long.MAX_VALUE >> 2);
        require("contentRate", contentRate, 0, Integer.MAX_VALUE);
        require("idleNanos", idleNanos, 1, Long.MAX_VALUE >> 2);
        require("continueNanos", continueNanos, 0, Long.MAX_VALUE >> 2);
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s %d: from %d to %d".formatted(name, value, least, most));
        }
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings. Confined to one thread. */
    public static final class Builder {
        private int maxStartLine = 8192;
        private int maxFieldOctets = 16 * 1024;
        private int maxFields = 100;
        private int maxChunkExtensions = 16 * 1024;
        private long maxContent = Long.MAX_VALUE;
        private int maxPipelined = 64;
        private int maxUnanswered = 1;
        private int maxInterims = 1000;
        private int maxDiscard = 64 * 1024;
        private int window = 256 * 1024;
        private int highWatermark = 256 * 1024;
        private int lowWatermark = 64 * 1024;
        private int packUpTo = 1024;
        private Duration head = Duration.ofSeconds(10);
        private Duration content = Duration.ofSeconds(30);
        private int contentRate = 0;
        private Duration idle = Duration.ofSeconds(60);
        private Duration patience = Duration.ofSeconds(1);
        private WriteStrategy write = WriteStrategy.GATHER;

        private Builder() {}

        /** See {@link H1Config#maxStartLine}. */
        public Builder maxStartLine(int octets) {
            this.maxStartLine = octets;
            return this;
        }

        /** See {@link H1Config#maxFieldOctets}. */
        public Builder maxFieldOctets(int octets) {
            this.maxFieldOctets = octets;
            return this;
        }

        /** See {@link H1Config#maxFields}. */
        public Builder maxFields(int lines) {
            this.maxFields = lines;
            return this;
        }

        /** See {@link H1Config#maxChunkExtensions}. */
        public Builder maxChunkExtensions(int octets) {
            this.maxChunkExtensions = octets;
            return this;
        }

        /** See {@link H1Config#maxContent}. */
        public Builder maxContent(long octets) {
            this.maxContent = octets;
            return this;
        }

        /** See {@link H1Config#maxPipelined}. */
        public Builder maxPipelined(int exchanges) {
            this.maxPipelined = exchanges;
            return this;
        }

        /** See {@link H1Config#maxUnanswered}. */
        public Builder maxUnanswered(int requests) {
            this.maxUnanswered = requests;
            return this;
        }

        /** See {@link H1Config#maxInterims}. */
        public Builder maxInterims(int responses) {
            this.maxInterims = responses;
            return this;
        }

        /** See {@link H1Config#maxDiscard}. */
        public Builder maxDiscard(int octets) {
            this.maxDiscard = octets;
            return this;
        }

        /** See {@link H1Config#window}. */
        public Builder window(int octets) {
            this.window = octets;
            return this;
        }

        /** See {@link H1Config#highWatermark} and {@link H1Config#lowWatermark}. */
        public Builder watermarks(int low, int high) {
            this.lowWatermark = low;
            this.highWatermark = high;
            return this;
        }

        /** See {@link H1Config#packUpTo}. */
        public Builder packUpTo(int octets) {
            this.packUpTo = octets;
            return this;
        }

        /** See {@link H1Config#headNanos}. */
        public Builder headTimeout(Duration time) {
            this.head = time;
            return this;
        }

        /** See {@link H1Config#contentNanos}. */
        public Builder contentTimeout(Duration time) {
            this.content = time;
            return this;
        }

        /** See {@link H1Config#contentRate}. */
        public Builder contentRate(int octetsPerSecond) {
            this.contentRate = octetsPerSecond;
            return this;
        }

        /** See {@link H1Config#idleNanos}. */
        public Builder idleTimeout(Duration time) {
            this.idle = time;
            return this;
        }

        /** See {@link H1Config#continueNanos}. */
        public Builder continueTimeout(Duration time) {
            this.patience = time;
            return this;
        }

        /** See {@link H1Config#write}. */
        public Builder write(WriteStrategy strategy) {
            this.write = strategy;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the setting that cannot be kept
         */
        public H1Config build() {
            return new H1Config(
                    maxStartLine,
                    maxFieldOctets,
                    maxFields,
                    maxChunkExtensions,
                    maxContent,
                    maxPipelined,
                    maxUnanswered,
                    maxInterims,
                    maxDiscard,
                    window,
                    highWatermark,
                    lowWatermark,
                    packUpTo,
                    head.toNanos(),
                    content.toNanos(),
                    contentRate,
                    idle.toNanos(),
                    patience.toNanos(),
                    write);
        }
    }
}
