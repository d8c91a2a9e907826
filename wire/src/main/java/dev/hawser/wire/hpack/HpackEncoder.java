package dev.hawser.wire.hpack;

import dev.hawser.message.FieldName;

/**
 * Encodes header blocks (RFC 7541). One per direction and connection; blocks leave in the order in which they were
 * encoded.
 *
 * <p>What is put into the dynamic table: fields that repeat by nature at once, others when they are seen a second time,
 * never what is secret (those leave as never indexed, RFC 7541 7.1.3) or differs from message to message. Call
 * {@link #begin}, then {@code field} for each field, then look at {@link #isRepeatable} if the block is to be used
 * again.
 */
public final class HpackEncoder {

    /** The dynamic table is never larger than this, whatever the peer offers. */
    public static final int MOST_TABLE_OCTETS = 4096;

    /** RFC 7541 7.1.3: a value this short can be guessed; cookies are where it matters. */
    private static final int SHORT_COOKIE = 20;

    private static final int NAMES = 192;

    private static final int POLICY_ON_REPEAT = 0;
    private static final int POLICY_AT_ONCE = 1;
    private static final int POLICY_NEVER = 2;
    private static final int POLICY_SECRET = 3;
    private static final int POLICY_COOKIE = 4;

    /** The first static index of each known name, by its number; 0 for none. */
    private static final byte[] STATIC_INDEX = new byte[NAMES];

    /** What to do with each known name, by its number. */
    private static final byte[] POLICY = new byte[NAMES];

    static {
        for (int i = 1; i <= StaticTable.LENGTH; i++) {
            FieldName name = StaticTable.get(i).name().fieldName();
            if (name != null && STATIC_INDEX[name.id()] == 0) STATIC_INDEX[name.id()] = (byte) i;
        }
        String atOnce = "accept accept-charset accept-encoding accept-language accept-ranges"
                + " access-control-allow-credentials access-control-allow-headers access-control-allow-methods"
                + " access-control-allow-origin allow alt-svc cache-control content-encoding content-language"
                + " content-security-policy content-type date dnt host origin referrer-policy sec-ch-ua"
                + " sec-ch-ua-mobile sec-ch-ua-platform server strict-transport-security te trailer"
                + " upgrade-insecure-requests user-agent vary via x-content-type-options x-frame-options"
                + " x-xss-protection";
        policy(atOnce, POLICY_AT_ONCE);
        policy("age content-length content-range if-range if-none-match if-modified-since range", POLICY_NEVER);
        policy("authorization proxy-authorization set-cookie", POLICY_SECRET);
        policy("cookie", POLICY_COOKIE);
    }

    private final EncoderTable table;
    private final int mostTableOctets;

    /**
     * Hashes of fields that were sent as literals lately, each in the slot that its low bits name. Two fields that are
     * taken for one another cost a place in the table, no more.
     */
    private final short[] seen = new short[32];

    private boolean repeatable;

    // A change of the table's size that the next block has to announce (RFC 7541 4.2).
    private boolean resizeDue;
    private int smallestDue;
    private int lastDue;

    /** An encoder with a table of at most {@code mostTableOctets} and of at most {@link #MOST_TABLE_OCTETS}. */
    public HpackEncoder(int mostTableOctets) {
        this.mostTableOctets = Math.min(mostTableOctets, MOST_TABLE_OCTETS);
        this.table = new EncoderTable(MOST_TABLE_OCTETS);
        // Until the peer says otherwise its decoder has 4,096 octets (RFC 9113 6.5.2).
        limitTable(MOST_TABLE_OCTETS);
    }

    private static void policy(String names, int policy) {
        for (String name : names.split(" ", -1)) POLICY[FieldName.of(name).id()] = (byte) policy;
    }

    /** Takes the peer's SETTINGS_HEADER_TABLE_SIZE. The next block announces what is made of it. */
    public void limitTable(long size) {
        int limit = (int) Math.min(size, mostTableOctets);
        int before = resizeDue ? lastDue : table.limit();
        if (limit == before) return;
        smallestDue = resizeDue ? Math.min(smallestDue, limit) : limit;
        lastDue = limit;
        resizeDue = true;
        table.resize(Math.min(limit, table.limit()));
    }

    /** A number that changes whenever the table does. */
    public long generation() {
        return table.generation();
    }

    /** Whether a size update has to go in front of the next block. */
    public boolean isResizeDue() {
        return resizeDue;
    }

    /** Whether the block since {@link #begin} would be encoded just so again, as long as the generation stays. */
    public boolean isRepeatable() {
        return repeatable;
    }

    /** The most octets that a field with this name and value can take. */
    public static int bound(int nameLength, int valueLength) {
        // Each string leaves as it is unless coding makes it shorter.
        return 1 + 2 * HpackInteger.MOST + nameLength + valueLength;
    }

    /** The octets that {@link #begin} may write. */
    public static final int BEGIN_BOUND = 2 * HpackInteger.MOST;

    /** Begins a block: writes the size updates that are due. Returns the position behind. */
    public int begin(byte[] out, int at) {
        repeatable = true;
        if (!resizeDue) return at;
        repeatable = false;
        resizeDue = false;
        if (smallestDue < lastDue) {
            table.resize(smallestDue);
            at = HpackInteger.write(out, at, 0x20, 5, smallestDue);
        }
        table.resize(lastDue);
        return HpackInteger.write(out, at, 0x20, 5, lastDue);
    }

    /** Writes {@code :status}. Returns the position behind. */
    public int status(byte[] out, int at, int code) {
        int index = switch (code) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
        if (index != 0) {
            out[at] = (byte) (0x80 | index);
            return at + 1;
        }
        return field(out, at, ":status", Integer.toString(code), 8, POLICY_ON_REPEAT);
    }

    /** Writes a pseudo-field of a request. Returns the position behind. */
    public int pseudo(byte[] out, int at, String name, String value) {
        int policy = name.equals(":authority") ? POLICY_AT_ONCE : POLICY_ON_REPEAT;
        return field(out, at, name, value, StaticTable.indexOf(name), policy);
    }

    /** Writes a field. Returns the position behind. {@link #bound} says what is needed. */
    public int field(byte[] out, int at, FieldName name, String value) {
        int id = name.id();
        int policy = id < 0 ? POLICY_ON_REPEAT : POLICY[id];
        int staticName = id < 0 ? 0 : STATIC_INDEX[id];
        if (policy == POLICY_COOKIE) policy = value.length() < SHORT_COOKIE ? POLICY_SECRET : POLICY_ON_REPEAT;
        return field(out, at, name.text(), value, staticName, policy);
    }

    private int field(byte[] out, int at, String name, String value, int staticName, int policy) {
        if (policy == POLICY_SECRET) return literal(out, at, 0x10, 4, staticName, name, value);
        int index = StaticTable.indexOf(staticName, name, value);
        if (index > 0) return HpackInteger.write(out, at, 0x80, 7, index);
        if (policy == POLICY_NEVER) return literal(out, at, 0, 4, staticName, name, value);
        index = table.find(name, value);
        if (index > 0) return HpackInteger.write(out, at, 0x80, 7, index);
        int nameIndex = staticName != 0 ? staticName : -index;
        // An entry that takes half of the table would throw out what is worth more.
        boolean fits = name.length() + value.length() + HpackField.OVERHEAD <= table.limit() / 2;
        if (!fits) return literal(out, at, 0, 4, nameIndex, name, value);
        repeatable = false;
        if (policy == POLICY_ON_REPEAT && !isSeen(name, value)) return literal(out, at, 0, 4, nameIndex, name, value);
        at = literal(out, at, 0x40, 6, nameIndex, name, value);
        table.add(name, value);
        return at;
    }

    private boolean isSeen(String name, String value) {
        int hash = name.hashCode() * 31 + value.hashCode();
        hash ^= hash >>> 15;
        int slot = hash & (seen.length - 1);
        short rest = (short) (hash >>> 5);
        if (seen[slot] == rest) return true;
        seen[slot] = rest;
        return false;
    }

    private static int literal(byte[] out, int at, int pattern, int prefix, int nameIndex, String name, String value) {
        at = HpackInteger.write(out, at, pattern, prefix, nameIndex);
        if (nameIndex == 0) at = string(out, at, name);
        return string(out, at, value);
    }

    private static int string(byte[] out, int at, String text) {
        int length = text.length();
        int coded = Huffman.codedLength(text);
        if (coded < length) {
            at = HpackInteger.write(out, at, 0x80, 7, coded);
            return Huffman.encode(text, out, at);
        }
        at = HpackInteger.write(out, at, 0, 7, length);
        for (int i = 0; i < length; i++) out[at++] = (byte) text.charAt(i);
        return at;
    }
}
