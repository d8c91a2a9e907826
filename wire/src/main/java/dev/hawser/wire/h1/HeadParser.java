package dev.hawser.wire.h1;

import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import dev.hawser.message.internal.Heads;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a head or a trailer section line by line out of borrowed octets, in one pass.
 *
 * <p>A line that is complete goes straight into a packed record (see {@link Heads#packed}); one that is not is kept
 * until its end arrives. So every octet is looked at once however the input is cut, and copied at most twice. Strict:
 * lines end in CRLF and nothing else does (RFC 9112 2.2), no folding (5.2), no space before the colon (5.1).
 *
 * <p>Connections take it from their loop's {@link Spares} and give it back.
 */
final class HeadParser {

    /** What is to be read. */
    enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    /** How far it is. */
    enum Step {
        START_LINE,
        FIELDS,
        DONE,
        REFUSED
    }

    /** RFC 9112 2.2: at least one empty line before a request is ignored. */
    private static final int EMPTY_LINES = 2;

    private final HeadRecord record = new HeadRecord();
    private final StartLine start = new StartLine();
    private final FieldLines fields = new FieldLines(record);

    private H1Config config = H1Config.DEFAULT;
    private Kind kind = Kind.REQUEST;
    private Step step = Step.DONE;
    private @Nullable Refusal refusal;
    private int emptyLines;

    /** The begin of a line whose end has not come. */
    private byte[] carry = new byte[0];

    private int carried;

    /** Starts anew. What was read before is forgotten. */
    void begin(Kind next, H1Config limits) {
        config = limits;
        kind = next;
        step = next == Kind.TRAILERS ? Step.FIELDS : Step.START_LINE;
        refusal = null;
        emptyLines = 0;
        carried = 0;
        record.end = 0;
        start.targetLength = 0;
        fields.begin(limits);
    }

    /** The octets that it holds on to. */
    int capacity() {
        return Math.max(record.octets.length, carry.length);
    }

    Step step() {
        return step;
    }

    Refusal refusal() {
        Refusal refused = refusal;
        if (refused == null) throw new IllegalStateException("nothing was refused");
        return refused;
    }

    /** Whether nothing of a message has arrived; empty lines do not count. */
    boolean isUntouched() {
        return step == Step.START_LINE && carried == 0;
    }

    Method method() {
        return start.method;
    }

    HttpVersion version() {
        return start.version;
    }

    Status status() {
        return start.status;
    }

    @Nullable
    String reason() {
        return start.reason;
    }

    int targetLength() {
        return start.targetLength;
    }

    int count() {
        return fields.count();
    }

    Notes notes() {
        return fields.notes;
    }

    /** The record while it is built: borrowed, for looking at what {@link #notes} point to. */
    byte[] packed() {
        return record.octets;
    }

    /** The record, detached. */
    byte[] record() {
        return record.detached();
    }

    Fields fields() {
        return Heads.packed(record(), start.targetLength, fields.count());
    }

    /** Reads on. Returns where it stopped: behind the head when it is done, else where the input ends. */
    int parse(byte[] a, int from, int to) {
        int position = from;
        if (carried > 0) {
            position = finishLine(a, from, to);
            if (carried > 0 || step == Step.DONE || step == Step.REFUSED) return position;
        }
        while (true) {
            if (step == Step.FIELDS) position = fields.plain(a, position, to);
            int next = line(a, position, to);
            if (step == Step.REFUSED) return position;
            if (next == Line.MORE) {
                // A line that is there as a whole and still not complete is none.
                if (Octets.indexOfLineFeed(a, position, to) >= 0) refuse(malformed());
                else keep(a, position, to);
                return to;
            }
            position = next;
            if (step == Step.DONE) return position;
        }
    }

    private int finishLine(byte[] a, int from, int to) {
        int feed = Octets.indexOfLineFeed(a, from, to);
        int end = feed < 0 ? to : feed + 1;
        keep(a, from, end);
        if (feed < 0 || step == Step.REFUSED) return end;
        int next = line(carry, 0, carried);
        if (next != carried && step != Step.REFUSED) refuse(malformed());
        carried = 0;
        return end;
    }

    private void keep(byte[] a, int from, int to) {
        int size = carried + to - from;
        // The empty line at the end of the fields has room beyond them.
        if (size > (step == Step.START_LINE ? config.maxStartLine() : fields.budget() + 2)) {
            if (step == Step.FIELDS) refuse(Refusal.FIELDS_TOO_LARGE);
            else refuse(hasSpace(carry, carried) ? Refusal.TARGET_TOO_LONG : Refusal.METHOD_TOO_LONG);
            return;
        }
        if (size > carry.length) carry = Arrays.copyOf(carry, Math.max(size, Math.max(64, carried * 2)));
        System.arraycopy(a, from, carry, carried, to - from);
        carried = size;
    }

    private static boolean hasSpace(byte[] a, int length) {
        for (int i = 0; i < length; i++) if (a[i] == ' ') return true;
        return false;
    }

    private Refusal malformed() {
        return step == Step.FIELDS ? Refusal.MALFORMED_NAME : Refusal.MALFORMED_START_LINE;
    }

    private void refuse(Refusal why) {
        refusal = why;
        step = Step.REFUSED;
    }

    /** One line, and what follows from it for the next. */
    private int line(byte[] a, int from, int to) {
        if (from == to) return Line.MORE;
        boolean empty = a[from] == '\r' || (a[from] == '\n' && step == Step.START_LINE);
        int next = empty
                ? emptyLine(a, from, to)
                : step == Step.FIELDS ? fields.line(a, from, to) : startLine(a, from, to);
        if (Line.isRefused(next)) refuse(Line.refusal(next));
        return next;
    }

    private int startLine(byte[] a, int from, int to) {
        int next = kind == Kind.REQUEST
                ? start.request(a, from, to, config.maxStartLine(), record)
                : start.response(a, from, to, config.maxStartLine());
        if (next >= 0) step = Step.FIELDS;
        return next;
    }

    private int emptyLine(byte[] a, int from, int to) {
        if (a[from] == '\n') return Line.refused(Refusal.BARE_LF);
        if (from + 1 == to) return Line.MORE;
        if (a[from + 1] != '\n') return Line.refused(Refusal.BARE_CR);
        if (step == Step.FIELDS) step = Step.DONE;
        else if (kind != Kind.REQUEST || ++emptyLines > EMPTY_LINES) return Line.refused(Refusal.EMPTY_LINES);
        return from + 2;
    }
}
