package dev.hawser.wire.h2;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.internal.Digits;
import dev.hawser.message.internal.Heads;
import dev.hawser.wire.hpack.HpackField;
import dev.hawser.wire.hpack.HpackFields;
import org.jspecify.annotations.Nullable;

/**
 * The rules of RFC 9113 section 8 that hold for field lists of every kind. A reader is fed field by field; the first
 * rule broken is kept as {@link #fault}, in words for the peer and without values, which may be secrets.
 */
abstract class HeadRules {

    /** The rule that was broken, or null. */
    @Nullable
    String fault;

    long contentLength;

    private int regulars;
    private static final FieldName[] NO_NAMES = {};
    private static final String[] NO_VALUES = {};

    private FieldName[] names = NO_NAMES;
    private String[] values = NO_VALUES;
    private int firstCookie;

    /** Begins another list of at most {@code most} fields. */
    final void begin(int most) {
        fault = null;
        contentLength = -1;
        regulars = 0;
        firstCookie = -1;
        names = new FieldName[most];
        values = new String[most];
    }

    /** Forgets the last list. */
    void rest() {
        names = NO_NAMES;
        values = NO_VALUES;
    }

    /** Feeds the whole list. */
    final void read(HpackFields fields) {
        int size = fields.size();
        begin(size);
        for (int i = 0; i < size && fault == null; i++) read(fields.get(i));
    }

    private void read(HpackField field) {
        switch (field.name().kind()) {
            case MALFORMED -> fault = "a malformed field name";
            case METHOD, SCHEME, AUTHORITY, PATH, PROTOCOL, STATUS, UNKNOWN_PSEUDO -> {
                if (regulars != 0) fault = "pseudo-field " + field.name() + " behind a regular field";
                else if (!field.isValueWellFormed()) fault = "a malformed value of " + field.name();
                else pseudo(field);
            }
            case CONNECTION_SPECIFIC -> fault = "connection-specific field " + field.name();
            case TE -> {
                // RFC 9113 8.2.2: it may say nothing else.
                if (field.value().equalsIgnoreCase("trailers")) add(field);
                else fault = "te with another value than trailers";
            }
            case CONTENT_LENGTH -> {
                if (contentLength >= 0) fault = "a second content-length";
                else contentLength = Digits.number(field.value());
                if (contentLength < 0 && fault == null) fault = "a malformed content-length";
                add(field);
            }
            case HOST, EXPECT, PRIORITY -> {
                add(field);
                special(field);
            }
            case REGULAR -> add(field);
        }
    }

    /** A pseudo-field with a well-formed value, before all regular fields. */
    abstract void pseudo(HpackField field);

    /** host, expect or priority. */
    abstract void special(HpackField field);

    private void add(HpackField field) {
        if (!field.isValueWellFormed()) {
            fault = "a malformed value of " + field.name();
            return;
        }
        FieldName name = field.name().fieldName();
        if (name == null) throw new AssertionError(field.name().text());
        if (name.equals(FieldName.COOKIE)) {
            // RFC 9113 8.2.3: crumbs are one field to everybody else.
            if (firstCookie >= 0) {
                values[firstCookie] = values[firstCookie] + "; " + field.value();
                return;
            }
            firstCookie = regulars;
        }
        names[regulars] = name;
        values[regulars++] = field.value();
    }

    /** The regular fields read. Once for each list. */
    final Fields fields() {
        Fields fields = Heads.fields(names, values, regulars);
        names = new FieldName[0];
        values = new String[0];
        return fields;
    }
}
