package dev.hawser.interop.h1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what the files of cases hold: objects as maps, arrays as lists, numbers as ints, strings, true and false. */
final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** A file that is one array of objects. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Path file) throws IOException {
        return (List<Map<String, Object>>) new Json(Files.readString(file, StandardCharsets.UTF_8)).value();
    }

    private Object value() {
        return switch (next()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            default -> number();
        };
    }

    private char next() {
        while (Character.isWhitespace(text.charAt(at))) at++;
        return text.charAt(at);
    }

    /** Whether another member follows; passes what stands before it, or the closing bracket. */
    private boolean another(char close) {
        char c = next();
        if (c == ',') {
            at++;
            c = next();
        }
        if (c == close) at++;
        return c != close;
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        while (another('}')) {
            String name = string();
            if (next() != ':') throw new IllegalArgumentException("no colon at " + at);
            at++;
            members.put(name, value());
        }
        return members;
    }

    private List<Object> array() {
        List<Object> members = new ArrayList<>();
        at++;
        while (another(']')) members.add(value());
        return members;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(++at);
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
            }
            default -> c;
        };
    }

    private Object word(String word, Object meaning) {
        if (!text.startsWith(word, at)) throw new IllegalArgumentException(word + " expected at " + at);
        at += word.length();
        return meaning;
    }

    private Integer number() {
        int from = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) at++;
        return Integer.valueOf(text.substring(from, at));
    }
}
