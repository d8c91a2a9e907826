package dev.hawser.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The name of a field (RFC 9110 5.1): compared without regard to case.
 *
 * <p>The names of this class's constants exist once each, so for them equality is identity, and each has a small number
 * by which tables can be indexed. Immutable; any thread.
 */
public final class FieldName implements Comparable<FieldName> {

    private static final List<FieldName> KNOWN = new ArrayList<>();
    private static final Map<String, FieldName> BY_TEXT = new HashMap<>();

    /** {@code Accept}: RFC 9110 12.5.1. */
    public static final FieldName ACCEPT = known("Accept");

    /** {@code Accept-Charset}: RFC 9110 12.5.2. */
    public static final FieldName ACCEPT_CHARSET = known("Accept-Charset");

    /** {@code Accept-Encoding}: RFC 9110 12.5.3. */
    public static final FieldName ACCEPT_ENCODING = known("Accept-Encoding");

    /** {@code Accept-Language}: RFC 9110 12.5.4. */
    public static final FieldName ACCEPT_LANGUAGE = known("Accept-Language");

    /** {@code Accept-Ranges}: RFC 9110 14.3. */
    public static final FieldName ACCEPT_RANGES = known("Accept-Ranges");

    /** {@code Access-Control-Allow-Credentials}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_ALLOW_CREDENTIALS = known("Access-Control-Allow-Credentials");

    /** {@code Access-Control-Allow-Headers}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_ALLOW_HEADERS = known("Access-Control-Allow-Headers");

    /** {@code Access-Control-Allow-Methods}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_ALLOW_METHODS = known("Access-Control-Allow-Methods");

    /** {@code Access-Control-Allow-Origin}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_ALLOW_ORIGIN = known("Access-Control-Allow-Origin");

    /** {@code Access-Control-Expose-Headers}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_EXPOSE_HEADERS = known("Access-Control-Expose-Headers");

    /** {@code Access-Control-Max-Age}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_MAX_AGE = known("Access-Control-Max-Age");

    /** {@code Access-Control-Request-Headers}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_REQUEST_HEADERS = known("Access-Control-Request-Headers");

    /** {@code Access-Control-Request-Method}: Fetch, CORS. */
    public static final FieldName ACCESS_CONTROL_REQUEST_METHOD = known("Access-Control-Request-Method");

    /** {@code Age}: RFC 9111 5.1. */
    public static final FieldName AGE = known("Age");

    /** {@code Allow}: RFC 9110 10.2.1. */
    public static final FieldName ALLOW = known("Allow");

    /** {@code Alt-Svc}: RFC 7838 3. */
    public static final FieldName ALT_SVC = known("Alt-Svc");

    /** {@code Authentication-Info}: RFC 9110 11.6.3. */
    public static final FieldName AUTHENTICATION_INFO = known("Authentication-Info");

    /** {@code Authorization}: RFC 9110 11.6.2. */
    public static final FieldName AUTHORIZATION = known("Authorization");

    /** {@code Baggage}: W3C Baggage. */
    public static final FieldName BAGGAGE = known("Baggage");

    /** {@code Cache-Control}: RFC 9111 5.2. */
    public static final FieldName CACHE_CONTROL = known("Cache-Control");

    /** {@code Connection}: RFC 9110 7.6.1. */
    public static final FieldName CONNECTION = known("Connection");

    /** {@code Content-Digest}: RFC 9530 2. */
    public static final FieldName CONTENT_DIGEST = known("Content-Digest");

    /** {@code Content-Disposition}: RFC 6266. */
    public static final FieldName CONTENT_DISPOSITION = known("Content-Disposition");

    /** {@code Content-Encoding}: RFC 9110 8.4. */
    public static final FieldName CONTENT_ENCODING = known("Content-Encoding");

    /** {@code Content-Language}: RFC 9110 8.5. */
    public static final FieldName CONTENT_LANGUAGE = known("Content-Language");

    /** {@code Content-Length}: RFC 9110 8.6. */
    public static final FieldName CONTENT_LENGTH = known("Content-Length");

    /** {@code Content-Location}: RFC 9110 8.7. */
    public static final FieldName CONTENT_LOCATION = known("Content-Location");

    /** {@code Content-Range}: RFC 9110 14.4. */
    public static final FieldName CONTENT_RANGE = known("Content-Range");

    /** {@code Content-Security-Policy}: CSP Level 3. */
    public static final FieldName CONTENT_SECURITY_POLICY = known("Content-Security-Policy");

    /** {@code Content-Type}: RFC 9110 8.3. */
    public static final FieldName CONTENT_TYPE = known("Content-Type");

    /** {@code Cookie}: RFC 6265 5.4. */
    public static final FieldName COOKIE = known("Cookie");

    /** {@code Cross-Origin-Embedder-Policy}: HTML. */
    public static final FieldName CROSS_ORIGIN_EMBEDDER_POLICY = known("Cross-Origin-Embedder-Policy");

    /** {@code Cross-Origin-Opener-Policy}: HTML. */
    public static final FieldName CROSS_ORIGIN_OPENER_POLICY = known("Cross-Origin-Opener-Policy");

    /** {@code Cross-Origin-Resource-Policy}: Fetch. */
    public static final FieldName CROSS_ORIGIN_RESOURCE_POLICY = known("Cross-Origin-Resource-Policy");

    /** {@code Date}: RFC 9110 6.6.1. */
    public static final FieldName DATE = known("Date");

    /** {@code DNT}: Tracking Preference Expression. */
    public static final FieldName DNT = known("DNT");

    /** {@code Early-Data}: RFC 8470 5.1. */
    public static final FieldName EARLY_DATA = known("Early-Data");

    /** {@code ETag}: RFC 9110 8.8.3. */
    public static final FieldName ETAG = known("ETag");

    /** {@code Expect}: RFC 9110 10.1.1. */
    public static final FieldName EXPECT = known("Expect");

    /** {@code Expires}: RFC 9111 5.3. */
    public static final FieldName EXPIRES = known("Expires");

    /** {@code Forwarded}: RFC 7239 4. */
    public static final FieldName FORWARDED = known("Forwarded");

    /** {@code From}: RFC 9110 10.1.2. */
    public static final FieldName FROM = known("From");

    /** {@code grpc-accept-encoding}: gRPC over HTTP/2. */
    public static final FieldName GRPC_ACCEPT_ENCODING = known("grpc-accept-encoding");

    /** {@code grpc-encoding}: gRPC over HTTP/2. */
    public static final FieldName GRPC_ENCODING = known("grpc-encoding");

    /** {@code grpc-message}: gRPC over HTTP/2. */
    public static final FieldName GRPC_MESSAGE = known("grpc-message");

    /** {@code grpc-status}: gRPC over HTTP/2. */
    public static final FieldName GRPC_STATUS = known("grpc-status");

    /** {@code grpc-timeout}: gRPC over HTTP/2. */
    public static final FieldName GRPC_TIMEOUT = known("grpc-timeout");

    /** {@code Host}: RFC 9110 7.2. */
    public static final FieldName HOST = known("Host");

    /** {@code HTTP2-Settings}: RFC 7540 3.2.1. */
    public static final FieldName HTTP2_SETTINGS = known("HTTP2-Settings");

    /** {@code If-Match}: RFC 9110 13.1.1. */
    public static final FieldName IF_MATCH = known("If-Match");

    /** {@code If-Modified-Since}: RFC 9110 13.1.3. */
    public static final FieldName IF_MODIFIED_SINCE = known("If-Modified-Since");

    /** {@code If-None-Match}: RFC 9110 13.1.2. */
    public static final FieldName IF_NONE_MATCH = known("If-None-Match");

    /** {@code If-Range}: RFC 9110 13.1.5. */
    public static final FieldName IF_RANGE = known("If-Range");

    /** {@code If-Unmodified-Since}: RFC 9110 13.1.4. */
    public static final FieldName IF_UNMODIFIED_SINCE = known("If-Unmodified-Since");

    /** {@code Keep-Alive}: RFC 2068 19.7.1. */
    public static final FieldName KEEP_ALIVE = known("Keep-Alive");

    /** {@code Last-Event-ID}: HTML. */
    public static final FieldName LAST_EVENT_ID = known("Last-Event-ID");

    /** {@code Last-Modified}: RFC 9110 8.8.2. */
    public static final FieldName LAST_MODIFIED = known("Last-Modified");

    /** {@code Link}: RFC 8288 3. */
    public static final FieldName LINK = known("Link");

    /** {@code Location}: RFC 9110 10.2.2. */
    public static final FieldName LOCATION = known("Location");

    /** {@code Max-Forwards}: RFC 9110 7.6.2. */
    public static final FieldName MAX_FORWARDS = known("Max-Forwards");

    /** {@code Origin}: RFC 6454 7. */
    public static final FieldName ORIGIN = known("Origin");

    /** {@code Permissions-Policy}: W3C Permissions Policy. */
    public static final FieldName PERMISSIONS_POLICY = known("Permissions-Policy");

    /** {@code Pragma}: RFC 9111 5.4. */
    public static final FieldName PRAGMA = known("Pragma");

    /** {@code Priority}: RFC 9218 5. */
    public static final FieldName PRIORITY = known("Priority");

    /** {@code Proxy-Authenticate}: RFC 9110 11.7.1. */
    public static final FieldName PROXY_AUTHENTICATE = known("Proxy-Authenticate");

    /** {@code Proxy-Authentication-Info}: RFC 9110 11.7.3. */
    public static final FieldName PROXY_AUTHENTICATION_INFO = known("Proxy-Authentication-Info");

    /** {@code Proxy-Authorization}: RFC 9110 11.7.2. */
    public static final FieldName PROXY_AUTHORIZATION = known("Proxy-Authorization");

    /** {@code Proxy-Connection}: RFC 9110 7.6.1, never standard. */
    public static final FieldName PROXY_CONNECTION = known("Proxy-Connection");

    /** {@code Purpose}: never standard. */
    public static final FieldName PURPOSE = known("Purpose");

    /** {@code Range}: RFC 9110 14.2. */
    public static final FieldName RANGE = known("Range");

    /** {@code Referer}: RFC 9110 10.1.3. */
    public static final FieldName REFERER = known("Referer");

    /** {@code Referrer-Policy}: W3C Referrer Policy. */
    public static final FieldName REFERRER_POLICY = known("Referrer-Policy");

    /** {@code Refresh}: HTML. */
    public static final FieldName REFRESH = known("Refresh");

    /** {@code Repr-Digest}: RFC 9530 3. */
    public static final FieldName REPR_DIGEST = known("Repr-Digest");

    /** {@code Retry-After}: RFC 9110 10.2.3. */
    public static final FieldName RETRY_AFTER = known("Retry-After");

    /** {@code Save-Data}: W3C Save Data. */
    public static final FieldName SAVE_DATA = known("Save-Data");

    /** {@code sec-ch-ua}: User-Agent Client Hints. */
    public static final FieldName SEC_CH_UA = known("sec-ch-ua");

    /** {@code sec-ch-ua-mobile}: User-Agent Client Hints. */
    public static final FieldName SEC_CH_UA_MOBILE = known("sec-ch-ua-mobile");

    /** {@code sec-ch-ua-platform}: User-Agent Client Hints. */
    public static final FieldName SEC_CH_UA_PLATFORM = known("sec-ch-ua-platform");

    /** {@code Sec-Fetch-Dest}: Fetch Metadata. */
    public static final FieldName SEC_FETCH_DEST = known("Sec-Fetch-Dest");

    /** {@code Sec-Fetch-Mode}: Fetch Metadata. */
    public static final FieldName SEC_FETCH_MODE = known("Sec-Fetch-Mode");

    /** {@code Sec-Fetch-Site}: Fetch Metadata. */
    public static final FieldName SEC_FETCH_SITE = known("Sec-Fetch-Site");

    /** {@code Sec-Fetch-User}: Fetch Metadata. */
    public static final FieldName SEC_FETCH_USER = known("Sec-Fetch-User");

    /** {@code Sec-GPC}: Global Privacy Control. */
    public static final FieldName SEC_GPC = known("Sec-GPC");

    /** {@code Sec-Purpose}: Fetch. */
    public static final FieldName SEC_PURPOSE = known("Sec-Purpose");

    /** {@code Sec-WebSocket-Accept}: RFC 6455 11.3.3. */
    public static final FieldName SEC_WEBSOCKET_ACCEPT = known("Sec-WebSocket-Accept");

    /** {@code Sec-WebSocket-Extensions}: RFC 6455 11.3.2. */
    public static final FieldName SEC_WEBSOCKET_EXTENSIONS = known("Sec-WebSocket-Extensions");

    /** {@code Sec-WebSocket-Key}: RFC 6455 11.3.1. */
    public static final FieldName SEC_WEBSOCKET_KEY = known("Sec-WebSocket-Key");

    /** {@code Sec-WebSocket-Protocol}: RFC 6455 11.3.4. */
    public static final FieldName SEC_WEBSOCKET_PROTOCOL = known("Sec-WebSocket-Protocol");

    /** {@code Sec-WebSocket-Version}: RFC 6455 11.3.5. */
    public static final FieldName SEC_WEBSOCKET_VERSION = known("Sec-WebSocket-Version");

    /** {@code Server}: RFC 9110 10.2.4. */
    public static final FieldName SERVER = known("Server");

    /** {@code Server-Timing}: W3C Server Timing. */
    public static final FieldName SERVER_TIMING = known("Server-Timing");

    /** {@code Set-Cookie}: RFC 6265 4.1. */
    public static final FieldName SET_COOKIE = known("Set-Cookie");

    /** {@code SourceMap}: ECMA-426. */
    public static final FieldName SOURCEMAP = known("SourceMap");

    /** {@code Strict-Transport-Security}: RFC 6797 6.1. */
    public static final FieldName STRICT_TRANSPORT_SECURITY = known("Strict-Transport-Security");

    /** {@code TE}: RFC 9110 10.1.4. */
    public static final FieldName TE = known("TE");

    /** {@code Timing-Allow-Origin}: W3C Resource Timing. */
    public static final FieldName TIMING_ALLOW_ORIGIN = known("Timing-Allow-Origin");

    /** {@code traceparent}: W3C Trace Context. */
    public static final FieldName TRACEPARENT = known("traceparent");

    /** {@code tracestate}: W3C Trace Context. */
    public static final FieldName TRACESTATE = known("tracestate");

    /** {@code Trailer}: RFC 9110 6.6.2. */
    public static final FieldName TRAILER = known("Trailer");

    /** {@code Transfer-Encoding}: RFC 9112 6.1. */
    public static final FieldName TRANSFER_ENCODING = known("Transfer-Encoding");

    /** {@code Upgrade}: RFC 9110 7.8. */
    public static final FieldName UPGRADE = known("Upgrade");

    /** {@code Upgrade-Insecure-Requests}: W3C Upgrade Insecure Requests. */
    public static final FieldName UPGRADE_INSECURE_REQUESTS = known("Upgrade-Insecure-Requests");

    /** {@code User-Agent}: RFC 9110 10.1.5. */
    public static final FieldName USER_AGENT = known("User-Agent");

    /** {@code Vary}: RFC 9110 12.5.5. */
    public static final FieldName VARY = known("Vary");

    /** {@code Via}: RFC 9110 7.6.3. */
    public static final FieldName VIA = known("Via");

    /** {@code Want-Content-Digest}: RFC 9530 4. */
    public static final FieldName WANT_CONTENT_DIGEST = known("Want-Content-Digest");

    /** {@code Want-Repr-Digest}: RFC 9530 4. */
    public static final FieldName WANT_REPR_DIGEST = known("Want-Repr-Digest");

    /** {@code WWW-Authenticate}: RFC 9110 11.6.1. */
    public static final FieldName WWW_AUTHENTICATE = known("WWW-Authenticate");

    /** {@code X-Content-Type-Options}: Fetch. */
    public static final FieldName X_CONTENT_TYPE_OPTIONS = known("X-Content-Type-Options");

    /** {@code X-Forwarded-For}: never standard. */
    public static final FieldName X_FORWARDED_FOR = known("X-Forwarded-For");

    /** {@code X-Forwarded-Host}: never standard. */
    public static final FieldName X_FORWARDED_HOST = known("X-Forwarded-Host");

    /** {@code X-Forwarded-Proto}: never standard. */
    public static final FieldName X_FORWARDED_PROTO = known("X-Forwarded-Proto");

    /** {@code X-Frame-Options}: RFC 7034. */
    public static final FieldName X_FRAME_OPTIONS = known("X-Frame-Options");

    /** {@code X-Real-IP}: never standard. */
    public static final FieldName X_REAL_IP = known("X-Real-IP");

    /** {@code X-Request-ID}: never standard. */
    public static final FieldName X_REQUEST_ID = known("X-Request-ID");

    /** {@code X-Requested-With}: never standard. */
    public static final FieldName X_REQUESTED_WITH = known("X-Requested-With");

    /** {@code X-XSS-Protection}: never standard. */
    public static final FieldName X_XSS_PROTECTION = known("X-XSS-Protection");

    private final String text;
    private final String canonical;
    private final int id;

    /** The two spellings as octets, for known names; what encoders copy. */
    private final byte @Nullable [] lowerOctets;

    private final byte @Nullable [] canonicalOctets;

    private FieldName(String text) {
        this.text = text;
        this.canonical = text;
        this.id = -1;
        this.lowerOctets = null;
        this.canonicalOctets = null;
    }

    private FieldName(String canonical, int id) {
        this.text = canonical.toLowerCase(Locale.ROOT);
        this.canonical = canonical;
        this.id = id;
        this.lowerOctets = text.getBytes(StandardCharsets.US_ASCII);
        this.canonicalOctets = canonical.getBytes(StandardCharsets.US_ASCII);
    }

    private static FieldName known(String canonical) {
        FieldName name = new FieldName(canonical, KNOWN.size());
        KNOWN.add(name);
        BY_TEXT.put(name.text, name);
        BY_TEXT.put(canonical, name);
        return name;
    }

    /**
     * The name that {@code text} spells, in any case. One look-up for a known name in its usual spelling.
     *
     * @throws IllegalArgumentException if {@code text} is not a token (RFC 9110 5.6.2)
     */
    public static FieldName of(String text) {
        FieldName known = BY_TEXT.get(text);
        return known != null ? known : ofUnusual(text);
    }

    private static FieldName ofUnusual(String text) {
        int bad = Tokens.firstBad(text);
        if (bad >= 0) {
            throw new IllegalArgumentException(
                    text.isEmpty()
                            ? "an empty field name"
                            : "field name: character 0x%02x at %d of %d is not allowed in a token"
                                    .formatted((int) text.charAt(bad), bad, text.length()));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        FieldName known = BY_TEXT.get(lower);
        return known != null ? known : new FieldName(lower);
    }

    /** A name from text that is known to be a token in lower case. */
    static FieldName ofChecked(String lower) {
        FieldName known = BY_TEXT.get(lower);
        return known != null ? known : new FieldName(lower);
    }

    /** How many names are known; their numbers are below this. */
    static int knownCount() {
        return KNOWN.size();
    }

    /** The known name with number {@code id}. */
    static FieldName known(int id) {
        return KNOWN.get(id);
    }

    /** The name in lower case, as HTTP/2 sends it. */
    public String text() {
        return text;
    }

    /** The usual spelling, as HTTP/1.1 sends it; for unknown names the same as {@link #text}. */
    public String canonical() {
        return canonical;
    }

    /** A number of its own for a known name, from 0 and below 127; -1 for any other. It may change between releases. */
    public int id() {
        return id;
    }

    /** The octets of {@link #text}. Not to be written to. */
    byte[] lowerOctets() {
        byte[] octets = lowerOctets;
        return octets != null ? octets : text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The octets of {@link #canonical}. Not to be written to. */
    byte[] canonicalOctets() {
        byte[] octets = canonicalOctets;
        return octets != null ? octets : canonical.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof FieldName that && id < 0 && that.id < 0 && text.equals(that.text));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public int compareTo(FieldName other) {
        return text.compareTo(other.text);
    }

    /** The usual spelling. */
    @Override
    public String toString() {
        return canonical;
    }
}
