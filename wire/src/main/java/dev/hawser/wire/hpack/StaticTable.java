package dev.hawser.wire.hpack;

import java.util.HashMap;
import java.util.Map;

/** The static table of RFC 7541 appendix A. */
final class StaticTable {

    /** The number of entries: indexes above are the dynamic table's. */
    static final int LENGTH = 61;

    private static final String ENTRIES = ":authority|:method GET|:method POST|:path /|:path /index.html|:scheme http"
            + "|:scheme https|:status 200|:status 204|:status 206|:status 304|:status 400|:status 404|:status 500"
            + "|accept-charset|accept-encoding gzip, deflate|accept-language|accept-ranges|accept"
            + "|access-control-allow-origin|age|allow|authorization|cache-control|content-disposition"
            + "|content-encoding|content-language|content-length|content-location|content-range|content-type|cookie"
            + "|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range"
            + "|if-unmodified-since|last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization"
            + "|range|referer|refresh|retry-after|server|set-cookie|strict-transport-security|transfer-encoding"
            + "|user-agent|vary|via|www-authenticate";

    /** From index 1 on. */
    private static final HpackField[] BY_INDEX = new HpackField[LENGTH + 1];

    private static final Map<String, Integer> BY_NAME = new HashMap<>();

    static {
        BY_INDEX[0] = new HpackField(HpackName.of(""), "", false);
        int index = 0;
        for (String entry : ENTRIES.split("\\|", -1)) {
            int space = entry.indexOf(' ');
            String name = space < 0 ? entry : entry.substring(0, space);
            String value = space < 0 ? "" : entry.substring(space + 1).intern();
            BY_INDEX[++index] = new HpackField(HpackName.of(name), value, true);
            BY_NAME.putIfAbsent(name, index);
        }
        if (index != LENGTH) throw new AssertionError("static table of " + index);
    }

    private StaticTable() {}

    /** The entry at {@code index}, 1 to {@link #LENGTH}. */
    static HpackField get(int index) {
        return BY_INDEX[index];
    }

    /** The first index with this name, or 0. */
    static int indexOf(String name) {
        Integer index = BY_NAME.get(name);
        return index == null ? 0 : index;
    }

    /** The index with this name and value, or 0. {@code first} is what {@link #indexOf(String)} said. */
    static int indexOf(int first, String name, String value) {
        for (int i = first; i > 0 && i <= LENGTH && BY_INDEX[i].name().text().equals(name); i++) {
            if (BY_INDEX[i].value().equals(value)) return i;
        }
        return 0;
    }
}
