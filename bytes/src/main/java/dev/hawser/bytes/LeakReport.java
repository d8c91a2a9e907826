package dev.hawser.bytes;

import org.jspecify.annotations.Nullable;

/**
 * A lease that nobody closed. Its memory has come back through the garbage collector.
 *
 * @param blockSize octets of the block
 * @param turn how often the block had been leased, this lease included
 * @param origin the stack on which the lease was taken, or null if it was not sampled
 */
public record LeakReport(int blockSize, long turn, @Nullable Throwable origin) {

    /** Where it was taken, as text: the frames, or a hint how to see them. */
    public String where() {
        if (origin == null) return "not sampled: run with -Dhawser.leases=all to see where";
        StringBuilder out = new StringBuilder();
        for (StackTraceElement frame : origin.getStackTrace())
            out.append("\n\tat ").append(frame);
        return out.toString();
    }
}
