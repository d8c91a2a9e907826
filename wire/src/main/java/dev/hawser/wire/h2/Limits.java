package dev.hawser.wire.h2;

import org.jspecify.annotations.Nullable;

/**
 * Counts what a peer does that costs more than it gives. Every count is refilled over time, and what honest traffic
 * brings with it is weighed against the useful frames of both sides. A method says false when the limit is passed.
 */
final class Limits {

    /** Control frames that one useful frame accounts for: credit for a stream and the connection, a priority. */
    private static final int PER_USEFUL_FRAME = 3;

    /** Octets sent that account for one more: a peer that reads little at once gives its credit back in small parts. */
    private static final int OCTETS_PER_FRAME = 256;

    /** Answers to PING that frames sent may earn: a receiver of content measures its bandwidth with them. */
    private static final int MOST_ANSWERS = 100;

    /** As much as a full window of small frames may earn before the answers come. */
    private static final int MOST_EARNED = 1 << 16;

    /** Streams refused before the peer can have known the limit. */
    private static final int EARLY_REFUSALS = 1000;

    private final H2Config config;

    // Made when the first token is taken: most connections take none.
    private @Nullable TokenBucket resets;
    private @Nullable TokenBucket replies;
    private @Nullable TokenBucket idleFrames;
    private @Nullable TokenBucket tableUpdates;
    private int emptyData;
    private int earned;
    private int answersEarned;
    private int earlyRefusals;

    Limits(H2Config config) {
        this.config = config;
    }

    /** A stream was reset, by the peer or because of it. */
    boolean reset(long now) {
        TokenBucket bucket = resets;
        if (bucket == null) resets = bucket = new TokenBucket(config.resetBurst, config.resetsPerSecond);
        return bucket.take(now);
    }

    /** A stream was refused that was opened before the peer had acknowledged how many it may. */
    boolean earlyRefusal() {
        return ++earlyRefusals <= EARLY_REFUSALS;
    }

    /** A frame came that wants an answer; {@code queued} answers wait already. */
    boolean reply(long now, int queued) {
        if (queued >= config.maxQueuedReplies) return false;
        TokenBucket bucket = replies;
        if (bucket == null) replies = bucket = new TokenBucket(config.replyBurst, config.repliesPerSecond);
        return bucket.take(now);
    }

    /** As {@link #reply}, for a PING: one for each frame of content sent since is the peer's good right. */
    boolean pingReply(long now, int queued) {
        if (answersEarned == 0 || queued >= config.maxQueuedReplies) return reply(now, queued);
        answersEarned--;
        return true;
    }

    /** A header block changed the size of the dynamic table, which makes work and which nobody needs often. */
    boolean tableUpdate(long now) {
        TokenBucket bucket = tableUpdates;
        if (bucket == null) tableUpdates = bucket = new TokenBucket(config.resetBurst, config.resetsPerSecond);
        return bucket.take(now);
    }

    /** A DATA frame came without content that does not end its stream. */
    boolean emptyData() {
        return ++emptyData <= config.maxEmptyData;
    }

    /** A DATA frame came with content, or a request came. */
    void useful() {
        earned = Math.min(earned + PER_USEFUL_FRAME, MOST_EARNED);
    }

    /** A DATA frame was sent. */
    void sent(int octets) {
        earned = Math.min(earned + PER_USEFUL_FRAME + octets / OCTETS_PER_FRAME, MOST_EARNED);
        answersEarned = Math.min(answersEarned + 1, MOST_ANSWERS);
    }

    /** Content came: empty frames before it were not in a row with later ones. */
    void content() {
        emptyData = 0;
        useful();
    }

    /** A frame came that brings nobody forward. */
    boolean idleFrame(long now) {
        if (earned > 0) {
            earned--;
            return true;
        }
        TokenBucket bucket = idleFrames;
        if (bucket == null) idleFrames = bucket = new TokenBucket(config.idleFrameBurst, config.idleFramesPerSecond);
        return bucket.take(now);
    }
}
