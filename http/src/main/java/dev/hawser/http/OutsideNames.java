package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import java.util.List;
import java.util.Locale;

/**
 * What upstreams say of themselves in Location, Content-Location, Refresh and Set-Cookie, as the client has to hear it: under
 * the names and paths by which the client can ask again. Immutable.
 */
final class OutsideNames {

    /**
     * How the two sides of a proxy are called in one exchange.
     *
     * @param upstream who has answered
     * @param asked the authority that the upstream was asked for
     * @param authority what the client has asked for; empty when it named none
     * @param secure whether the client has asked by https
     */
    record Sides(Upstream upstream, String asked, String authority, boolean secure) {}

    /** {@code inside}, where something begins so, becomes {@code outside}. */
    record Replacement(String inside, String outside) {}

    /**
     * What is to be done.
     *
     * @param verbatim whether only the replacements are made, and else everything stays
     * @param references for Location, Content-Location and Refresh
     * @param cookieDomains for a cookie's Domain as a whole, without a dot before it; nothing outside takes it away
     * @param cookiePaths for a cookie's Path
     */
    record Rules(
            boolean verbatim,
            List<Replacement> references,
            List<Replacement> cookieDomains,
            List<Replacement> cookiePaths) {
        Rules {
            references = List.copyOf(references);
            cookieDomains = List.copyOf(cookieDomains);
            cookiePaths = List.copyOf(cookiePaths);
        }
    }

    private final OutsideReferences references;
    private final OutsideCookies cookies;

    /**
     * The names of a proxy.
     *
     * @param prefix what is taken off the front of each path on its way in; empty for nothing
     */
    OutsideNames(List<Upstream> upstreams, String prefix, Rules rules) {
        OutsidePaths paths = new OutsidePaths(prefix);
        references = new OutsideReferences(List.copyOf(upstreams), paths, rules);
        cookies = new OutsideCookies(paths, rules);
    }

    /** Whether {@code fields} say something of names. */
    static boolean areIn(Fields fields) {
        for (int i = 0; i < fields.size(); i++) if (isOne(fields.nameAt(i))) return true;
        return false;
    }

    private static boolean isOne(FieldName name) {
        return name.equals(FieldName.SET_COOKIE)
                || name.equals(FieldName.LOCATION)
                || name.equals(FieldName.CONTENT_LOCATION)
                || name.equals(FieldName.REFRESH);
    }

    /** {@code fields} of an answer as they go on. */
    Fields of(Fields fields, Sides sides) {
        Fields.Builder told = Fields.builder();
        for (int i = 0; i < fields.size(); i++) {
            FieldName name = fields.nameAt(i);
            String value = fields.valueAt(i);
            String outside;
            if (name.equals(FieldName.SET_COOKIE)) outside = cookies.of(value, sides);
            else if (name.equals(FieldName.REFRESH)) outside = refresh(value, sides);
            else if (isOne(name)) outside = references.of(value, sides);
            else outside = value;
            told.add(fields.rawNameAt(i), outside);
        }
        return told.build();
    }

    /** {@code 5; url=http://...}, which no RFC describes and every browser follows. */
    private String refresh(String value, Sides sides) {
        int url = value.toLowerCase(Locale.ROOT).indexOf("url=");
        if (url < 0) return value;
        int from = url + 4;
        int to = value.length();
        if (from < to && (value.charAt(from) == '"' || value.charAt(from) == '\'')) {
            int close = value.indexOf(value.charAt(from), from + 1);
            from++;
            if (close >= 0) to = close;
        }
        return value.substring(0, from) + references.of(value.substring(from, to), sides) + value.substring(to);
    }
}
