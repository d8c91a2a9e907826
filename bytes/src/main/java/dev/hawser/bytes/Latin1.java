package dev.hawser.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Octets seen as characters, one each. */
record Latin1(Bytes octets) implements CharSequence {

    @Override
    public int length() {
        return octets.length();
    }

    @Override
    public char charAt(int index) {
        return (char) (octets.get(index) & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new Latin1(octets.slice(start, end));
    }

    @Override
    public String toString() {
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    /** At most {@code most} octets in quotes; what is not printable ASCII is escaped. */
    static String quoted(Bytes octets, int most) {
        int shown = Math.min(Objects.requireNonNull(octets).length(), most);
        StringBuilder out = new StringBuilder(shown + 8).append('"');
        for (int i = 0; i < shown; i++) {
            int b = octets.get(i) & 0xff;
            if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\') out.append((char) b);
            else out.append(String.format("\\x%02x", b));
        }
        return out.append(shown < octets.length() ? "\"..." : "\"").toString();
    }
}
