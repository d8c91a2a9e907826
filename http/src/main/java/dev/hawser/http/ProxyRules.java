package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a reverse proxy makes of each request on its way to an upstream.
 *
 * @param trustsForwarded whether what a request says of its origin is taken for true
 * @param host what Host says: null for the upstream's own name
 * @param prefix what is taken off the front of each path, without a slash at its end; empty for nothing
 */
record ProxyRules(boolean trustsForwarded, @Nullable Host host, String prefix) {

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
        String name = switch (host) {
            case null -> null;
            case Host.Passed() -> request.head().authority();
            case Host.Named(String fixed) -> fixed;
        };
        if (name != null && !name.isEmpty()) fields.add(FieldName.HOST, name);
        return fields.build();
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
