package dev.hawser.wire.hpack;

/**
 * One field of a header block: a name, a value, and whether the value may be one. Immutable. Entries of the static and
 * the dynamic table are fields, so a field that is only named by its index costs no allocation.
 */
public final class HpackField {

    /** What an entry costs beside its octets (RFC 7541 4.1). */
    static final int OVERHEAD = 32;

    private final HpackName name;
    private final String value;
    private final boolean wellFormed;

    HpackField(HpackName name, String value, boolean wellFormed) {
        this.name = name;
        this.value = value;
        this.wellFormed = wellFormed;
    }

    /** Its name. */
    public HpackName name() {
        return name;
    }

    /** Its value, in ISO-8859-1. */
    public String value() {
        return value;
    }

    /** Whether the value has no controls but HTAB and no whitespace at its ends (RFC 9113 8.2.1, RFC 9110 5.5). */
    public boolean isValueWellFormed() {
        return wellFormed;
    }

    /** Its size in tables and field lists: octets of name and value and 32 (RFC 7541 4.1, RFC 9113 6.5.2). */
    public int size() {
        return name.text.length() + value.length() + OVERHEAD;
    }

    @Override
    public String toString() {
        return name + ": " + value;
    }
}
