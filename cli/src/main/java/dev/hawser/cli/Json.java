package dev.hawser.cli;

import java.util.Locale;

/** Writes one JSON object, a field on each line. */
final class Json {

    private final StringBuilder out = new StringBuilder();
    private String indent = "";
    private boolean first = true;

    Json() {
        open();
    }

    private Json open() {
        out.append("{\n");
        indent += "  ";
        first = true;
        return this;
    }

    private void name(String name) {
        if (!first) out.append(",\n");
        first = false;
        out.append(indent).append('"').append(name).append("\": ");
    }

    Json add(String name, String value) {
        name(name);
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ') out.append("\\u%04x".formatted((int) c));
            else out.append(c);
        }
        out.append('"');
        return this;
    }

    Json add(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /** Three digits behind the point. */
    Json add(String name, double value) {
        name(name);
        out.append(String.format(Locale.ROOT, "%.3f", value));
        return this;
    }

    /** Begins an object in the object; {@link #end} ends it. */
    Json begin(String name) {
        name(name);
        return open();
    }

    Json end() {
        indent = indent.substring(2);
        out.append('\n').append(indent).append('}');
        first = false;
        return this;
    }

    @Override
    public String toString() {
        return out + "\n}\n";
    }
}
