package dev.hawser.http;

import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.proxied.ProxyProtocol;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a server behaves. Immutable; every limit is on by default, and {@code docs} list them in SECURITY.md.
 *
 * @param transport "auto", "epoll", "io_uring" or "nio"
 * @param loops event loops, each one thread; 0 for one per processor
 * @param listening how connections are accepted: backlog, keep-alive, TCP_USER_TIMEOUT, buffers; whether loops share an
 *     address is the server's own business
 * @param proxies whose word about a connection's origin is taken (PROXY protocol); null where clients connect themselves
 * @param write how content becomes write calls; {@link WriteMode#GATHER} unless you compare
 * @param writeTarget octets committed to a write of one connection, but for the last frame's rest; up to five times as
 *     many where the socket took all of the last one
 * @param highWatermark octets queued on one exchange above which its writer waits
 * @param lowWatermark octets queued on one exchange below which its writer goes on
 * @param maxBufferedContent octets of content that a non-blocking handler is given whole; above it the answer is 413
 * @param maxFieldListOctets octets of one field section, counted as RFC 9113 10.5.1 does; above it the answer is 431
 * @param maxFields fields of one field section; above it the answer is 431
 * @param maxStreams HTTP/2 streams that one connection may have open
 * @param streamWindow octets of content a peer may send on one HTTP/2 stream before it is read
 * @param http2 what one HTTP/2 connection may do that costs more than it gives
 * @param headTimeout from the first octet of a request's head, or the start of a connection, to the head's end
 * @param idleTimeout how long a connection may be without a request
 * @param bodyTimeout how long a request's content may make no progress
 * @param minBodyRate octets a second that a request's content of known length must bring in each bodyTimeout; 0 for any
 * @param writeTimeout how long a peer may take none of what is written to it
 * @param lingerTime how long a connection that is over goes on reading, so that the peer gets to read the last answer;
 *     a tenth of it is how long an idle connection of a closing server is given for a request that is on its way
 * @param maxDirectMemory octets of native memory at most that files are read into (HTTP/2 and TLS); at the cap their
 *     handlers wait, then go on with small pieces of the heap
 * @param blockedAfter how long a loop may be in one turn before that is reported with its stack; zero for never
 * @param drainTimeout how long {@link Server#close} waits for open requests
 */
public record ServerConfig(
        String transport,
        int loops,
        ListenOptions listening,
        @Nullable ProxyProtocol proxies,
        WriteMode write,
        int writeTarget,
        long highWatermark,
        long lowWatermark,
        int maxBufferedContent,
        int maxFieldListOctets,
        int maxFields,
        int maxStreams,
        int streamWindow,
        Http2Limits http2,
        Duration headTimeout,
        Duration idleTimeout,
        Duration bodyTimeout,
        int minBodyRate,
        Duration writeTimeout,
        Duration lingerTime,
        long maxDirectMemory,
        Duration blockedAfter,
        Duration drainTimeout) {

    /** How content becomes write calls. */
    public enum WriteMode {
        /** Many frames in one gathered write; large content is never copied. What Hawser does. */
        GATHER,
        /** Small frames are packed, each large one is a write of its own. For comparison. */
        FRAME,
        /** Everything is copied into one growing buffer. For comparison. */
        FLATTEN
    }

    /** Checks each value. */
    public ServerConfig {
        Objects.requireNonNull(transport);
        Objects.requireNonNull(listening);
        atLeast("loops", loops, 0);
        atLeast("writeTarget", writeTarget, 1024);
        atLeast("lowWatermark", lowWatermark, 0);
        if (highWatermark < lowWatermark) {
            throw new IllegalArgumentException(
                    "highWatermark %d below lowWatermark %d".formatted(highWatermark, lowWatermark));
        }
        atLeast("maxBufferedContent", maxBufferedContent, 0);
        atLeast("maxFieldListOctets", maxFieldListOctets, 256);
        atLeast("maxFields", maxFields, 1);
        atLeast("maxStreams", maxStreams, 1);
        atLeast("streamWindow", streamWindow, 65_535);
        Objects.requireNonNull(http2);
        positive("headTimeout", headTimeout);
        positive("idleTimeout", idleTimeout);
        positive("bodyTimeout", bodyTimeout);
        atLeast("minBodyRate", minBodyRate, 0);
        positive("writeTimeout", writeTimeout);
        positive("lingerTime", lingerTime);
        atLeast("maxDirectMemory", maxDirectMemory, 0);
        if (blockedAfter.isNegative()) throw new IllegalArgumentException("blockedAfter " + blockedAfter);
        positive("drainTimeout", drainTimeout);
    }

    /** Every default. */
    public static ServerConfig defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    static void atLeast(String name, long value, long least) {
        if (value < least) throw new IllegalArgumentException("%s %d, at least %d".formatted(name, value, least));
    }

    static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero())
            throw new IllegalArgumentException("%s %s, must be positive".formatted(name, value));
    }

    /** Collects the settings; see the record's components. */
    public static final class Builder {

        private String transport = "auto";
        private int loops;
        private ListenOptions listening = ListenOptions.defaults();
        private @Nullable ProxyProtocol proxies;
        private WriteMode write = WriteMode.GATHER;
        private int writeTarget = 256 * 1024;
        private long highWatermark = 256 * 1024;
        private long lowWatermark = 64 * 1024;
        private int maxBufferedContent = 1 << 20;
        private int maxFieldListOctets = 16 * 1024;
        private int maxFields = 100;
        private int maxStreams = 100;
        private int streamWindow = 1 << 20;
        private Http2Limits http2 = Http2Limits.defaults();
        private Duration headTimeout = Duration.ofSeconds(10);
        private Duration idleTimeout = Duration.ofSeconds(60);
        private Duration bodyTimeout = Duration.ofSeconds(30);
        private int minBodyRate = 240;
        private Duration writeTimeout = Duration.ofSeconds(30);
        private Duration lingerTime = Duration.ofSeconds(1);
        private long maxDirectMemory = 64 << 20;
        private Duration blockedAfter = Duration.ofSeconds(1);
        private Duration drainTimeout = Duration.ofSeconds(10);

        private Builder() {}

        /** See {@link ServerConfig#transport}. */
        public Builder transport(String value) {
            transport = value;
            return this;
        }

        /** See {@link ServerConfig#loops}. */
        public Builder loops(int value) {
            loops = value;
            return this;
        }

        /** See {@link ServerConfig#listening}. */
        public Builder listening(ListenOptions value) {
            listening = value;
            return this;
        }

        /** See {@link ServerConfig#proxies}. */
        public Builder proxies(@Nullable ProxyProtocol value) {
            proxies = value;
            return this;
        }

        /** See {@link ServerConfig#write}. */
        public Builder write(WriteMode value) {
            write = value;
            return this;
        }

        /** See {@link ServerConfig#writeTarget}. */
        public Builder writeTarget(int octets) {
            writeTarget = octets;
            return this;
        }

        /** See {@link ServerConfig#lowWatermark} and {@link ServerConfig#highWatermark}. */
        public Builder watermarks(long lowOctets, long highOctets) {
            lowWatermark = lowOctets;
            highWatermark = highOctets;
            return this;
        }

        /** See {@link ServerConfig#maxBufferedContent}. */
        public Builder maxBufferedContent(int octets) {
            maxBufferedContent = octets;
            return this;
        }

        /** See {@link ServerConfig#maxFieldListOctets}. */
        public Builder maxFieldListOctets(int octets) {
            maxFieldListOctets = octets;
            return this;
        }

        /** See {@link ServerConfig#maxFields}. */
        public Builder maxFields(int value) {
            maxFields = value;
            return this;
        }

        /** See {@link ServerConfig#maxStreams}. */
        public Builder maxStreams(int value) {
            maxStreams = value;
            return this;
        }

        /** See {@link ServerConfig#streamWindow}. */
        public Builder streamWindow(int octets) {
            streamWindow = octets;
            return this;
        }

        /** See {@link ServerConfig#http2}. */
        public Builder http2(Http2Limits limits) {
            http2 = limits;
            return this;
        }

        /** See {@link ServerConfig#headTimeout}. */
        public Builder headTimeout(Duration value) {
            headTimeout = value;
            return this;
        }

        /** See {@link ServerConfig#idleTimeout}. */
        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        /** See {@link ServerConfig#bodyTimeout}. */
        public Builder bodyTimeout(Duration value) {
            bodyTimeout = value;
            return this;
        }

        /** See {@link ServerConfig#minBodyRate}. */
        public Builder minBodyRate(int octetsPerSecond) {
            minBodyRate = octetsPerSecond;
            return this;
        }

        /** See {@link ServerConfig#writeTimeout}. */
        public Builder writeTimeout(Duration value) {
            writeTimeout = value;
            return this;
        }

        /** See {@link ServerConfig#lingerTime}. */
        public Builder lingerTime(Duration value) {
            lingerTime = value;
            return this;
        }

        /** See {@link ServerConfig#maxDirectMemory}. */
        public Builder maxDirectMemory(long octets) {
            maxDirectMemory = octets;
            return this;
        }

        /** See {@link ServerConfig#blockedAfter}. */
        public Builder blockedAfter(Duration value) {
            blockedAfter = value;
            return this;
        }

        /** See {@link ServerConfig#drainTimeout}. */
        public Builder drainTimeout(Duration value) {
            drainTimeout = value;
            return this;
        }

        /** The finished settings. */
        public ServerConfig build() {
            return new ServerConfig(
                    transport,
                    loops,
                    listening,
                    proxies,
                    write,
                    writeTarget,
                    highWatermark,
                    lowWatermark,
                    maxBufferedContent,
                    maxFieldListOctets,
                    maxFields,
                    maxStreams,
                    streamWindow,
                    http2,
                    headTimeout,
                    idleTimeout,
                    bodyTimeout,
                    minBodyRate,
                    writeTimeout,
                    lingerTime,
                    maxDirectMemory,
                    blockedAfter,
                    drainTimeout);
        }
    }
}
