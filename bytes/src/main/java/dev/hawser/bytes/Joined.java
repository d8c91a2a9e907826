package dev.hawser.bytes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Bytes#concat} made of its parts, and how.
 *
 * <p>Neighbours are rejoined first, which costs nothing. If several parts are left and they are small, one copy is
 * cheaper than naming them: measured on JDK 25, joining eight parts of 64 octets costs about as much either way, and a
 * list wins from there on. Everything else is a list, which touches no octet.
 *
 * @param how the way that was chosen
 * @param rope the whole, in one part or in many
 */
public record Joined(How how, Rope rope) {

    /** The ways to join. */
    public enum How {
        /** All parts were neighbours in one storage, or all but one were empty: one view, nothing copied. */
        REJOINED,
        /** The parts were small: one fresh array, everything copied and counted. */
        COPIED,
        /** The parts stay where they are: a list of them, nothing copied. */
        LISTED
    }

    /** Up to this size a join is copied whatever its parts are. */
    static final int COPY_WHOLE = 256;

    /** Parts of this size on average, or smaller, are copied up to {@link #COPY_TINY_PARTS}. */
    static final int TINY_PART = 32;

    static final int COPY_TINY_PARTS = 4096;

    /** The whole as one view, or null when it is a list. */
    public @Nullable Bytes bytes() {
        return rope.asOnePart();
    }

    /** The octets that were copied to join. */
    public long copied() {
        return how == How.COPIED ? rope.length() : 0;
    }

    static Joined of(List<Bytes> parts) {
        List<Bytes> runs = new ArrayList<>(parts.size());
        Bytes run = Bytes.empty();
        long length = 0;
        for (Bytes part : parts) {
            length += part.length();
            Bytes longer = run.tryUnsplit(part);
            if (longer == null) {
                runs.add(run);
                longer = part;
            }
            run = longer;
        }
        if (runs.isEmpty()) return new Joined(How.REJOINED, Rope.of(run));
        runs.add(run);
        if (length <= COPY_WHOLE || (length <= COPY_TINY_PARTS && length <= (long) TINY_PART * runs.size())) {
            byte[] out = new byte[(int) length];
            int at = 0;
            for (Bytes part : runs) {
                part.copyTo(0, out, at, part.length());
                at += part.length();
            }
            Copies.count(Copies.Site.JOIN, length);
            return new Joined(How.COPIED, Rope.of(Bytes.wrap(out)));
        }
        return new Joined(How.LISTED, Rope.of(runs));
    }
}
