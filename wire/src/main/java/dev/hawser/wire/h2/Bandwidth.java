package dev.hawser.wire.h2;

/**
 * Measures the bandwidth-delay product of what comes in: how many octets arrive between a PING and its answer. While
 * that is close to the window, the window is what holds the peer back, and it should grow.
 */
final class Bandwidth {

    /** The payload of PINGs sent for this. */
    static final long PING = 0x6861_7773_6572_4257L;

    /** Less content than this does not make a PING worth while. */
    private static final int ENOUGH = 32 << 10;

    private static final long FIRST_PAUSE = 100_000_000L;
    private static final long LONGEST_PAUSE = 10_000_000_000L;

    private final int most;
    private int window;
    private long octets;
    private boolean pinging;
    private long nextPing;
    private long pause = FIRST_PAUSE;
    private boolean begun;

    /** The window has grown, and what comes before the next answer was still sent by the old one. */
    private boolean settling;

    Bandwidth(int window, int most) {
        this.window = window;
        this.most = most;
    }

    /** Counts content; true if a PING should be sent now. */
    boolean received(int count, long now) {
        octets += count;
        if (pinging || octets < ENOUGH || window >= most || (begun && nextPing - now > 0)) return false;
        begun = true;
        pinging = true;
        octets = 0;
        return true;
    }

    /** The PING was answered. Returns the window to have from now on. */
    int answered(long now) {
        if (!pinging) return window;
        pinging = false;
        if (settling) {
            settling = false;
        } else if (octets * 2 >= window) {
            // Credit comes in steps of half a window, so a window that holds the peer back may look half used.
            window = (int) Math.min(Math.max(octets * 2, window * 3L / 2), most);
            settling = true;
            pause = 0;
        } else {
            pause = Math.min(Math.max(pause * 4, FIRST_PAUSE), LONGEST_PAUSE);
        }
        octets = 0;
        nextPing = now + pause;
        return window;
    }
}
