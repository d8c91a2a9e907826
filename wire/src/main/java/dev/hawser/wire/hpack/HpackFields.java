package dev.hawser.wire.hpack;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one header block, in order, up to a limit. Reused from block to block. Beyond the limit nothing is kept,
 * but the decoder goes on, because its table must stay in step with the peer's.
 */
public final class HpackFields {

    private final int mostFields;
    private final int mostOctets;
    private @Nullable HpackField[] fields = new @Nullable HpackField[8];
    private int count;
    private long octets;

    /**
     * @param mostFields fields that are kept, pseudo-fields included
     * @param mostOctets their size in all, as RFC 9113 10.5.1 counts it: 32 for each beside name and value
     */
    public HpackFields(int mostFields, int mostOctets) {
        this.mostFields = mostFields;
        this.mostOctets = mostOctets;
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(fields, 0, Math.min(count, fields.length), null);
        count = 0;
        octets = 0;
    }

    /** Whether a limit was passed: {@link #get} then has nothing to give. */
    public boolean isTooLarge() {
        return count > mostFields || octets > mostOctets;
    }

    /** Fields seen, kept or not. */
    public int size() {
        return count;
    }

    /** The size of all fields seen, as RFC 9113 10.5.1 counts it. */
    public long octets() {
        return octets;
    }

    /** The field at {@code index}, while not {@link #isTooLarge}. */
    public HpackField get(int index) {
        return Objects.requireNonNull(fields[index]);
    }

    /** Whether a further field of this size would be kept. */
    boolean keeps(int size) {
        return count < mostFields && octets + size <= mostOctets;
    }

    void add(HpackField field) {
        if (keeps(field.size())) {
            if (count == fields.length) fields = Arrays.copyOf(fields, count * 2);
            fields[count] = field;
        }
        skip(field.size());
    }

    /** Counts a field that is not kept. */
    void skip(int size) {
        count++;
        octets += size;
    }
}
