package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The way to and from the JDK's {@link CookieHandler}. */
final class Cookies {

    private Cookies() {}

    /** Adds the cookies that {@code keeper} has for {@code uri} to {@code fields}. */
    static void add(@Nullable CookieHandler keeper, URI uri, Fields given, Fields.Builder fields) throws IOException {
        if (keeper == null) return;
        Map<String, List<String>> found = keeper.get(uri, asMap(given));
        List<String> cookies = new ArrayList<>();
        for (Map.Entry<String, List<String>> entry : found.entrySet()) {
            if (entry.getKey().equalsIgnoreCase("Cookie")) cookies.addAll(entry.getValue());
        }
        // RFC 6265 5.4: one field. Those the caller has set come first.
        String own = given.get(FieldName.COOKIE);
        if (own != null) cookies.addFirst(own);
        if (!cookies.isEmpty()) fields.set(FieldName.COOKIE, String.join("; ", cookies));
    }

    /** Gives {@code keeper} the cookies of a response. */
    static void keep(@Nullable CookieHandler keeper, URI uri, ResponseHead head) throws IOException {
        if (keeper == null || !head.fields().contains(FieldName.SET_COOKIE)) return;
        keeper.put(uri, asMap(head.fields()));
    }

    private static Map<String, List<String>> asMap(Fields fields) {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < fields.size(); i++) {
            map.computeIfAbsent(fields.rawNameAt(i), name -> new ArrayList<>(1)).add(fields.valueAt(i));
        }
        return map;
    }
}
