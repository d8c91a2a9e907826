package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a reverse proxy makes of each request on its way to an upstream, and of the answer on its way back.
 *
 * @param trustsForwarded whether what a request says of its origin is taken for true
 * @param host what Host says: null for the upstream's own name
 * @param prefix what is taken off the front of each path, without a slash at its end; empty for nothing
 * @param names how upstreams' names become the outside's
 */
record ProxyRules(boolean trustsForwarded, @Nullable Host host, String prefix, OutsideNames names) {

    /** Which host an upstream is asked for. */
    sealed interface Host {
        /** The one that the client has asked for. */
        record Passed() implements Host {}

        /** Always the same. */
        record Named(String name) implements Host {}
    }

    /** The fields of the request to an upstream. */
    Fields fields(Request request) {
        Fields.Builder fields = ProxyFields.request(request, trustsForwarded);
        String name = askedHost(request);
        if (name != null && !name.isEmpty()) fields.add(FieldName.HOST, name);
        return fields.build();
    }

    private @Nullable String askedHost(Request request) {
        return switch (host) {
            case null -> null;
            case Host.Passed() -> request.head().authority();
            case Host.Named(String fixed) -> fixed;
        };
    }

    /** The fields of what {@code upstream} has answered, for the client. */
    Fields.Builder answer(Request request, Reply reply, Upstream upstream) {
        Fields fields = reply.fields();
        if (OutsideNames.areIn(fields)) fields = names.of(fields, sides(request, upstream));
        return ProxyFields.response(fields, reply.version());
    }

    private OutsideNames.Sides sides(Request request, Upstream upstream) {
        String asked = askedHost(request);
        if (asked == null || asked.isEmpty()) asked = upstream.origin.hostAndPort();
        String authority = request.head().authority();
        String scheme = request.isSecure() ? "https" : "http";
        if (trustsForwarded) {
            authority = first(request.field(FieldName.X_FORWARDED_HOST), authority);
            scheme = first(request.field(FieldName.X_FORWARDED_PROTO), scheme);
        }
        return new OutsideNames.Sides(
                upstream, asked, authority == null ? "" : authority, "https".equalsIgnoreCase(scheme));
    }

    /** What was said by the first of several proxies, who is the one that the client has asked. */
    private static @Nullable String first(@Nullable String list, @Nullable String otherwise) {
        if (list == null || list.isBlank()) return otherwise;
        int comma = list.indexOf(',');
        return (comma < 0 ? list : list.substring(0, comma)).strip();
    }

    /** {@code target} as the upstream is asked for it; null when it has not the prefix. */
    @Nullable
    String target(String target) {
        if (prefix.isEmpty()) return target;
        if (!target.startsWith(prefix)) return null;
        if (target.length() == prefix.length()) return "/";
        return switch (target.charAt(prefix.length())) {
            case '/' -> target.substring(prefix.length());
            case '?' -> "/" + target.substring(prefix.length());
            default -> null;
        };
    }
}
