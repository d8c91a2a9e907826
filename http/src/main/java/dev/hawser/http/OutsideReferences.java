package dev.hawser.http;

import dev.hawser.http.OutsideNames.Replacement;
import dev.hawser.http.OutsideNames.Rules;
import dev.hawser.http.OutsideNames.Sides;
import dev.hawser.http.Target.Origin;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * References to upstreams, as the client has to hear them: without a host (RFC 9110 10.2.2 allows that in a Location), so that
 * scheme, name and port are those that the client has asked for, whatever stands between it and the proxy.
 */
final class OutsideReferences {

    private final List<Upstream> upstreams;
    private final OutsidePaths paths;
    private final Rules rules;

    OutsideReferences(List<Upstream> upstreams, OutsidePaths paths, Rules rules) {
        this.upstreams = upstreams;
        this.paths = paths;
        this.rules = rules;
    }

    /** {@code reference} as it goes on; the same when it leads elsewhere, or to nothing that the client can ask for. */
    String of(String reference, Sides sides) {
        for (Replacement each : rules.references()) {
            if (reference.startsWith(each.inside())) {
                return each.outside() + reference.substring(each.inside().length());
            }
        }
        if (rules.verbatim() || !isPlain(reference)) return reference;
        int authority = authorityAt(reference);
        String outside = authority < 0 ? path(reference, sides) : whole(reference, authority, sides);
        if (outside == null) return reference;
        // RFC 3986 4.2: with two slashes in front it would name a host.
        return outside.startsWith("//") ? "/." + outside : outside;
    }

    /** Nothing that browsers mend in ways of their own: they take a backslash for a slash, and leave out tabs. */
    private static boolean isPlain(String reference) {
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            if (c <= ' ' || c == '\\' || c == 0x7F) return false;
        }
        return true;
    }

    /** Where the authority begins; -1 when there is none. */
    private static int authorityAt(String reference) {
        if (reference.startsWith("//")) return 2;
        if (reference.regionMatches(true, 0, "http://", 0, 7)) return 7;
        return reference.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    /** A path from the root on. What is relative to the request's own path leads to the same on both sides. */
    private @Nullable String path(String reference, Sides sides) {
        String base = sides.upstream().base;
        if (!reference.startsWith("/") || paths.isOutsideAlready(reference, base)) return null;
        return paths.of(reference, base);
    }

    private @Nullable String whole(String reference, int authority, Sides sides) {
        int end = authority;
        while (end < reference.length() && "/?#".indexOf(reference.charAt(end)) < 0) end++;
        String name = reference.substring(authority, end);
        String rest = reference.substring(end);
        if (!rest.startsWith("/")) rest = "/" + rest; // RFC 9110 4.2.3: an empty path is that of the root.
        boolean anyScheme = authority == 2;
        boolean secure = authority == 8;
        Upstream answered = sides.upstream();
        // The one that was asked first: two may have one name and different paths.
        String outside = isOf(answered, name, secure, anyScheme) ? paths.of(rest, answered.base) : null;
        for (int i = 0; outside == null && i < upstreams.size(); i++) {
            Upstream upstream = upstreams.get(i);
            if (isOf(upstream, name, secure, anyScheme)) outside = paths.of(rest, upstream.base);
        }
        if (outside != null) return outside;
        // By the name that the upstream was asked for, in the scheme that it knows or in the one that Forwarded told
        // it.
        // Another scheme is meant: an upstream that sends http to https.
        boolean known = anyScheme || secure == answered.origin.secure() || secure == sides.secure();
        if (!known || !isSame(name, sides.asked(), secure)) return null;
        return paths.isOutsideAlready(rest, answered.base) ? null : paths.of(rest, answered.base);
    }

    private static boolean isOf(Upstream upstream, String authority, boolean secure, boolean anyScheme) {
        Origin origin = upstream.origin;
        if (!anyScheme && secure != origin.secure()) return false;
        Origin named = origin(authority, origin.secure());
        return origin.equals(named);
    }

    private static boolean isSame(String authority, String other, boolean secure) {
        Origin named = origin(authority, secure);
        if (named == null) return false;
        // A Host without a port is that of the request's scheme, which need not be the reference's.
        return named.equals(origin(other, secure));
    }

    private static @Nullable Origin origin(String authority, boolean secure) {
        try {
            return Target.of(URI.create((secure ? "https://" : "http://") + authority))
                    .origin();
        } catch (IllegalArgumentException e) {
            return null; // Nobody's name.
        }
    }
}
