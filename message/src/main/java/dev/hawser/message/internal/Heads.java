package dev.hawser.message.internal;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import org.jspecify.annotations.Nullable;

/**
 * Makes heads without checking them again, and shows the octets behind names. For parsers and encoders only.
 *
 * <p>Whoever comes through here has checked what it brings, and does not write to what it is shown.
 */
public final class Heads {

    /** What the public types' own package lends to this class. */
    public interface Door {
        /** See {@link Heads#knownName(byte[], int, int)}. */
        @Nullable
        FieldName knownName(byte[] array, int from, int to);

        /** See {@link Heads#findName}. */
        int findName(byte[] array, int from, int to);

        /** See {@link Heads#matchName}. */
        int matchName(int name, byte[] array, int from, int to);

        /** See {@link Heads#knownName(int)}. */
        FieldName knownName(int id);

        /** See {@link Heads#name}. */
        FieldName name(String lower);

        /** See {@link Heads#lowerOctets}. */
        byte[] lowerOctets(FieldName name);

        /** See {@link Heads#canonicalOctets}. */
        byte[] canonicalOctets(FieldName name);

        /** See {@link Heads#octets}. */
        byte[] octets(Method method);

        /** See {@link Heads#fields}. */
        Fields fields(FieldName[] names, String[] values, int count);

        /** See {@link Heads#request}. */
        RequestHead request(
                Method method,
                @Nullable String scheme,
                @Nullable String authority,
                String target,
                @Nullable String protocol,
                Fields fields,
                HttpVersion version);

        /** See {@link Heads#packed}. */
        Fields packed(byte[] record, int start, int count);

        /** See {@link Heads#packedRequest}. */
        RequestHead packedRequest(Method method, byte[] record, int targetLength, int count, HttpVersion version);

        /** See {@link Heads#response}. */
        ResponseHead response(Status status, Fields fields, HttpVersion version, @Nullable String reason);

        /** See {@link Heads#http1Memo(ResponseHead)}. */
        @Nullable
        Object http1Memo(ResponseHead head);

        /** See {@link Heads#http1Memo(ResponseHead, Object)}. */
        void http1Memo(ResponseHead head, Object memo);

        /** See {@link Heads#http2Memo(ResponseHead)}. */
        @Nullable
        Object http2Memo(ResponseHead head);

        /** See {@link Heads#http2Memo(ResponseHead, Object)}. */
        void http2Memo(ResponseHead head, Object memo);
    }

    private static @Nullable Door door;

    private Heads() {}

    /** Called once, by the public types' own package. */
    public static void open(Door opened) {
        if (door != null) throw new IllegalStateException("the door is open already");
        door = opened;
    }

    /** The known name that {@code [from, to)} spells in any case, or null. Makes no string. */
    public static @Nullable FieldName knownName(byte[] array, int from, int to) {
        return Holder.DOOR.knownName(array, from, to);
    }

    /** The name is spelled as usual: {@link #findName}'s answer is its number. */
    public static final int USUAL = 0;

    /** The name is spelled in lower case: {@link #findName}'s answer is its number and this. */
    public static final int LOWER = 0x80;

    /** The name is spelled otherwise: {@link #findName}'s answer is its number and this. */
    public static final int OTHER = 0x100;

    /**
     * The number of the known name that {@code [from, to)} spells, with {@link #LOWER} or {@link #OTHER} added unless
     * it is spelled as usual; -1 for other names. A few nanoseconds; reads at most eight octets behind {@code to}.
     */
    public static int findName(byte[] array, int from, int to) {
        return Holder.DOOR.findName(array, from, to);
    }

    /**
     * Where the colon stands, if {@code [from, to)} begins with it behind exactly the spelling that {@code name} stands
     * for, a number with or without {@link #LOWER}; else -1. For guesses: a third of the cost of finding the colon and
     * then the name.
     */
    public static int matchName(int name, byte[] array, int from, int to) {
        return Holder.DOOR.matchName(name, array, from, to);
    }

    /** The known name whose {@link FieldName#id} is {@code id}. */
    public static FieldName knownName(int id) {
        return Holder.DOOR.knownName(id);
    }

    /** The name that {@code lower} spells, which is a token in lower case. */
    public static FieldName name(String lower) {
        return Holder.DOOR.name(lower);
    }

    /** The octets of a name in lower case. Shared for known names. */
    public static byte[] lowerOctets(FieldName name) {
        return Holder.DOOR.lowerOctets(name);
    }

    /** The octets of a name in its usual spelling. Shared for known names. */
    public static byte[] canonicalOctets(FieldName name) {
        return Holder.DOOR.canonicalOctets(name);
    }

    /** The octets of a method. Shared. */
    public static byte[] octets(Method method) {
        return Holder.DOOR.octets(method);
    }

    /** Fields from the first {@code count} entries of parallel arrays, in order. Takes the arrays. */
    public static Fields fields(FieldName[] names, String[] values, int count) {
        return Holder.DOOR.fields(names, values, count);
    }

    /** A request's head from parts that are checked already. */
    public static RequestHead request(
            Method method,
            @Nullable String scheme,
            @Nullable String authority,
            String target,
            @Nullable String protocol,
            Fields fields,
            HttpVersion version) {
        return Holder.DOOR.request(method, scheme, authority, target, protocol, fields, version);
    }

    /**
     * Fields from a packed record, which is taken. From {@code start} on it holds {@code count} lines one behind
     * another:
     *
     * <ul>
     *   <li>one octet: the number of a known name in its usual spelling, with {@link #LOWER} added when in lower case;
     *       or {@link #SPELLED}, then the name's length in two octets, then the name as received
     *   <li>the value's length: one octet below 128, else three octets with the highest bit set
     *   <li>the value
     * </ul>
     */
    public static Fields packed(byte[] record, int start, int count) {
        return Holder.DOOR.packed(record, start, count);
    }

    /** Marks a line of {@link #packed} whose name stands in the record. */
    public static final int SPELLED = 0xff;

    /** A request's head from a packed record, which is taken: the target's octets, then lines as in {@link #packed}. */
    public static RequestHead packedRequest(
            Method method, byte[] record, int targetLength, int count, HttpVersion version) {
        return Holder.DOOR.packedRequest(method, record, targetLength, count, version);
    }

    /** A response's head from parts that are checked already. */
    public static ResponseHead response(Status status, Fields fields, HttpVersion version, @Nullable String reason) {
        return Holder.DOOR.response(status, fields, version, reason);
    }

    /**
     * What the HTTP/1.1 engine remembers with a head that is sent again and again. A plain field: whoever stores there
     * stores immutable objects with final fields, and bears that a race makes one twice.
     */
    public static @Nullable Object http1Memo(ResponseHead head) {
        return Holder.DOOR.http1Memo(head);
    }

    /** Remembers {@code memo} for {@link #http1Memo(ResponseHead)}. */
    public static void http1Memo(ResponseHead head, Object memo) {
        Holder.DOOR.http1Memo(head, memo);
    }

    /** The same for the HTTP/2 engine. */
    public static @Nullable Object http2Memo(ResponseHead head) {
        return Holder.DOOR.http2Memo(head);
    }

    /** Remembers {@code memo} for {@link #http2Memo(ResponseHead)}. */
    public static void http2Memo(ResponseHead head, Object memo) {
        Holder.DOOR.http2Memo(head, memo);
    }

    /** Makes the door a constant, so that calls through it are inlined. */
    private static final class Holder {
        static final Door DOOR = opened();

        private static Door opened() {
            try {
                Class.forName(Fields.class.getName(), true, Fields.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
            Door opened = door;
            if (opened == null) throw new AssertionError("Fields did not open the door");
            return opened;
        }
    }
}
