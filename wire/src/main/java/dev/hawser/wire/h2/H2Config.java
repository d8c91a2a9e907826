package dev.hawser.wire.h2;

import dev.hawser.wire.WriteStrategy;
import java.time.Duration;

/**
 * What an HTTP/2 connection allows and how it behaves. Immutable; one for all connections of a server or client.
 *
 * <p>Every limit is one of a peer's doing, is refilled over time where it counts events, and ends in
 * GOAWAY(ENHANCE_YOUR_CALM) unless it says otherwise.
 */
public final class H2Config {

    final int maxConcurrentStreams;
    final int streamWindow;
    final int connectionWindow;
    final int maxWindow;
    final int maxUnreadOctets;
    final int maxFrameSize;
    final int frameSize;
    final int gatherThreshold;
    final WriteStrategy writeStrategy;
    final int headerTableSize;
    final int maxFieldOctets;
    final int maxFields;
    final int maxHeaderBlockOctets;
    final int maxContinuations;
    final int highWatermark;
    final int lowWatermark;
    final int maxQueuedOctets;
    final boolean extendedConnect;
    final boolean growWindows;
    final long keepAliveNanos;
    final long keepAliveTimeoutNanos;
    final long prefaceNanos;
    final long settingsAckNanos;
    final long frameNanos;
    final long shutdownNanos;
    final long contentNanos;
    final long stallNanos;
    final long silenceNanos;
    final int contentRate;
    final int resetBurst;
    final int resetsPerSecond;
    final int replyBurst;
    final int repliesPerSecond;
    final int maxQueuedReplies;
    final int maxEmptyData;
    final int idleFrameBurst;
    final int idleFramesPerSecond;

    private H2Config(Builder b) {
        maxConcurrentStreams = b.maxConcurrentStreams;
        streamWindow = b.streamWindow;
        connectionWindow = b.connectionWindow;
        maxWindow = Math.max(b.maxWindow, Math.max(b.streamWindow, b.connectionWindow));
        maxUnreadOctets = b.maxUnreadOctets;
        maxFrameSize = b.maxFrameSize;
        frameSize = b.frameSize;
        gatherThreshold = b.gatherThreshold;
        writeStrategy = b.writeStrategy;
        headerTableSize = b.headerTableSize;
        maxFieldOctets = b.maxFieldOctets;
        maxFields = b.maxFields;
        maxHeaderBlockOctets = b.maxHeaderBlockOctets;
        maxContinuations = b.maxContinuations;
        highWatermark = b.highWatermark;
        lowWatermark = b.lowWatermark;
        maxQueuedOctets = b.maxQueuedOctets;
        extendedConnect = b.extendedConnect;
        growWindows = b.growWindows;
        keepAliveNanos = b.keepAlive.toNanos();
        keepAliveTimeoutNanos = b.keepAliveTimeout.toNanos();
        prefaceNanos = b.prefaceTimeout.toNanos();
        settingsAckNanos = b.settingsAckTimeout.toNanos();
        frameNanos = b.frameTimeout.toNanos();
        shutdownNanos = b.shutdownDelay.toNanos();
        contentNanos = b.contentTimeout.toNanos();
        stallNanos = b.stallTimeout.toNanos();
        silenceNanos = b.silence.toNanos();
        contentRate = b.contentRate;
        resetBurst = b.resetBurst;
        resetsPerSecond = b.resetsPerSecond;
        replyBurst = b.replyBurst;
        repliesPerSecond = b.repliesPerSecond;
        maxQueuedReplies = b.maxQueuedReplies;
        maxEmptyData = b.maxEmptyData;
        idleFrameBurst = b.idleFrameBurst;
        idleFramesPerSecond = b.idleFramesPerSecond;
    }

    /** The defaults of a server. */
    public static H2Config server() {
        return builder().build();
    }

    /** The defaults of a client: wider windows, since it asked for what comes. */
    public static H2Config client() {
        return builder().windows(1 << 20, 4 << 20, 16 << 20).build();
    }

    /** A builder that begins with the defaults of a server. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects settings. Confined to one thread. */
    public static final class Builder {
        private int maxConcurrentStreams = 100;
        private int streamWindow = 256 << 10;
        private int connectionWindow = 1 << 20;
        private int maxWindow = 16 << 20;
        private int maxUnreadOctets = 32 << 20;
        private int maxFrameSize = Frames.DEFAULT_FRAME_SIZE;
        private int frameSize = Frames.DEFAULT_FRAME_SIZE;
        private int gatherThreshold = 1024;
        private WriteStrategy writeStrategy = WriteStrategy.GATHER;
        private int headerTableSize = 4096;
        private int maxFieldOctets = 16 << 10;
        private int maxFields = 100;
        private int maxHeaderBlockOctets = 64 << 10;
        private int maxContinuations = 8;
        private int highWatermark = 256 << 10;
        private int lowWatermark = 64 << 10;
        private int maxQueuedOctets = 4 << 20;
        private boolean extendedConnect = true;
        private boolean growWindows = true;
        private Duration keepAlive = Duration.ZERO;
        private Duration keepAliveTimeout = Duration.ofSeconds(20);
        private Duration prefaceTimeout = Duration.ofSeconds(5);
        private Duration settingsAckTimeout = Duration.ofSeconds(10);
        private Duration frameTimeout = Duration.ofSeconds(10);
        private Duration shutdownDelay = Duration.ofSeconds(1);
        private Duration contentTimeout = Duration.ofSeconds(30);
        private Duration stallTimeout = Duration.ofSeconds(60);
        private Duration silence = Duration.ofMinutes(5);
        private int contentRate = 0;
        private int resetBurst = 100;
        private int resetsPerSecond = 20;
        private int replyBurst = 200;
        private int repliesPerSecond = 50;
        private int maxQueuedReplies = 100;
        private int maxEmptyData = 10;
        private int idleFrameBurst = 1000;
        private int idleFramesPerSecond = 200;

        private Builder() {}

        /** Streams that the peer may have open at once; more are refused. 100. */
        public Builder maxConcurrentStreams(int streams) {
            maxConcurrentStreams = check("maxConcurrentStreams", streams, 1, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Receive windows in octets: of a stream and of the connection at the beginning (256 KiB, 1 MiB), and up to
         * which both grow with the measured bandwidth-delay product (16 MiB).
         */
        public Builder windows(int stream, int connection, int most) {
            streamWindow = check("stream window", stream, 0, Integer.MAX_VALUE);
            connectionWindow = check("connection window", connection, Frames.DEFAULT_WINDOW, Integer.MAX_VALUE);
            maxWindow = check("largest window", most, 0, Integer.MAX_VALUE);
            return this;
        }

        /** Whether receive windows grow with the measured bandwidth-delay product. Yes. */
        public Builder growWindows(boolean grow) {
            growWindows = grow;
            return this;
        }

        /**
         * Octets of content that the application may leave unread on all streams together before the connection's
         * window stops being refilled. 32 MiB.
         */
        public Builder maxUnreadOctets(int octets) {
            maxUnreadOctets = check("maxUnreadOctets", octets, 0, Integer.MAX_VALUE);
            return this;
        }

        /** The largest frame accepted: 16,384 to 16,777,215 octets of payload. 16,384. */
        public Builder maxFrameSize(int octets) {
            maxFrameSize = check("maxFrameSize", octets, Frames.DEFAULT_FRAME_SIZE, Frames.MOST_FRAME_SIZE);
            return this;
        }

        /** The largest DATA frame sent, if the peer allows it: what one turn of a stream is. 16,384 octets. */
        public Builder frameSize(int octets) {
            frameSize = check("frameSize", octets, 1, Frames.MOST_FRAME_SIZE);
            return this;
        }

        /** Pieces of content of so many octets are sent from where they lie; smaller ones are copied. 1,024. */
        public Builder gatherThreshold(int octets) {
            gatherThreshold = check("gatherThreshold", octets, 1, Integer.MAX_VALUE);
            return this;
        }

        /** How content becomes entries of the list. */
        public Builder writeStrategy(WriteStrategy strategy) {
            writeStrategy = strategy;
            return this;
        }

        /** The dynamic table offered to the peer's encoder. 4,096 octets. */
        public Builder headerTableSize(int octets) {
            headerTableSize = check("headerTableSize", octets, 0, 1 << 20);
            return this;
        }

        /** The size of a field list, as RFC 9113 10.5.1 counts it. Beyond it a request is answered with 431. 16 KiB. */
        public Builder maxFieldOctets(int octets) {
            maxFieldOctets = check("maxFieldOctets", octets, 0, Integer.MAX_VALUE);
            return this;
        }

        /** Fields in a list, pseudo-fields included. Beyond it a request is answered with 431. 100. */
        public Builder maxFields(int fields) {
            maxFields = check("maxFields", fields, 1, Integer.MAX_VALUE);
            return this;
        }

        /** A header block as it comes, compressed, in octets. 64 KiB. */
        public Builder maxHeaderBlockOctets(int octets) {
            maxHeaderBlockOctets = check("maxHeaderBlockOctets", octets, 1, 1 << 24);
            return this;
        }

        /** CONTINUATION frames of one header block. 8. */
        public Builder maxContinuations(int frames) {
            maxContinuations = check("maxContinuations", frames, 0, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Queued octets of one stream: above {@code high} its producer should stop, and when they fall below
         * {@code low} it hears that it may go on. 256 KiB and 64 KiB.
         */
        public Builder watermarks(int low, int high) {
            lowWatermark = check("low watermark", low, 1, Integer.MAX_VALUE);
            highWatermark = check("high watermark", high, low, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Octets of content queued on all streams together. While there are more, a stream's producer should stop at
         * the low watermark already. 4 MiB.
         */
        public Builder maxQueuedOctets(int octets) {
            maxQueuedOctets = check("maxQueuedOctets", octets, 0, Integer.MAX_VALUE);
            return this;
        }

        /** Whether extended CONNECT (RFC 8441) is offered by a server. Yes. */
        public Builder extendedConnect(boolean offered) {
            extendedConnect = offered;
            return this;
        }

        /**
         * Silence after which a PING asks whether the peer is there, zero for never; and how long it has to answer
         * before the connection is given up. Never, 20 s. A peer that only ever answers is asked every 310 s from the third
         * time on: to be asked more often is what servers of gRPC end connections for.
         */
        public Builder keepAlive(Duration interval, Duration timeout) {
            keepAlive = interval;
            keepAliveTimeout = timeout;
            return this;
        }

        /** How long a client may take for its preface with SETTINGS. 5 s. */
        public Builder prefaceTimeout(Duration timeout) {
            prefaceTimeout = timeout;
            return this;
        }

        /** How long the peer may take to acknowledge SETTINGS. 10 s. */
        public Builder settingsAckTimeout(Duration timeout) {
            settingsAckTimeout = timeout;
            return this;
        }

        /** How long a frame or a header block may stay incomplete; a DATA frame as long as octets of it come. 10 s. */
        public Builder frameTimeout(Duration timeout) {
            frameTimeout = timeout;
            return this;
        }

        /**
         * How long a stream may stand still by the peer's doing before it is reset, zero for ever: when content whose
         * length was announced does not come (30 s), and when content waits for the peer's credit (60 s).
         */
        public Builder progress(Duration content, Duration stall) {
            contentTimeout = content;
            stallTimeout = stall;
            return this;
        }

        /**
         * How long a request whose content's length is not known may bring none of it before it is reset, if no response to
         * it has begun and there is room; zero for ever. Calls that stream have as much time as they like once they are
         * answered, tunnels always. 5 minutes; server role.
         */
        public Builder silence(Duration timeout) {
            silence = timeout;
            return this;
        }

        /**
         * Octets a second that content whose length was announced must bring, over each period of the content's limit of
         * time in which there is room for it; 0 for any. 0.
         */
        public Builder contentRate(int octetsPerSecond) {
            contentRate = check("contentRate", octetsPerSecond, 0, Integer.MAX_VALUE);
            return this;
        }

        /** How long a graceful end waits at most for the answer to its PING before the final GOAWAY. 1 s. */
        public Builder shutdownDelay(Duration delay) {
            shutdownDelay = delay;
            return this;
        }

        /**
         * Streams that the peer resets or makes us reset: so many at once, then so many a second. 100, 20. Counted apart,
         * the same holds for header blocks that change the size of the decoder's table.
         */
        public Builder resets(int burst, int perSecond) {
            resetBurst = check("resets at once", burst, 1, Integer.MAX_VALUE);
            resetsPerSecond = check("resets per second", perSecond, 1, 1_000_000);
            return this;
        }

        /**
         * Frames that want an answer (SETTINGS, PING): so many at once, then so many a second, and how many answers may
         * wait to be written. 200, 50, 100.
         */
        public Builder replies(int burst, int perSecond, int mostQueued) {
            replyBurst = check("replies at once", burst, 1, Integer.MAX_VALUE);
            repliesPerSecond = check("replies per second", perSecond, 1, 1_000_000);
            maxQueuedReplies = check("queued replies", mostQueued, 1, Integer.MAX_VALUE);
            return this;
        }

        /** DATA frames without content in a row. 10. */
        public Builder maxEmptyData(int frames) {
            maxEmptyData = check("maxEmptyData", frames, 0, Integer.MAX_VALUE);
            return this;
        }

        /**
         * Frames without effect (PRIORITY, WINDOW_UPDATE, unknown ones and their like) beyond what the useful frames of
         * both sides and the octets sent account for: so many at once, then so many a second. 1,000, 200.
         */
        public Builder idleFrames(int burst, int perSecond) {
            idleFrameBurst = check("idle frames at once", burst, 1, Integer.MAX_VALUE);
            idleFramesPerSecond = check("idle frames per second", perSecond, 1, 1_000_000);
            return this;
        }

        /** The settings. */
        public H2Config build() {
            return new H2Config(this);
        }

        private static int check(String what, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        "%s of %d: %d to %d are allowed".formatted(what, value, least, most));
            }
            return value;
        }
    }
}
