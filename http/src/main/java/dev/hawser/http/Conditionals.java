package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpDate;
import dev.hawser.message.Method;

/** The five conditional fields, judged in the order of RFC 9110 13.2.2. */
final class Conditionals {

    /** What a request's conditions come to. */
    enum Verdict {
        /** Answer as if there were none. */
        PERFORM,
        /** 304 (Not Modified). */
        NOT_MODIFIED,
        /** 412 (Precondition Failed). */
        FAILED
    }

    private Conditionals() {}

    /**
     * Judges the first four. For a method that is GET or HEAD on a representation that exists.
     *
     * @param tag of the representation that would be sent
     * @param modified when it was modified last, in seconds since 1970-01-01T00:00:00Z; {@link HttpDate#INVALID} if
     *     that is not known
     */
    static Verdict judge(Method method, Fields fields, EntityTag tag, long modified) {
        String ifMatch = fields.joined(FieldName.IF_MATCH);
        if (ifMatch != null) {
            if (!tag.isIn(ifMatch, true)) return Verdict.FAILED;
        } else {
            long since = date(fields, FieldName.IF_UNMODIFIED_SINCE);
            if (since != HttpDate.INVALID && modified != HttpDate.INVALID && modified > since) return Verdict.FAILED;
        }
        String ifNoneMatch = fields.joined(FieldName.IF_NONE_MATCH);
        boolean reads = method == Method.GET || method == Method.HEAD;
        if (ifNoneMatch != null) {
            if (tag.isIn(ifNoneMatch, false)) return reads ? Verdict.NOT_MODIFIED : Verdict.FAILED;
        } else if (reads) {
            long since = date(fields, FieldName.IF_MODIFIED_SINCE);
            if (since != HttpDate.INVALID && modified != HttpDate.INVALID && modified <= since) {
                return Verdict.NOT_MODIFIED;
            }
        }
        return Verdict.PERFORM;
    }

    /**
     * Judges If-Range: whether the ranges that are asked for fit the representation (RFC 9110 13.1.5). A date counts
     * only as an exact match of a date that is a strong validator: one that lies a second or more in the past.
     *
     * @param now the time in seconds
     */
    static boolean rangeApplies(Fields fields, EntityTag tag, long modified, long now) {
        String ifRange = fields.get(FieldName.IF_RANGE);
        if (ifRange == null) return true;
        EntityTag theirs = EntityTag.parse(ifRange);
        if (theirs != null) return tag.matchesStrongly(theirs);
        long date = HttpDate.parse(ifRange);
        return date != HttpDate.INVALID && date == modified && now > modified;
    }

    private static long date(Fields fields, FieldName name) {
        String text = fields.get(name);
        return text == null ? HttpDate.INVALID : HttpDate.parse(text);
    }
}
