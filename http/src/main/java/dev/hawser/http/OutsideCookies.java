package dev.hawser.http;

import dev.hawser.http.OutsideNames.Replacement;
import dev.hawser.http.OutsideNames.Rules;
import dev.hawser.http.OutsideNames.Sides;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Cookies of upstreams (RFC 6265 4.1), for hosts and paths by which the client asks. */
final class OutsideCookies {

    private final OutsidePaths paths;
    private final Rules rules;

    OutsideCookies(OutsidePaths paths, Rules rules) {
        this.paths = paths;
        this.rules = rules;
    }

    /** A Set-Cookie field's value as it goes on; the same when nothing in it names a host or path of the upstream's. */
    String of(String cookie, Sides sides) {
        int end = cookie.indexOf(';');
        if (end < 0) return cookie;
        StringBuilder told = new StringBuilder(cookie.length() + 16).append(cookie, 0, end);
        while (end < cookie.length()) {
            int from = end;
            end = cookie.indexOf(';', from + 1);
            if (end < 0) end = cookie.length();
            String attribute = cookie.substring(from, end);
            int equals = attribute.indexOf('=');
            String name = equals < 0 ? "" : attribute.substring(1, equals).strip();
            String value = attribute.substring(equals + 1).strip();
            String outside = value;
            if (name.equalsIgnoreCase("Domain")) outside = domain(value, sides);
            else if (name.equalsIgnoreCase("Path")) outside = path(value, cookie, sides.upstream().base);
            if (outside == null) continue;
            if (outside.equals(value)) told.append(attribute);
            else told.append(attribute, 0, equals + 1).append(outside);
        }
        return told.toString();
    }

    /** Null for none: then the cookie is the asked host's alone. */
    private @Nullable String domain(String value, Sides sides) {
        String domain = value.startsWith(".") ? value.substring(1) : value;
        for (Replacement each : rules.cookieDomains()) {
            if (each.inside().equalsIgnoreCase(domain)) return each.outside().isEmpty() ? null : each.outside();
        }
        if (rules.verbatim()) return value;
        // RFC 6265 5.3: a browser refuses a cookie for hosts that do not include the one it has asked.
        boolean insides = isIn(sides.upstream().origin.host(), domain) || isIn(host(sides.asked()), domain);
        return insides && !isIn(host(sides.authority()), domain) ? null : value;
    }

    private String path(String value, String cookie, String base) {
        for (Replacement each : rules.cookiePaths()) {
            if (value.startsWith(each.inside())) {
                return each.outside() + value.substring(each.inside().length());
            }
        }
        // RFC 6265bis 4.1.3.2: a cookie of this name is for "/", or is refused.
        boolean bound = cookie.regionMatches(true, 0, "__Host-", 0, 7);
        String prefix = paths.prefix();
        if (rules.verbatim() || bound || !value.startsWith("/") || prefix.equals(base)) return value;
        if (paths.isOutsideAlready(value, base)) return value;
        String whole = prefix.isEmpty() ? "/" : prefix;
        // For all that the upstream is asked for, and more that nobody can ask it for here.
        if (value.equals("/") || OutsidePaths.isBelow(base, value)) return whole;
        String outside = paths.of(value, base);
        if (outside == null) return value;
        // RFC 6265 5.1.4: "/shop/" would leave "/shop" out, which leads to the same.
        return outside.equals(prefix + "/") ? whole : outside;
    }

    /** RFC 6265 5.1.3. */
    private static boolean isIn(String host, String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || !host.endsWith(lower)) return false;
        return host.length() == lower.length() || host.charAt(host.length() - lower.length() - 1) == '.';
    }

    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = colon < 0 || authority.indexOf(']') > colon ? authority : authority.substring(0, colon);
        return host.toLowerCase(Locale.ROOT);
    }
}
