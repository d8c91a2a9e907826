package dev.hawser.wire.h2;

import dev.hawser.message.DateField;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.wire.hpack.HpackEncoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes header blocks of heads, in the order of the wire. A head that was sent before against the same dynamic table is
 * not encoded again: its block is kept.
 */
final class HeadWriter {

    private static final int SLOTS = 8;
    private static final int LONGEST_KEPT = 256;
    private static final int KEPT_SCRATCH = 1024;
    private static final byte[] NO_OCTETS = {};

    /** A block and everything it depends on. */
    private static final class Kept {
        final Object head;
        final long addedLength;
        final long generation;
        final byte[] block;

        Kept(Object head, long addedLength, long generation, byte[] block) {
            this.head = head;
            this.addedLength = addedLength;
            this.generation = generation;
            this.block = block;
        }
    }

    private final HpackEncoder encoder;
    private final @Nullable DateField date;
    private @Nullable Kept @Nullable [] kept;
    private byte[] scratch = NO_OCTETS;

    /** The second that {@link #dateText} shows. Kept blocks are forgotten when it moves on. */
    private long dateSecond = Long.MIN_VALUE;

    private String dateText = "";

    /** The block made last, to be copied at once. */
    byte[] block = NO_OCTETS;

    int length;

    HeadWriter(HpackEncoder encoder, @Nullable DateField date) {
        this.encoder = encoder;
        this.date = date;
    }

    /** Takes the peer's SETTINGS_HEADER_TABLE_SIZE. */
    void limitTable(long size) {
        encoder.limitTable(size);
    }

    /** A response's head, final or interim, with content-length added unless that is negative. */
    void response(ResponseHead head, long addedLength) {
        DateField clock = date;
        if (clock != null && clock.second() != dateSecond) {
            dateSecond = clock.second();
            dateText = clock.text();
            kept = null;
        }
        if (isKept(head, addedLength)) return;
        ResponsePlan plan = ResponsePlan.of(head);
        byte[] out = room(plan.bound + HpackEncoder.bound(14, 20) + HpackEncoder.bound(4, 29));
        int at = encoder.begin(out, 0);
        int code = head.status().code();
        at = encoder.status(out, at, code);
        // RFC 9110 8.6: no content-length in 1xx and 204.
        at = fields(out, at, head.fields(), code >= 200 && code != 204);
        if (addedLength >= 0) at = encoder.field(out, at, FieldName.CONTENT_LENGTH, Long.toString(addedLength));
        if (clock != null && code >= 200 && !plan.hasDate) at = encoder.field(out, at, FieldName.DATE, dateText);
        finish(out, at, head, addedLength);
    }

    /** A request's head, with content-length added unless that is negative. */
    void request(RequestHead head, long addedLength) {
        if (isKept(head, addedLength)) return;
        String method = head.method().name();
        String scheme = head.scheme() == null ? "http" : head.scheme();
        String authority = head.authority();
        String protocol = head.protocol();
        boolean tunnel = head.method().equals(Method.CONNECT) && protocol == null;
        if (tunnel && authority == null) authority = head.target();
        int bound = ResponsePlan.bound(head.fields()) + HpackEncoder.bound(14, 20) + 5 * HpackEncoder.bound(10, 0);
        bound += method.length() + scheme.length() + head.target().length();
        if (authority != null) bound += authority.length();
        if (protocol != null) bound += protocol.length();
        byte[] out = room(bound);
        int at = encoder.begin(out, 0);
        at = encoder.pseudo(out, at, ":method", method);
        if (!tunnel) at = encoder.pseudo(out, at, ":scheme", scheme);
        if (authority != null) at = encoder.pseudo(out, at, ":authority", authority);
        if (!tunnel) at = encoder.pseudo(out, at, ":path", head.target());
        if (protocol != null) at = encoder.pseudo(out, at, ":protocol", protocol);
        at = fields(out, at, head.fields(), true);
        if (addedLength >= 0) at = encoder.field(out, at, FieldName.CONTENT_LENGTH, Long.toString(addedLength));
        finish(out, at, head, addedLength);
    }

    /** A trailer section. */
    void trailers(Fields trailers) {
        byte[] out = room(ResponsePlan.bound(trailers));
        int at = encoder.begin(out, 0);
        block = out;
        length = fields(out, at, trailers, true);
    }

    private int fields(byte[] out, int at, Fields fields, boolean measured) {
        int size = fields.size();
        for (int i = 0; i < size; i++) {
            FieldName name = fields.nameAt(i);
            // :authority says it already.
            if (name.equals(FieldName.HOST)) continue;
            if (!measured && name.equals(FieldName.CONTENT_LENGTH)) continue;
            String value = fields.valueAt(i);
            if (!ResponsePlan.isForbidden(name, value)) at = encoder.field(out, at, name, value);
        }
        return at;
    }

    @SuppressWarnings("ReferenceEquality") // The very same head, so that nothing has to be compared.
    private boolean isKept(Object head, long addedLength) {
        @Nullable Kept[] all = kept;
        if (all == null) return false;
        Kept candidate = all[slot(head)];
        if (candidate == null
                || candidate.head != head
                || candidate.addedLength != addedLength
                || candidate.generation != encoder.generation()) return false;
        block = candidate.block;
        length = block.length;
        return true;
    }

    private void finish(byte[] out, int at, Object head, long addedLength) {
        block = out;
        length = at;
        if (!encoder.isRepeatable() || at > LONGEST_KEPT) return;
        @Nullable Kept[] all = kept;
        if (all == null) kept = all = new @Nullable Kept[SLOTS];
        all[slot(head)] = new Kept(head, addedLength, encoder.generation(), Arrays.copyOf(out, at));
    }

    private static int slot(Object head) {
        int hash = System.identityHashCode(head);
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }

    /** Lets go of what is needed only while a block is made. */
    void rest() {
        scratch = NO_OCTETS;
        block = NO_OCTETS;
    }

    private byte[] room(int bound) {
        int wanted = bound + HpackEncoder.BEGIN_BOUND;
        if (scratch.length >= wanted) return scratch;
        byte[] fresh = new byte[Math.max(wanted, 256)];
        if (fresh.length <= KEPT_SCRATCH) scratch = fresh;
        return fresh;
    }
}
