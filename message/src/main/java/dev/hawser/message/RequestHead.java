package dev.hawser.message;

import org.jspecify.annotations.Nullable;

/**
 * The head of a request: method, target, fields. The same for HTTP/1.1 and HTTP/2.
 *
 * <p>Immutable; any thread. A head that was parsed shares no octets with the block it was read from.
 */
public final class RequestHead {

    private final Method method;
    private final @Nullable String scheme;
    private final @Nullable String authority;
    private final @Nullable String protocol;
    private final Fields fields;
    private final HttpVersion version;

    /** Made from the record at the first call where the head was parsed; a lost race makes an equal string twice. */
    private @Nullable String target;

    private final int targetLength;

    /** Cut out of the target at the first call; likewise. */
    private @Nullable String path;

    /** A parsed head: the target's octets are the first of the fields' record. */
    RequestHead(Method method, byte[] record, int targetLength, PackedFields fields, HttpVersion version) {
        this.method = method;
        this.scheme = null;
        this.authority = null;
        this.protocol = null;
        this.fields = fields;
        this.version = version;
        this.targetLength = targetLength;
        // The shortest target is the most frequent one.
        this.target = targetLength == 1 && record[0] == '/' ? "/" : null;
    }

    RequestHead(
            Method method,
            @Nullable String scheme,
            @Nullable String authority,
            String target,
            @Nullable String protocol,
            Fields fields,
            HttpVersion version) {
        this.method = method;
        this.scheme = scheme;
        this.authority = authority;
        this.target = target;
        this.targetLength = target.length();
        this.protocol = protocol;
        this.fields = fields;
        this.version = version;
    }

    /**
     * A request without fields.
     *
     * @throws IllegalArgumentException if {@code target} is empty or holds whitespace, controls or other than ASCII
     */
    public static RequestHead of(Method method, String target) {
        return of(method, target, Fields.EMPTY);
    }

    /**
     * A request with fields.
     *
     * @throws IllegalArgumentException if {@code target} is empty or holds whitespace, controls or other than ASCII
     */
    public static RequestHead of(Method method, String target, Fields fields) {
        return builder(method, target).fields(fields).build();
    }

    /** A builder for a request with {@code method} for {@code target}. */
    public static Builder builder(Method method, String target) {
        return new Builder(method, target);
    }

    /** The method. */
    public Method method() {
        return method;
    }

    /** "http" or "https" where the request says so: always in HTTP/2, in HTTP/1.1 for an absolute target. Else null. */
    public @Nullable String scheme() {
        return scheme;
    }

    /**
     * Host and port that are asked for: {@code :authority}, or the authority in the target (RFC 9112 3.2.2: it
     * overrides Host), or the value of Host; null if there is none of them.
     */
    public @Nullable String authority() {
        return authority != null ? authority : fields.get(FieldName.HOST);
    }

    /** The target exactly as received in HTTP/1.1 (RFC 9112 3.2), {@code :path} in HTTP/2. */
    public String target() {
        String text = target;
        if (text == null) target = text = ((PackedFields) fields).prefix(targetLength);
        return text;
    }

    /**
     * The path, still percent-encoded: the target up to '?', without the scheme and authority of an absolute one. "*"
     * for the asterisk form, "" for CONNECT.
     */
    public String path() {
        String text = path;
        if (text == null) path = text = cutPath();
        return text;
    }

    private String cutPath() {
        String target = target();
        int from = pathStart(target);
        int to = target.indexOf('?', from);
        if (to < 0) to = target.length();
        if (from == to && !method.equals(Method.CONNECT))
            return "/"; // RFC 9110 4.2.3: "http://host" is "http://host/".
        return target.substring(from, to);
    }

    /** What follows the first '?' of the target, still percent-encoded; null if there is none. */
    public @Nullable String query() {
        String target = target();
        int at = target.indexOf('?', pathStart(target));
        return at < 0 ? null : target.substring(at + 1);
    }

    private int pathStart(String target) {
        if (target.startsWith("/") || target.equals("*")) return 0;
        // RFC 9112 3.2.3: CONNECT has an authority and no path; with a protocol (RFC 8441) it has one.
        if (method.equals(Method.CONNECT) && protocol == null) return target.length();
        int authority = target.indexOf("://");
        if (authority < 0) return 0;
        for (int i = authority + 3; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/' || c == '?') return i;
        }
        return target.length();
    }

    /** The protocol that an extended CONNECT asks for (RFC 8441 4), or null. */
    public @Nullable String protocol() {
        return protocol;
    }

    /** The fields. */
    public Fields fields() {
        return fields;
    }

    /** The version the request was received in, or {@link HttpVersion#HTTP_1_1} where none was set. */
    public HttpVersion version() {
        return version;
    }

    /** Start line and fields, for people. Values that may be secrets are left out. */
    @Override
    public String toString() {
        return method + " " + target() + " " + version + " " + fields;
    }

    /** Collects the parts of a request that is to be sent. Confined to one thread. */
    public static final class Builder {
        private final Method method;
        private final String target;
        private @Nullable String scheme;
        private @Nullable String authority;
        private @Nullable String protocol;
        private Fields fields = Fields.EMPTY;
        private HttpVersion version = HttpVersion.HTTP_1_1;

        Builder(Method method, String target) {
            this.method = method;
            this.target = checked("target", target);
        }

        /** The scheme, for HTTP/2 and for absolute targets. */
        public Builder scheme(String scheme) {
            this.scheme = checked("scheme", scheme);
            return this;
        }

        /** Host and port. Sent as {@code :authority}, or as Host where the fields have none. */
        public Builder authority(String authority) {
            this.authority = checked("authority", authority);
            return this;
        }

        /** The protocol of an extended CONNECT (RFC 8441). */
        public Builder protocol(String protocol) {
            this.protocol = checked("protocol", protocol);
            return this;
        }

        /** The fields. */
        public Builder fields(Fields fields) {
            this.fields = fields;
            return this;
        }

        /** The version to send it in, where that can be chosen. */
        public Builder version(HttpVersion version) {
            this.version = version;
            return this;
        }

        /** The head. */
        public RequestHead build() {
            return new RequestHead(method, scheme, authority, target, protocol, fields, version);
        }

        private static String checked(String what, String text) {
            if (text.isEmpty()) throw new IllegalArgumentException("an empty " + what);
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c <= ' ' || c >= 0x7f) {
                    throw new IllegalArgumentException("%s: character 0x%02x at %d of %d is not allowed"
                            .formatted(what, (int) c, i, text.length()));
                }
            }
            return text;
        }
    }
}
