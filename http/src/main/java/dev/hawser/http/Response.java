package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What a handler answers: status, fields, content. Immutable: one that is sent often is best made once, because a head
 * remembers how it looks on the wire.
 *
 * <p>The server adds {@code Date}, and {@code Content-Length} where the length is known; it leaves out the content where
 * the request or the status forbids it (HEAD, 204, 304).
 */
public final class Response {

    private final ResponseHead head;
    private final Body body;
    private final @Nullable TunnelHandler tunnel;

    private Response(ResponseHead head, Body body) {
        this(head, body, null);
    }

    private Response(ResponseHead head, Body body, @Nullable TunnelHandler tunnel) {
        this.head = head;
        this.body = body;
        this.tunnel = tunnel;
    }

    /** A response with {@code head} and {@code body}. */
    public static Response of(ResponseHead head, Body body) {
        return new Response(head, body);
    }

    /** A response with no content and no fields of its own. */
    public static Response of(Status status) {
        return new Response(ResponseHead.of(status), Body.empty());
    }

    /** 200 with {@code content}; shares it until it is on the wire. */
    public static Response ok(Bytes content) {
        return new Response(ResponseHead.of(Status.OK), new Body.Octets(content));
    }

    /** 200 with {@code text} in UTF-8 as text/plain. */
    public static Response ok(String text) {
        return text(Status.OK, text);
    }

    /** {@code status} with {@code text} in UTF-8 as text/plain. */
    public static Response text(Status status, String text) {
        return status(status)
                .field(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")
                .body(Bytes.of(text));
    }

    /**
     * Accepts the tunnel that the request asks for ({@link Request#asksForTunnel}): 101 (Switching Protocols) for an upgrade
     * of HTTP/1.1, 200 for CONNECT of either kind. {@code user} then has the octets both ways, on the request's virtual
     * thread. To any other request the answer is 500, and the fault is reported.
     */
    public static Response tunnel(TunnelHandler user) {
        return tunnel(Fields.EMPTY, user);
    }

    /** As {@link #tunnel(TunnelHandler)}, with {@code fields}; Upgrade among them names the protocol, else it is the first asked for. */
    public static Response tunnel(Fields fields, TunnelHandler user) {
        return new Response(ResponseHead.of(Status.OK, fields), Body.empty(), user);
    }

    /** Starts a response with {@code status}. */
    public static Builder status(Status status) {
        return new Builder(status);
    }

    /** Status and fields. */
    public ResponseHead head() {
        return head;
    }

    /** The content. */
    public Body body() {
        return body;
    }

    /** Who uses the tunnel that this response opens; null for any other response. */
    @Nullable
    TunnelHandler tunnel() {
        return tunnel;
    }

    /** Collects the fields; every {@code body} method ends it. */
    public static final class Builder {

        private final Status status;
        private final Fields.Builder fields = Fields.builder();

        private Builder(Status status) {
            this.status = status;
        }

        /** Adds a field. */
        public Builder field(FieldName name, String value) {
            fields.add(name, value);
            return this;
        }

        /**
         * Adds a field.
         *
         * @throws IllegalArgumentException if the name is not a token or the value holds CR, LF or NUL
         */
        public Builder field(String name, String value) {
            fields.add(name, value);
            return this;
        }

        /** With no content. */
        public Response empty() {
            return end(Body.empty());
        }

        /** With {@code content}; shares it until it is on the wire. */
        public Response body(Bytes content) {
            return end(new Body.Octets(content));
        }

        /** With {@code content}. Takes the array: the caller must not write to it again. */
        public Response body(byte[] content) {
            return body(Bytes.wrap(content));
        }

        /** With {@code text} in UTF-8. */
        public Response body(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * With the whole file at {@code path}, as long as it is now.
         *
         * @throws IOException when it is not there, or cannot be asked for its size
         */
        public Response file(Path path) throws IOException {
            return file(path, 0, Files.size(path));
        }

        /** With {@code length} octets of a file from {@code position} on. */
        public Response file(Path path, long position, long length) {
            return end(new Body.Stretch(path, position, length));
        }

        /** With whatever {@code writer} writes, of unknown length. */
        public Response writing(BodyWriter writer) {
            return end(new Body.Written(writer, -1));
        }

        /** With the {@code length} octets that {@code writer} writes. */
        public Response writing(long length, BodyWriter writer) {
            return end(new Body.Written(writer, length));
        }

        /** With everything in {@code stream}, which is closed when the response is over. */
        public Response stream(InputStream stream) {
            return end(new Body.Streamed(stream, -1));
        }

        /** With the {@code length} octets of {@code stream}, which is closed when the response is over; -1 for unknown. */
        public Response stream(InputStream stream, long length) {
            return end(new Body.Streamed(stream, length));
        }

        /** With whatever {@code publisher} publishes, of unknown length; see {@link Body#published(Flow.Publisher)}. */
        public Response publishing(Flow.Publisher<? extends Bytes> publisher) {
            return end(Body.published(publisher));
        }

        /** With {@code body}. */
        public Response end(Body body) {
            return new Response(ResponseHead.of(status, fields.build()), body);
        }
    }
}
