package dev.hawser.message;

import dev.hawser.message.internal.Digits;
import dev.hawser.message.internal.Heads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head or a trailer section: in order, repeats kept, the case of received names kept, looked up without
 * regard to case.
 *
 * <p>Values are text of one octet per character (ISO-8859-1), without the whitespace around them. Immutable; any
 * thread. Fields that were parsed share no octets with the block they were read from.
 */
public abstract sealed class Fields permits ArrayFields, PackedFields {

    /** No fields. */
    @SuppressWarnings("ClassInitializationDeadlock") // Both subclasses are reached through this class only.
    public static final Fields EMPTY = new ArrayFields(new FieldName[0], null, new String[0], 0);

    Fields() {}

    /** What a parser found. Takes ownership of the arrays, of which the first {@code count} elements count. */
    static Fields parsed(FieldName[] names, String[] values, int count) {
        return count == 0 ? EMPTY : new ArrayFields(names, null, values, count);
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** One field, checked as in {@link Builder#add(FieldName, String)}. */
    public static Fields of(FieldName name, String value) {
        return builder().add(name, value).build();
    }

    /** Two fields, checked as in {@link Builder#add(FieldName, String)}. */
    public static Fields of(FieldName name, String value, FieldName name2, String value2) {
        return builder().add(name, value).add(name2, value2).build();
    }

    /** The number of field lines; a repeated name counts each time. */
    public abstract int size();

    /** Whether there are none. */
    public final boolean isEmpty() {
        return size() == 0;
    }

    /** The name of line {@code index}. */
    public abstract FieldName nameAt(int index);

    /** The name of line {@code index} as it was received or given. */
    public abstract String rawNameAt(int index);

    /** The value of line {@code index}. Parsed fields make the string anew at each call. */
    public abstract String valueAt(int index);

    /** The first line at or after {@code from} with {@code name}, or -1. O(lines). */
    abstract int indexOf(FieldName name, int from);

    /** The value of the first line with {@code name}, or null. O(lines). */
    public final @Nullable String get(FieldName name) {
        int at = indexOf(name, 0);
        return at < 0 ? null : valueAt(at);
    }

    /** The value of the first line with {@code name} in any case, or null. */
    public final @Nullable String get(String name) {
        return get(FieldName.of(name));
    }

    /** Whether a line with {@code name} exists. */
    public final boolean contains(FieldName name) {
        return indexOf(name, 0) >= 0;
    }

    /** Whether a line with {@code name} in any case exists. */
    public final boolean contains(String name) {
        return contains(FieldName.of(name));
    }

    /** The values of all lines with {@code name}, in order. */
    public final List<String> all(FieldName name) {
        int at = indexOf(name, 0);
        if (at < 0) return List.of();
        List<String> values = new ArrayList<>(2);
        for (; at >= 0; at = indexOf(name, at + 1)) values.add(valueAt(at));
        return List.copyOf(values);
    }

    /** The values of all lines with {@code name} in any case, in order. */
    public final List<String> all(String name) {
        return all(FieldName.of(name));
    }

    /** The values of all lines with {@code name}, joined by ", " (RFC 9110 5.3), or null. Wrong for Set-Cookie. */
    public final @Nullable String joined(FieldName name) {
        int at = indexOf(name, 0);
        if (at < 0) return null;
        int next = indexOf(name, at + 1);
        if (next < 0) return valueAt(at);
        StringBuilder all = new StringBuilder(valueAt(at));
        for (; next >= 0; next = indexOf(name, next + 1)) all.append(", ").append(valueAt(next));
        return all.toString();
    }

    /** Whether a member of the comma-separated lists of {@code name} is {@code token}, without regard to case. */
    public final boolean containsToken(FieldName name, String token) {
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 1)) {
            if (listContains(valueAt(at), token)) return true;
        }
        return false;
    }

    private static boolean listContains(String list, String token) {
        int end = list.length();
        for (int from = 0; from <= end; ) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? end : comma;
            int next = to + 1;
            while (from < to && Tokens.isBlank(list.charAt(from))) from++;
            while (to > from && Tokens.isBlank(list.charAt(to - 1))) to--;
            if (to - from == token.length() && list.regionMatches(true, from, token, 0, token.length())) return true;
            from = next;
        }
        return false;
    }

    /**
     * The octets that Content-Length announces, or -1 where there is none (RFC 9110 8.6).
     *
     * @throws IllegalArgumentException if it is there twice, or is no number of octets below 10<sup>18</sup>
     */
    public final long contentLength() {
        int at = indexOf(FieldName.CONTENT_LENGTH, 0);
        if (at < 0) return -1;
        String value = valueAt(at);
        int second = indexOf(FieldName.CONTENT_LENGTH, at + 1);
        if (second >= 0) {
            throw new IllegalArgumentException("Content-Length twice, '%s' and '%s'".formatted(value, valueAt(second)));
        }
        long octets = Digits.number(value);
        if (octets < 0)
            throw new IllegalArgumentException("Content-Length '%s' is no number of octets".formatted(value));
        return octets;
    }

    /** The size by which RFC 9113 10.5.1 limits field lists: octets of names and values, and 32 for each line. */
    public abstract long listSize();

    /** A builder that begins with these fields. */
    public final Builder toBuilder() {
        return new Builder().addAll(this);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        if (this == other) return true;
        if (!(other instanceof Fields that) || size() != that.size()) return false;
        for (int i = 0; i < size(); i++) {
            if (!nameAt(i).equals(that.nameAt(i)) || !valueAt(i).equals(that.valueAt(i))) return false;
        }
        return true;
    }

    @Override
    public final int hashCode() {
        int hash = 1;
        for (int i = 0; i < size(); i++)
            hash = 31 * (31 * hash + nameAt(i).hashCode()) + valueAt(i).hashCode();
        return hash;
    }

    /** The lines, for people. Values of fields that carry secrets are left out. */
    @Override
    public final String toString() {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < size(); i++) {
            if (i > 0) out.append(" | ");
            out.append(rawNameAt(i)).append(": ");
            out.append(isSecret(nameAt(i)) ? "..." : valueAt(i));
        }
        return out.append(']').toString();
    }

    private static boolean isSecret(FieldName name) {
        return name.equals(FieldName.AUTHORIZATION)
                || name.equals(FieldName.PROXY_AUTHORIZATION)
                || name.equals(FieldName.COOKIE)
                || name.equals(FieldName.SET_COOKIE);
    }

    /**
     * Collects fields that are to be sent, and checks them at the door. Confined to one thread.
     *
     * <p>Names must be tokens (RFC 9110 5.6.2). Values must be ISO-8859-1 without controls but HTAB and without
     * whitespace at either end (RFC 9110 5.5); anything else is refused with {@link IllegalArgumentException}, so that
     * no value can become a second field or a second message.
     */
    public static final class Builder {

        private FieldName[] names = new FieldName[8];
        private @Nullable String[] raws = new @Nullable String[8];
        private String[] values = new String[8];
        private int count;

        Builder() {}

        /** Adds a line, behind others with the same name. */
        public Builder add(FieldName name, String value) {
            Tokens.checkValue(name, value);
            put(name, null, value);
            return this;
        }

        /** Adds a line, behind others with the same name. Its name is sent over HTTP/1.1 as it is spelled here. */
        public Builder add(String name, String value) {
            FieldName found = FieldName.of(name);
            Tokens.checkValue(found, value);
            put(found, name.equals(found.canonical()) ? null : name, value);
            return this;
        }

        /** Adds all lines of {@code fields}. */
        public Builder addAll(Fields fields) {
            for (int i = 0; i < fields.size(); i++) {
                String raw = fields.rawNameAt(i);
                FieldName name = fields.nameAt(i);
                put(name, raw.equals(name.canonical()) ? null : raw, fields.valueAt(i));
            }
            return this;
        }

        /** Replaces all lines with {@code name} by one, which stands where the first of them stood, or last. */
        public Builder set(FieldName name, String value) {
            Tokens.checkValue(name, value);
            return replace(name, null, value);
        }

        /** Replaces all lines with {@code name} by one, which stands where the first of them stood, or last. */
        public Builder set(String name, String value) {
            FieldName found = FieldName.of(name);
            Tokens.checkValue(found, value);
            return replace(found, name.equals(found.canonical()) ? null : name, value);
        }

        private Builder replace(FieldName name, @Nullable String raw, String value) {
            for (int i = 0; i < count; i++) {
                if (!names[i].equals(name)) continue;
                raws[i] = raw;
                values[i] = value;
                removeFrom(name, i + 1);
                return this;
            }
            put(name, raw, value);
            return this;
        }

        /** Removes all lines with {@code name}. */
        public Builder remove(FieldName name) {
            removeFrom(name, 0);
            return this;
        }

        /** Removes all lines with {@code name} in any case. */
        public Builder remove(String name) {
            return remove(FieldName.of(name));
        }

        /** Whether a line with {@code name} was added. */
        public boolean contains(FieldName name) {
            for (int i = 0; i < count; i++) if (names[i].equals(name)) return true;
            return false;
        }

        /** The number of lines so far. */
        public int size() {
            return count;
        }

        /** The fields so far. The builder can go on. */
        public Fields build() {
            if (count == 0) return EMPTY;
            boolean spelled = false;
            for (int i = 0; i < count; i++) spelled |= raws[i] != null;
            return new ArrayFields(
                    Arrays.copyOf(names, count),
                    spelled ? Arrays.copyOf(raws, count) : null,
                    Arrays.copyOf(values, count),
                    count);
        }

        private void put(FieldName name, @Nullable String raw, String value) {
            if (count == names.length) {
                names = Arrays.copyOf(names, count * 2);
                raws = Arrays.copyOf(raws, count * 2);
                values = Arrays.copyOf(values, count * 2);
            }
            names[count] = name;
            raws[count] = raw;
            values[count] = value;
            count++;
        }

        private void removeFrom(FieldName name, int from) {
            int kept = from;
            for (int i = from; i < count; i++) {
                if (names[i].equals(name)) continue;
                names[kept] = names[i];
                raws[kept] = raws[i];
                values[kept] = values[i];
                kept++;
            }
            count = kept;
        }
    }

    static {
        // Last, so that nobody comes in before both subclasses can be used.
        Heads.open(new InternalDoor());
    }
}
