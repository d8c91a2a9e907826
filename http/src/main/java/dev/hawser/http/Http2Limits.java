package dev.hawser.http;

import java.time.Duration;
import java.util.Objects;

/**
 * What one HTTP/2 connection may do that costs more than it gives. A connection that goes beyond is ended by
 * GOAWAY(ENHANCE_YOUR_CALM), which the peer can read. Immutable; each is on by default, and honest traffic meets none.
 *
 * @param resets streams that the peer resets or makes this side reset
 * @param replies frames that want an answer: SETTINGS and PING
 * @param idleFrames frames that bring nobody forward (PRIORITY, WINDOW_UPDATE, unknown ones), beyond those that useful
 *     frames account for
 * @param maxQueuedReplies answers that may wait to be written
 * @param maxQueuedOctets octets of content queued on all streams together, above which each writer waits at its low
 *     watermark already
 * @param maxEmptyData DATA frames without content in a row
 * @param maxContinuations CONTINUATION frames of one header block
 * @param maxHeaderBlockOctets octets of one header block as it comes, compressed
 * @param headerTableOctets octets of the table that the peer's encoder may use (RFC 7541 4.2)
 * @param prefaceTimeout from the start of a connection to the peer's preface and SETTINGS
 * @param settingsTimeout how long the peer may take to acknowledge SETTINGS
 * @param frameTimeout how long a frame or a header block may stay incomplete
 * @param stallTimeout how long content may wait for the peer's credit before its stream is reset
 * @param silenceTimeout how long a request whose content's length is not known may bring none of it while no response to it
 *     has begun; calls that stream and tunnels have as much time as they like once they are answered
 */
public record Http2Limits(
        Rate resets,
        Rate replies,
        Rate idleFrames,
        int maxQueuedReplies,
        int maxQueuedOctets,
        int maxEmptyData,
        int maxContinuations,
        int maxHeaderBlockOctets,
        int headerTableOctets,
        Duration prefaceTimeout,
        Duration settingsTimeout,
        Duration frameTimeout,
        Duration stallTimeout,
        Duration silenceTimeout) {

    /**
     * So many at once, then so many a second.
     *
     * @param burst events at once
     * @param perSecond events that are forgiven each second
     */
    public record Rate(int burst, int perSecond) {

        /** Checks both. */
        public Rate {
            ServerConfig.atLeast("burst", burst, 1);
            ServerConfig.atLeast("perSecond", perSecond, 1);
            if (perSecond > 1_000_000) {
                throw new IllegalArgumentException("perSecond %d, at most 1000000".formatted(perSecond));
            }
        }

        /** Such as {@code 100/20}: a hundred at once, then twenty a second. */
        @Override
        public String toString() {
            return burst + "/" + perSecond;
        }
    }

    /** Checks each value. */
    public Http2Limits {
        Objects.requireNonNull(resets);
        Objects.requireNonNull(replies);
        Objects.requireNonNull(idleFrames);
        ServerConfig.atLeast("maxQueuedReplies", maxQueuedReplies, 1);
        ServerConfig.atLeast("maxQueuedOctets", maxQueuedOctets, 0);
        ServerConfig.atLeast("maxEmptyData", maxEmptyData, 0);
        ServerConfig.atLeast("maxContinuations", maxContinuations, 0);
        between("maxHeaderBlockOctets", maxHeaderBlockOctets, 1024, 1 << 24);
        between("headerTableOctets", headerTableOctets, 0, 1 << 20);
        ServerConfig.positive("prefaceTimeout", prefaceTimeout);
        ServerConfig.positive("settingsTimeout", settingsTimeout);
        ServerConfig.positive("frameTimeout", frameTimeout);
        ServerConfig.positive("stallTimeout", stallTimeout);
        ServerConfig.positive("silenceTimeout", silenceTimeout);
    }

    private static void between(String name, int value, int least, int most) {
        if (value < least || value > most)
            throw new IllegalArgumentException("%s %d, must be %d to %d".formatted(name, value, least, most));
    }

    /** Every default. */
    public static Http2Limits defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the limits; see the record's components. */
    public static final class Builder {

        private Rate resets = new Rate(100, 20);
        private Rate replies = new Rate(200, 50);
        private Rate idleFrames = new Rate(1000, 200);
        private int maxQueuedReplies = 100;
        private int maxQueuedOctets = 4 << 20;
        private int maxEmptyData = 10;
        private int maxContinuations = 8;
        private int maxHeaderBlockOctets = 64 << 10;
        private int headerTableOctets = 4096;
        private Duration prefaceTimeout = Duration.ofSeconds(5);
        private Duration settingsTimeout = Duration.ofSeconds(10);
        private Duration frameTimeout = Duration.ofSeconds(10);
        private Duration stallTimeout = Duration.ofSeconds(60);
        private Duration silenceTimeout = Duration.ofMinutes(5);

        private Builder() {}

        /** See {@link Http2Limits#resets}. */
        public Builder resets(int burst, int perSecond) {
            resets = new Rate(burst, perSecond);
            return this;
        }

        /** See {@link Http2Limits#replies}. */
        public Builder replies(int burst, int perSecond) {
            replies = new Rate(burst, perSecond);
            return this;
        }

        /** See {@link Http2Limits#idleFrames}. */
        public Builder idleFrames(int burst, int perSecond) {
            idleFrames = new Rate(burst, perSecond);
            return this;
        }

        /** See {@link Http2Limits#maxQueuedReplies}. */
        public Builder maxQueuedReplies(int value) {
            maxQueuedReplies = value;
            return this;
        }

        /** See {@link Http2Limits#maxQueuedOctets}. */
        public Builder maxQueuedOctets(int octets) {
            maxQueuedOctets = octets;
            return this;
        }

        /** See {@link Http2Limits#maxEmptyData}. */
        public Builder maxEmptyData(int frames) {
            maxEmptyData = frames;
            return this;
        }

        /** See {@link Http2Limits#maxContinuations}. */
        public Builder maxContinuations(int frames) {
            maxContinuations = frames;
            return this;
        }

        /** See {@link Http2Limits#maxHeaderBlockOctets}. */
        public Builder maxHeaderBlockOctets(int octets) {
            maxHeaderBlockOctets = octets;
            return this;
        }

        /** See {@link Http2Limits#headerTableOctets}. */
        public Builder headerTableOctets(int octets) {
            headerTableOctets = octets;
            return this;
        }

        /** See {@link Http2Limits#prefaceTimeout}. */
        public Builder prefaceTimeout(Duration value) {
            prefaceTimeout = value;
            return this;
        }

        /** See {@link Http2Limits#settingsTimeout}. */
        public Builder settingsTimeout(Duration value) {
            settingsTimeout = value;
            return this;
        }

        /** See {@link Http2Limits#frameTimeout}. */
        public Builder frameTimeout(Duration value) {
            frameTimeout = value;
            return this;
        }

        /** See {@link Http2Limits#stallTimeout}. */
        public Builder stallTimeout(Duration value) {
            stallTimeout = value;
            return this;
        }

        /** See {@link Http2Limits#silenceTimeout}. */
        public Builder silenceTimeout(Duration value) {
            silenceTimeout = value;
            return this;
        }

        /** The finished limits. */
        public Http2Limits build() {
            return new Http2Limits(
                    resets,
                    replies,
                    idleFrames,
                    maxQueuedReplies,
                    maxQueuedOctets,
                    maxEmptyData,
                    maxContinuations,
                    maxHeaderBlockOctets,
                    headerTableOctets,
                    prefaceTimeout,
                    settingsTimeout,
                    frameTimeout,
                    stallTimeout,
                    silenceTimeout);
        }
    }
}
