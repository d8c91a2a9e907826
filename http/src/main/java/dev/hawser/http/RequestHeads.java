package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** What becomes of a prepared head on a certain connection. */
final class RequestHeads {

    private RequestHeads() {}

    /**
     * A proxy that forwards requests, each with a whole URL (RFC 9112 3.2.2).
     *
     * @param authorization what it wants to hear in Proxy-Authorization, or null
     */
    record Forwarded(@Nullable String authorization) {

        /** {@code head} as this proxy is asked. */
        RequestHead addressed(RequestHead head) {
            Fields fields = head.fields();
            if (authorization != null && !fields.contains(FieldName.PROXY_AUTHORIZATION)) {
                fields = fields.toBuilder()
                        .add(FieldName.PROXY_AUTHORIZATION, authorization)
                        .build();
            }
            return copy(head, "http://" + head.authority() + head.target(), fields);
        }
    }

    /** RFC 9113 8.3.1: whom a Host field names, HTTP/2 asks for as the authority. */
    static RequestHead named(RequestHead head) {
        String host = head.fields().get(FieldName.HOST);
        if (host == null || host.equals(head.authority())) return head;
        RequestHead.Builder named =
                RequestHead.builder(head.method(), head.target()).fields(head.fields());
        if (head.scheme() != null) named.scheme(head.scheme());
        return named.authority(host).build();
    }

    /** With Content-Length, unless {@code length} is negative or the head has it already. */
    static RequestHead withLength(RequestHead head, long length) {
        if (length < 0 || head.fields().contains(FieldName.CONTENT_LENGTH)) return head;
        Fields.Builder fields = head.fields().toBuilder();
        return copy(
                head,
                head.target(),
                fields.add(FieldName.CONTENT_LENGTH, Long.toString(length)).build());
    }

    /** RFC 8441 4: what asks for an upgrade in HTTP/1.1 is CONNECT with a protocol in HTTP/2. */
    static RequestHead extendedConnect(RequestHead head, String protocol) {
        Fields.Builder fields = head.fields().toBuilder();
        fields.remove(FieldName.CONNECTION).remove(FieldName.UPGRADE);
        RequestHead.Builder extended = RequestHead.builder(Method.CONNECT, head.target())
                .fields(fields.build())
                .protocol(protocol);
        if (head.scheme() != null) extended.scheme(head.scheme());
        if (head.authority() != null) extended.authority(head.authority());
        return extended.build();
    }

    private static RequestHead copy(RequestHead head, String target, Fields fields) {
        RequestHead.Builder copy = RequestHead.builder(head.method(), target).fields(fields);
        if (head.scheme() != null) copy.scheme(head.scheme());
        if (head.authority() != null) copy.authority(head.authority());
        return copy.build();
    }
}
