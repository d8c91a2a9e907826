package dev.hawser.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fields as parallel arrays of shared objects: what builders and HPACK make. */
final class ArrayFields extends Fields {

    private final FieldName[] names;

    /** Spellings that differ from the usual one; null when none does. */
    private final @Nullable String @Nullable [] raws;

    private final String[] values;
    private final int size;

    /** Takes the arrays. They may be longer than {@code size}. */
    ArrayFields(FieldName[] names, @Nullable String @Nullable [] raws, String[] values, int size) {
        this.names = names;
        this.raws = raws;
        this.values = values;
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public FieldName nameAt(int index) {
        return names[Objects.checkIndex(index, size)];
    }

    @Override
    public String rawNameAt(int index) {
        FieldName name = nameAt(index);
        String raw = raws == null ? null : raws[index];
        return raw != null ? raw : name.canonical();
    }

    @Override
    public String valueAt(int index) {
        return values[Objects.checkIndex(index, size)];
    }

    @Override
    int indexOf(FieldName name, int from) {
        int id = name.id();
        if (id >= 0) {
            for (int i = from; i < size; i++) if (names[i].id() == id) return i;
        } else {
            for (int i = from; i < size; i++) if (names[i].equals(name)) return i;
        }
        return -1;
    }

    @Override
    public long listSize() {
        long total = 0;
        for (int i = 0; i < size; i++) total += names[i].text().length() + values[i].length() + 32L;
        return total;
    }
}
