package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an intermediary does to fields: takes away what was for one hop, and says that it was there. */
final class ProxyFields {

    /** RFC 9110 7.6.1, and those of its kind from before. */
    private static final Set<FieldName> HOP_BY_HOP = Set.of(
            FieldName.CONNECTION,
            FieldName.PROXY_CONNECTION,
            FieldName.KEEP_ALIVE,
            FieldName.TE,
            FieldName.TRANSFER_ENCODING,
            FieldName.UPGRADE,
            FieldName.HTTP2_SETTINGS);

    private ProxyFields() {}

    /** {@code fields} without those that were meant for this hop: the known ones, and those that Connection names. */
    static Fields.Builder endToEnd(Fields fields) {
        Set<String> named = named(fields);
        Fields.Builder rest = Fields.builder();
        for (int i = 0; i < fields.size(); i++) {
            FieldName name = fields.nameAt(i);
            if (HOP_BY_HOP.contains(name)) continue;
            if (!named.isEmpty() && named.contains(name.text().toLowerCase(Locale.ROOT))) continue;
            rest.add(fields.rawNameAt(i), fields.valueAt(i)); // As it was written.
        }
        return rest;
    }

    private static Set<String> named(Fields fields) {
        String connection = fields.joined(FieldName.CONNECTION);
        if (connection == null) return Set.of();
        Set<String> named = new HashSet<>();
        for (String option : connection.split(",")) named.add(option.strip().toLowerCase(Locale.ROOT));
        return named;
    }

    /** The fields of the request to an upstream. */
    static Fields.Builder request(Request request, boolean trustsForwarded) {
        Fields received = request.fields();
        Fields.Builder fields = endToEnd(received);
        // The client says these: by the URL that is asked for, and by the content's length.
        fields.remove(FieldName.HOST).remove(FieldName.CONTENT_LENGTH).remove(FieldName.EXPECT);
        // RFC 9110 10.1.4: the one thing that TE says in HTTP/2 too, and that gRPC asks for.
        if (received.containsToken(FieldName.TE, "trailers")) {
            fields.add(FieldName.TE, "trailers").add(FieldName.CONNECTION, "TE");
        }
        int forwards = forwardsLeft(request);
        if (forwards > 0) fields.set(FieldName.MAX_FORWARDS, Integer.toString(forwards - 1));
        joinCookies(received, fields);
        if (!trustsForwarded) removeForwarded(received, fields);
        addForwarded(request, fields, trustsForwarded);
        addVia(fields, request.version());
        return fields;
    }

    /**
     * How often a request may still be forwarded (RFC 9110 7.6.2), which counts for TRACE and OPTIONS only; -1 where that is
     * not said, or cannot be read.
     */
    static int forwardsLeft(Request request) {
        if (!request.method().equals(Method.TRACE) && !request.method().equals(Method.OPTIONS)) return -1;
        String said = request.field(FieldName.MAX_FORWARDS);
        if (said == null || !said.matches("[0-9]{1,9}")) return -1;
        return Integer.parseInt(said);
    }

    /** RFC 9113 8.2.3: HTTP/2 may send cookies one by one, HTTP/1.1 may not. */
    private static void joinCookies(Fields received, Fields.Builder fields) {
        List<String> crumbs = received.all(FieldName.COOKIE);
        if (crumbs.size() > 1) fields.set(FieldName.COOKIE, String.join("; ", crumbs));
    }

    /** The fields of the response to the client. */
    static Fields.Builder response(Fields received, HttpVersion version) {
        Fields.Builder fields = endToEnd(received);
        addVia(fields, version);
        return fields;
    }

    /** RFC 9110 7.6.3: how the message came here, and by whom it goes on. */
    private static void addVia(Fields.Builder fields, HttpVersion received) {
        String version = switch (received) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2.0";
        };
        fields.add(FieldName.VIA, version + " hawser");
    }

    /** RFC 7239, and the fields that were there before it. What a client says of itself counts only where it is trusted. */
    private static void addForwarded(Request request, Fields.Builder fields, boolean trusts) {
        Fields received = request.fields();
        String scheme = request.isSecure() ? "https" : "http";
        String host = request.head().authority();
        String address = address(request.remoteAddress());
        StringBuilder hop = new StringBuilder();
        hop.append("for=").append(address == null ? "unknown" : node(address));
        if (host != null && !host.isEmpty()) hop.append(";host=").append(quoted(host));
        hop.append(";proto=").append(scheme);
        fields.set(FieldName.FORWARDED, behind(received, FieldName.FORWARDED, hop.toString(), trusts));
        if (address != null) {
            fields.set(FieldName.X_FORWARDED_FOR, behind(received, FieldName.X_FORWARDED_FOR, address, trusts));
        } else if (!trusts) {
            fields.remove(FieldName.X_FORWARDED_FOR);
        }
        boolean saidProto = trusts && received.contains(FieldName.X_FORWARDED_PROTO);
        if (!saidProto) fields.set(FieldName.X_FORWARDED_PROTO, scheme);
        boolean saidHost = trusts && received.contains(FieldName.X_FORWARDED_HOST);
        if (saidHost) return;
        if (host != null && !host.isEmpty()) fields.set(FieldName.X_FORWARDED_HOST, host);
        else fields.remove(FieldName.X_FORWARDED_HOST);
    }

    /** Also those that are not replaced, as X-Forwarded-Prefix and -Port: there are servers that believe each of them. */
    private static void removeForwarded(Fields received, Fields.Builder fields) {
        for (int i = 0; i < received.size(); i++) {
            FieldName name = received.nameAt(i);
            if (name.text().startsWith("x-forwarded-")) fields.remove(name);
        }
    }

    private static String behind(Fields received, FieldName name, String hop, boolean trusts) {
        String before = trusts ? received.joined(name) : null;
        return before == null ? hop : before + ", " + hop;
    }

    private static @Nullable String address(@Nullable SocketAddress remote) {
        if (!(remote instanceof InetSocketAddress internet) || internet.getAddress() == null) return null;
        String text = internet.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** RFC 7239 6: an IPv6 address stands in brackets, and so in quotes. */
    private static String node(String address) {
        return address.indexOf(':') < 0 ? address : "\"[" + address + "]\"";
    }

    private static String quoted(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
            if (!plain) return '"' + host.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        return host;
    }
}
