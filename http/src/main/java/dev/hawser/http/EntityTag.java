package dev.hawser.http;

import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An entity tag (RFC 9110 8.8.3).
 *
 * @param opaque what stands between the quotes
 * @param weak whether it stands for equivalent content only, not for the same octets
 */
record EntityTag(String opaque, boolean weak) {

    /**
     * The tag of a file. Strong unless the file was written so shortly ago that it could change once more within the
     * same tick of its file system's clock (RFC 9110 8.8.1): times in whole seconds are taken for a coarse clock.
     *
     * @param suffix tells the codings of one file apart; empty for none
     * @param nowMillis milliseconds since 1970-01-01T00:00:00Z
     */
    static EntityTag ofFile(long size, FileTime modified, String suffix, long nowMillis) {
        long nanos = modified.to(TimeUnit.NANOSECONDS);
        long window = nanos % 1_000_000_000 == 0 ? 2_000 : 50;
        boolean settled = nowMillis - modified.toMillis() > window;
        return new EntityTag(Long.toHexString(size) + "-" + Long.toHexString(nanos) + suffix, !settled);
    }

    /** Whether this is the tag of a file of {@code size} octets that was modified at {@code nanos}, in whichever coding. */
    boolean isOf(long size, long nanos) {
        String bare = Long.toHexString(size) + "-" + Long.toHexString(nanos);
        return opaque.equals(bare) || opaque.startsWith(bare + "-");
    }

    /** The same tag for content that is equivalent and not the same octets. */
    EntityTag weakened() {
        return weak ? this : new EntityTag(opaque, true);
    }

    /** Both strong and equal (RFC 9110 8.8.3.2). */
    boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Equal, strong or weak. */
    boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** The one tag that {@code text} is, or null. */
    static @Nullable EntityTag parse(String text) {
        boolean weak = text.startsWith("W/");
        int from = weak ? 2 : 0;
        int last = text.length() - 1;
        if (last <= from || text.charAt(from) != '"' || text.indexOf('"', from + 1) != last) return null;
        return new EntityTag(text.substring(from + 1, last), weak);
    }

    /**
     * Whether the list {@code text} (If-Match, If-None-Match) is "*" or has a tag that this one matches. What is no
     * tag matches nothing.
     */
    boolean isIn(String text, boolean strongly) {
        if (text.equals("*")) return true;
        for (int at = 0; at < text.length(); ) {
            int open = text.indexOf('"', at);
            int close = open < 0 ? -1 : text.indexOf('"', open + 1);
            if (close < 0) return false;
            boolean theirsIsWeak = open >= at + 2 && text.startsWith("W/", open - 2);
            EntityTag theirs = new EntityTag(text.substring(open + 1, close), theirsIsWeak);
            if (strongly ? matchesStrongly(theirs) : matchesWeakly(theirs)) return true;
            at = close + 1;
        }
        return false;
    }

    /** As it stands in a field. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
