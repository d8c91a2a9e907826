package dev.hawser.wire.h1;

/**
 * What becomes of a line, as one number, because a line is too short to make an object for: where the next one begins,
 * or {@link #MORE}, or a refusal.
 */
final class Line {

    /** The line is not complete. */
    static final int MORE = -1;

    private static final Refusal[] REFUSALS = Refusal.values();

    private Line() {}

    static int refused(Refusal why) {
        return -2 - why.ordinal();
    }

    static boolean isRefused(int answer) {
        return answer < MORE;
    }

    static Refusal refusal(int answer) {
        return REFUSALS[-2 - answer];
    }
}
