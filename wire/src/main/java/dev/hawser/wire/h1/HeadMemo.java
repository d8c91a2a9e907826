package dev.hawser.wire.h1;

import dev.hawser.message.FieldName;
import dev.hawser.message.RequestHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whole heads of requests without content, as the clients of one loop repeat them: the same octets under the same limits mean
 * the same head, so a request that is repeated costs one comparison. Monitors, load balancers and callers of an API without
 * credentials do that; browsers hardly ever.
 *
 * <p>Heads with credentials are not kept: how long a comparison takes must tell nobody how much of somebody else's secret he
 * has guessed.
 */
final class HeadMemo {

    private static final int SLOTS = 32;
    private static final int LONGEST = 1024;

    /** No request is shorter: {@code GET / HTTP/1.1}, an empty Host, and three times CRLF. */
    private static final int SHORTEST = 24;

    /** Of so many heads that were not known one is kept: clients that never repeat themselves pay next to nothing. */
    private static final int ONE_IN = 16;

    /** A head that was judged: without content, and the connection goes on behind it. */
    static final class Known {
        final RequestHead head;
        private final byte[] octets;
        private final H1Config limits;

        Known(RequestHead head, byte[] octets, H1Config limits) {
            this.head = head;
            this.octets = octets;
            this.limits = limits;
        }

        /** How long it is, in octets, with the empty line at its end. */
        int length() {
            return octets.length;
        }
    }

    private @Nullable Known @Nullable [] slots;
    private int offered;

    /** The head that these octets begin with, if it is known. */
    @Nullable
    Known find(byte[] array, int from, int to, H1Config limits) {
        @Nullable Known[] all = slots;
        if (all == null || to - from < SHORTEST) return null;
        Known known = all[slot(array, from)];
        if (known == null || known.limits != limits || known.octets.length > to - from) return null;
        int length = known.octets.length;
        return Arrays.equals(known.octets, 0, length, array, from, from + length) ? known : null;
    }

    /** Keeps one of many heads that {@link #find} did not know. */
    void offer(byte[] array, int from, int to, H1Config limits, RequestHead head) {
        if (++offered % ONE_IN != 0 || to - from > LONGEST || to - from < SHORTEST || bearsCredentials(head)) return;
        @Nullable Known[] all = slots;
        if (all == null) slots = all = new @Nullable Known[SLOTS];
        all[slot(array, from)] = new Known(head, Arrays.copyOfRange(array, from, to), limits);
    }

    private static boolean bearsCredentials(RequestHead head) {
        return head.fields().contains(FieldName.AUTHORIZATION)
                || head.fields().contains(FieldName.COOKIE)
                || head.fields().contains(FieldName.PROXY_AUTHORIZATION);
    }

    /** By method and the begin of the target. */
    private static int slot(byte[] array, int from) {
        long hash = (long) Octets.LONG.get(array, from) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 32) ^ (long) Octets.LONG.get(array, from + 8)) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ (hash >>> 32) ^ (long) Octets.LONG.get(array, from + 16)) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 59);
    }
}
