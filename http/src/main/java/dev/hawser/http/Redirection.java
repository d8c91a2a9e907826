package dev.hawser.http;

import dev.hawser.http.Target.Origin;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The call that a redirection leads to (RFC 9110 15.4). */
final class Redirection {

    private Redirection() {}

    /** What to send in place of {@code call} after {@code reply}; null when the reply is the caller's to see. */
    static @Nullable Call of(Call call, Reply reply, Redirects policy) {
        if (policy == Redirects.NEVER) return null;
        int status = reply.status().code();
        Method method = switch (status) {
            // RFC 9110 15.4.2, 15.4.3: POST becomes GET, as it always has.
            case 301, 302 -> call.method().equals(Method.POST) ? Method.GET : call.method();
            case 303 -> call.method().equals(Method.HEAD) ? Method.HEAD : Method.GET;
            case 307, 308 -> call.method();
            default -> null;
        };
        String location = reply.field(FieldName.LOCATION);
        if (method == null || location == null || location.isEmpty() || call.destination() != null) return null;
        boolean withContent = method.equals(call.method());
        if (withContent && !isRepeatable(call.body())) return null;
        URI to = Target.resolve(call.uri(), location);
        if (to == null) return null;
        Call.Builder next;
        try {
            next = call.redirected(method, to);
        } catch (IllegalArgumentException e) {
            return null; // Another scheme, or nothing that could be asked.
        }
        Origin from = call.target().origin();
        Origin leads = Target.of(to).origin();
        boolean allowed = switch (policy) {
            case NEVER -> false;
            case SAME_ORIGIN -> leads.equals(from);
            case SECURE -> leads.secure() || !from.secure();
            case ALWAYS -> true;
        };
        if (!allowed) return null;
        Fields.Builder fields = call.fields().toBuilder();
        // What was meant for one server is not told to another; what described the content goes with it.
        fields.remove(FieldName.HOST);
        if (!leads.equals(from)) {
            fields.remove(FieldName.AUTHORIZATION).remove(FieldName.COOKIE).remove(FieldName.PROXY_AUTHORIZATION);
        }
        if (!withContent) {
            fields.remove(FieldName.CONTENT_LENGTH)
                    .remove(FieldName.CONTENT_TYPE)
                    .remove(FieldName.CONTENT_ENCODING)
                    .remove(FieldName.CONTENT_LANGUAGE)
                    .remove(FieldName.CONTENT_LOCATION);
        }
        next.fields(fields.build());
        return withContent ? next.body(call.body()).build() : next.build();
    }

    private static boolean isRepeatable(Body body) {
        return body instanceof Body.Octets || body instanceof Body.Stretch;
    }
}
