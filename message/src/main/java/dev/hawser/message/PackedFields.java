package dev.hawser.message;

import dev.hawser.message.internal.Heads;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Received fields as one array: what is known by number takes no octets, strings are made when asked for. The layout
 * stands at {@link Heads#packed}.
 *
 * <p>Look-up walks the record. A head has a dozen lines, so that is a dozen additions; an index would cost more.
 */
final class PackedFields extends Fields {

    private final byte[] record;
    private final int start;
    private final int size;

    /** Takes {@code record}. */
    PackedFields(byte[] record, int start, int size) {
        this.record = record;
        this.start = start;
        this.size = size;
    }

    /** The first {@code length} octets of the record as text. */
    String prefix(int length) {
        return new String(record, 0, length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public FieldName nameAt(int index) {
        int at = line(index);
        int tag = record[at] & 0xff;
        return tag == Heads.SPELLED ? spelledName(at) : FieldName.known(tag & ~Heads.LOWER);
    }

    private FieldName spelledName(int at) {
        FieldName known = KnownNames.find(record, at + 3, at + 3 + nameLength(at));
        return known != null ? known : FieldName.of(spelling(at));
    }

    private String spelling(int at) {
        return new String(record, at + 3, nameLength(at), StandardCharsets.ISO_8859_1);
    }

    @Override
    public String rawNameAt(int index) {
        int at = line(index);
        int tag = record[at] & 0xff;
        if (tag == Heads.SPELLED) return spelling(at);
        FieldName name = FieldName.known(tag & ~Heads.LOWER);
        return (tag & Heads.LOWER) != 0 ? name.text() : name.canonical();
    }

    @Override
    public String valueAt(int index) {
        int at = lengthAt(line(index));
        return new String(record, valueAfter(at), valueLength(at), StandardCharsets.ISO_8859_1);
    }

    @Override
    int indexOf(FieldName name, int from) {
        int id = name.id();
        int at = start;
        for (int i = 0; i < size; i++) {
            int tag = record[at] & 0xff;
            if (i >= from) {
                if (tag == Heads.SPELLED ? sameSpelled(at, name) : (tag & ~Heads.LOWER) == id) return i;
            }
            at = next(at);
        }
        return -1;
    }

    private boolean sameSpelled(int at, FieldName name) {
        String text = name.text();
        int length = nameLength(at);
        if (length != text.length()) return false;
        for (int i = 0; i < length; i++) {
            int octet = record[at + 3 + i];
            if (octet >= 'A' && octet <= 'Z') octet |= 0x20;
            if (octet != text.charAt(i)) return false;
        }
        return true;
    }

    @Override
    public long listSize() {
        long total = 0;
        int at = start;
        for (int i = 0; i < size; i++) {
            int tag = record[at] & 0xff;
            total += tag == Heads.SPELLED
                    ? nameLength(at)
                    : FieldName.known(tag & ~Heads.LOWER).text().length();
            total += valueLength(lengthAt(at)) + 32L;
            at = next(at);
        }
        return total;
    }

    /** Where line {@code index} begins. */
    private int line(int index) {
        Objects.checkIndex(index, size);
        int at = start;
        for (int i = 0; i < index; i++) at = next(at);
        return at;
    }

    private int next(int at) {
        int length = lengthAt(at);
        return valueAfter(length) + valueLength(length);
    }

    private int nameLength(int at) {
        return (record[at + 1] & 0xff) << 8 | (record[at + 2] & 0xff);
    }

    /** Where the value's length stands in the line that begins at {@code at}. */
    private int lengthAt(int at) {
        return record[at] == (byte) Heads.SPELLED ? at + 3 + nameLength(at) : at + 1;
    }

    private int valueAfter(int lengthAt) {
        return record[lengthAt] >= 0 ? lengthAt + 1 : lengthAt + 3;
    }

    private int valueLength(int lengthAt) {
        int first = record[lengthAt];
        if (first >= 0) return first;
        return (first & 0x7f) << 16 | (record[lengthAt + 1] & 0xff) << 8 | (record[lengthAt + 2] & 0xff);
    }
}
