package dev.hawser.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom a URL asks, and for what.
 *
 * @param origin scheme, host and port
 * @param authority host and port as the request names them: no port where it is the scheme's own
 * @param path path and query, percent-encoded; never empty
 */
record Target(Origin origin, String authority, String path) {

    /**
     * Scheme, host and port: what may share connections (RFC 9110 4.3.1).
     *
     * @param secure whether the scheme is https
     * @param host in lower case, an IPv6 address without its brackets
     */
    record Origin(boolean secure, String host, int port) {

        String scheme() {
            return secure ? "https" : "http";
        }

        /** Host and port, as CONNECT and proxies name them. */
        String hostAndPort() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }

        @Override
        public String toString() {
            return scheme() + "://" + hostAndPort();
        }
    }

    /**
     * The target of {@code uri}.
     *
     * @throws IllegalArgumentException when it is not http or https, has no host, an impossible port, or user information,
     *     which RFC 9110 4.2.4 deprecates
     */
    static Target of(URI uri) {
        boolean secure = isSecure(uri);
        String whole = uri.getRawAuthority();
        if (whole == null || whole.isEmpty()) throw new IllegalArgumentException("'%s' names no host".formatted(uri));
        if (whole.indexOf('@') >= 0) {
            throw new IllegalArgumentException("a URL with user information: give an Authorization field instead");
        }
        // URI.getHost() knows no host with an underscore; what people run does.
        int colon = whole.lastIndexOf(':');
        if (whole.indexOf(']') > colon) colon = -1;
        String host = (colon < 0 ? whole : whole.substring(0, colon)).toLowerCase(Locale.ROOT);
        if (!isAscii(host)) host = IDN.toASCII(host);
        if (!isName(host)) throw new IllegalArgumentException("'%s' names no host".formatted(uri));
        int usual = secure ? 443 : 80;
        int port = colon < 0 || colon == whole.length() - 1 ? usual : port(whole.substring(colon + 1), uri);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String path = uri.getRawPath();
        if (path == null || path.isEmpty()) path = "/";
        if (uri.getRawQuery() != null) path = path + "?" + uri.getRawQuery();
        return new Target(
                new Origin(secure, bare, port),
                port == usual ? host : host + ":" + port,
                isAscii(path) ? path : encoded(path));
    }

    /** Whether it is a name, or an address in brackets, which {@link URI} has looked at. */
    private static boolean isName(String host) {
        if (host.startsWith("[")) return true;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean known = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
            if (!known) return false;
        }
        return !host.isEmpty();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) if (text.charAt(i) > 0x7f) return false;
        return true;
    }

    /** Behind a host, because a path that begins with two slashes is no reference of its own. */
    private static String encoded(String path) {
        String before = "http://h";
        return URI.create(before + path).toASCIIString().substring(before.length());
    }

    private static boolean isSecure(URI uri) {
        String scheme = uri.getScheme();
        if (scheme != null && scheme.equalsIgnoreCase("https")) return true;
        if (scheme != null && scheme.equalsIgnoreCase("http")) return false;
        throw new IllegalArgumentException("'%s': the scheme is neither http nor https".formatted(uri));
    }

    private static int port(String digits, URI uri) {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port <= 65_535) return port;
        } catch (NumberFormatException e) {
            // As wrong as a number out of range.
        }
        throw new IllegalArgumentException("'%s': there is no port %s".formatted(uri, digits));
    }

    /** The URL that a Location field leads to from {@code base} (RFC 9110 10.2.2), or null when it is none. */
    static @Nullable URI resolve(URI base, String location) {
        try {
            URI next = new URI(location.replace(" ", "%20"));
            if (location.startsWith("?")) {
                // RFC 3986 5.2.2: a reference that is a query keeps the path; the JDK resolves by RFC 2396, which did
                // not.
                next = new URI(base.getRawPath() + location);
            }
            URI resolved = base.resolve(next);
            // RFC 9110 10.2.2: a fragment is inherited.
            if (resolved.getRawFragment() == null && base.getRawFragment() != null) {
                resolved = new URI(resolved + "#" + base.getRawFragment());
            }
            return resolved;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
