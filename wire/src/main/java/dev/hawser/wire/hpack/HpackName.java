package dev.hawser.wire.hpack;

import dev.hawser.message.FieldName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A name as it stands in a header block, with everything that depends on the name alone decided once: known names exist
 * once, and entries of tables share them.
 */
public final class HpackName {

    /** What a name is, as far as the rules of RFC 9113 8.2 and 8.3 care. */
    public enum Kind {
        /** A regular field without rules of its own here. */
        REGULAR,
        /** {@code :method}. */
        METHOD,
        /** {@code :scheme}. */
        SCHEME,
        /** {@code :authority}. */
        AUTHORITY,
        /** {@code :path}. */
        PATH,
        /** {@code :protocol}, RFC 8441 4. */
        PROTOCOL,
        /** {@code :status}. */
        STATUS,
        /** A name with a leading colon that nobody has defined. */
        UNKNOWN_PSEUDO,
        /** A name with an octet that RFC 9113 8.2.1 forbids, or without any. */
        MALFORMED,
        /** A field that belongs to an HTTP/1.1 connection (RFC 9113 8.2.2). */
        CONNECTION_SPECIFIC,
        /** {@code te}. */
        TE,
        /** {@code host}. */
        HOST,
        /** {@code content-length}. */
        CONTENT_LENGTH,
        /** {@code expect}. */
        EXPECT,
        /** {@code priority}, RFC 9218 5. */
        PRIORITY
    }

    private static final int SLOTS = 1024;

    /** Known names by the hash of their octets; open addressing. */
    private static final @Nullable HpackName[] KNOWN = new @Nullable HpackName[SLOTS];

    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        KINDS.put(":method", Kind.METHOD);
        KINDS.put(":scheme", Kind.SCHEME);
        KINDS.put(":authority", Kind.AUTHORITY);
        KINDS.put(":path", Kind.PATH);
        KINDS.put(":protocol", Kind.PROTOCOL);
        KINDS.put(":status", Kind.STATUS);
        for (String name :
                new String[] {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"}) {
            KINDS.put(name, Kind.CONNECTION_SPECIFIC);
        }
        KINDS.put("te", Kind.TE);
        KINDS.put("host", Kind.HOST);
        KINDS.put("content-length", Kind.CONTENT_LENGTH);
        KINDS.put("expect", Kind.EXPECT);
        KINDS.put("priority", Kind.PRIORITY);
        for (String name : KINDS.keySet()) known(name);
        String others = "accept-charset accept-encoding accept-language accept-ranges accept"
                + " access-control-allow-credentials access-control-allow-headers access-control-allow-methods"
                + " access-control-allow-origin access-control-expose-headers access-control-max-age"
                + " access-control-request-headers access-control-request-method age allow alt-svc authorization"
                + " cache-control content-disposition content-encoding content-language content-location content-range"
                + " content-security-policy content-type cookie date dnt early-data etag expires forwarded from"
                + " grpc-accept-encoding grpc-encoding grpc-message grpc-status grpc-timeout if-match"
                + " if-modified-since if-none-match if-range if-unmodified-since last-event-id last-modified link"
                + " location max-forwards origin pragma proxy-authenticate proxy-authorization purpose range referer"
                + " referrer-policy refresh retry-after sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest"
                + " sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc sec-websocket-extensions sec-websocket-key"
                + " sec-websocket-protocol sec-websocket-version server server-timing set-cookie"
                + " strict-transport-security traceparent tracestate trailer upgrade-insecure-requests user-agent vary"
                + " via www-authenticate x-content-type-options x-forwarded-for x-forwarded-host x-forwarded-proto"
                + " x-frame-options x-real-ip x-request-id x-requested-with x-xss-protection";
        for (String name : others.split(" ", -1)) known(name);
    }

    final String text;
    private final @Nullable FieldName fieldName;
    private final Kind kind;

    private HpackName(String text) {
        this.text = text;
        this.kind = kindOf(text);
        this.fieldName = switch (kind) {
            case METHOD, SCHEME, AUTHORITY, PATH, PROTOCOL, STATUS, UNKNOWN_PSEUDO, MALFORMED -> null;
            default -> FieldName.of(text);
        };
    }

    /** The name as it came, in ISO-8859-1. */
    public String text() {
        return text;
    }

    /** What the rules of RFC 9113 see in it. */
    public Kind kind() {
        return kind;
    }

    /** The name as a field's; null for pseudo-fields and for names that are no names. */
    public @Nullable FieldName fieldName() {
        return fieldName;
    }

    /** The shared name for these octets, or a new one. Costs one hash over them. */
    static HpackName of(byte[] octets, int from, int to) {
        int slot = hash(octets, from, to) & (SLOTS - 1);
        for (HpackName known = KNOWN[slot]; known != null; known = KNOWN[slot]) {
            if (matches(known.text, octets, from, to)) return known;
            slot = (slot + 1) & (SLOTS - 1);
        }
        return new HpackName(Octets.text(octets, from, to));
    }

    static HpackName of(String text) {
        byte[] octets = Octets.of(text);
        return of(octets, 0, octets.length);
    }

    private static void known(String text) {
        byte[] octets = Octets.of(text);
        int slot = hash(octets, 0, octets.length) & (SLOTS - 1);
        while (KNOWN[slot] != null) slot = (slot + 1) & (SLOTS - 1);
        KNOWN[slot] = new HpackName(text);
    }

    private static int hash(byte[] octets, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) hash = hash * 31 + octets[i];
        return hash ^ hash >>> 15;
    }

    private static boolean matches(String text, byte[] octets, int from, int to) {
        if (text.length() != to - from) return false;
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) != (octets[from + i] & 0xff)) return false;
        return true;
    }

    private static Kind kindOf(String text) {
        Kind kind = KINDS.get(text);
        if (kind != null) return kind;
        if (text.isEmpty()) return Kind.MALFORMED;
        boolean pseudo = text.charAt(0) == ':';
        for (int i = pseudo ? 1 : 0; i < text.length(); i++) {
            if (!Octets.isLowerTokenChar(text.charAt(i))) return Kind.MALFORMED;
        }
        return pseudo ? Kind.UNKNOWN_PSEUDO : Kind.REGULAR;
    }

    @Override
    public String toString() {
        return text;
    }
}
