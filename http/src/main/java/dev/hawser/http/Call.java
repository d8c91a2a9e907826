package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks: method, URL, fields, content. Immutable, for any thread and any number of times, unless its content
 * is a stream, which can be read once. A call that is made often is best built once: it remembers how it looks on the
 * wire.
 *
 * <p>The client adds Host, Content-Length where the length is known, and User-Agent and Accept-Encoding where the call
 * has none.
 */
public final class Call {

    private final Method method;
    private final URI uri;
    private final Target target;
    private final Fields fields;
    private final Body body;
    private final Duration timeout;
    private final boolean expectsContinue;
    private final @Nullable Consumer<? super ResponseHead> informational;
    private final @Nullable String upgrade;
    private final @Nullable String destination;

    /** What the client that made this call last has made of it. */
    volatile @Nullable Prepared prepared;

    private Call(Builder builder) {
        this.method = builder.method;
        this.uri = builder.uri;
        this.target = builder.target;
        this.fields = builder.fields.build();
        this.body = builder.body;
        this.timeout = builder.timeout;
        this.expectsContinue = builder.expectsContinue;
        this.informational = builder.informational;
        this.upgrade = builder.upgrade;
        this.destination = builder.destination;
    }

    /** A call on its way: by which pool, with which head. */
    record Prepared(Pool pool, RequestHead head) {}

    /**
     * GET of {@code url}.
     *
     * @throws IllegalArgumentException when that is no URL of http or https
     */
    public static Call get(String url) {
        return builder(Method.GET, url).build();
    }

    /**
     * Starts a call that asks the proxy at {@code proxyUrl} for a tunnel to {@code destination} (RFC 9110 9.3.6). When it
     * agrees, the reply has a {@link Reply#tunnel}.
     *
     * @param destination host and port, an IPv6 address in brackets
     * @throws IllegalArgumentException when the URL is none of http or https, or the destination is no host and port
     */
    public static Builder connect(String proxyUrl, String destination) {
        int colon = destination.lastIndexOf(':');
        if (colon <= 0 || colon < destination.indexOf(']')) {
            throw new IllegalArgumentException("CONNECT to '%s': host and port are asked for".formatted(destination));
        }
        Target.of(URI.create("http://" + destination));
        Builder builder = new Builder(Method.CONNECT, URI.create(proxyUrl));
        builder.destination = destination;
        return builder;
    }

    /**
     * Starts a call.
     *
     * @throws IllegalArgumentException when {@code url} is no URL of http or https
     */
    public static Builder builder(Method method, String url) {
        return builder(method, URI.create(url));
    }

    /**
     * Starts a call.
     *
     * @throws IllegalArgumentException when {@code uri} is not of http or https, or names no host
     */
    public static Builder builder(Method method, URI uri) {
        if (method.equals(Method.CONNECT)) throw new IllegalArgumentException("CONNECT asks a proxy: see Call.connect");
        return new Builder(method, uri);
    }

    /** The method. */
    public Method method() {
        return method;
    }

    /** The URL. */
    public URI uri() {
        return uri;
    }

    /** The fields that were given. */
    public Fields fields() {
        return fields;
    }

    /** The content. */
    public Body body() {
        return body;
    }

    Target target() {
        return target;
    }

    Duration timeout() {
        return timeout;
    }

    /** Whether 100 (Continue) is asked for; RFC 9110 10.1.1: never by a request without content. */
    boolean expectsContinue() {
        return expectsContinue && body.length() != 0;
    }

    @Nullable
    Consumer<? super ResponseHead> informational() {
        return informational;
    }

    /** What an upgrade is asked for, or null. */
    @Nullable
    String upgrade() {
        return upgrade;
    }

    /** Where CONNECT is to lead, or null for other methods. */
    @Nullable
    String destination() {
        return destination;
    }

    boolean asksForTunnel() {
        return upgrade != null || destination != null;
    }

    /** Starts a call that begins as this one. */
    public Builder toBuilder() {
        Builder builder = redirected(method, uri).fields(fields).body(body);
        builder.destination = destination;
        return builder;
    }

    /** A builder with what survives a redirection. */
    Builder redirected(Method next, URI to) {
        Builder builder = new Builder(next, to).timeout(timeout);
        builder.expectsContinue = expectsContinue;
        builder.informational = informational;
        builder.upgrade = upgrade;
        return builder;
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }

    /** Collects the parts of a call. Confined to one thread. */
    public static final class Builder {

        private final Method method;
        private final URI uri;
        private final Target target;
        private Fields.Builder fields = Fields.builder();
        private Body body = Body.empty();
        private Duration timeout = Duration.ZERO;
        private boolean expectsContinue;
        private @Nullable Consumer<? super ResponseHead> informational;
        private @Nullable String upgrade;
        private @Nullable String destination;

        private Builder(Method method, URI uri) {
            this.method = method;
            this.uri = uri;
            this.target = Target.of(uri);
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

        /** Takes {@code all} in place of the fields so far. */
        public Builder fields(Fields all) {
            fields = all.toBuilder();
            return this;
        }

        /** With {@code content}; shares it until it is on the wire. */
        public Builder body(Bytes content) {
            return body(new Body.Octets(content));
        }

        /** With {@code text} in UTF-8. */
        public Builder body(String text) {
            return body(Bytes.of(text));
        }

        /** With the whole file at {@code path}, as long as it is now. */
        public Builder file(Path path) throws IOException {
            return body(new Body.Stretch(path, 0, Files.size(path)));
        }

        /** With whatever {@code writer} writes, on a virtual thread of its own, of unknown length. */
        public Builder writing(BodyWriter writer) {
            return body(new Body.Written(writer, -1));
        }

        /** With {@code content}. */
        public Builder body(Body content) {
            body = Objects.requireNonNull(content);
            return this;
        }

        /** How long all of it may take, to the end of the response's content; zero for as long as it takes. */
        public Builder timeout(Duration whole) {
            if (whole.isNegative()) throw new IllegalArgumentException("a timeout of " + whole);
            timeout = whole;
            return this;
        }

        /**
         * Asks for 100 (Continue) before the content is sent, and sends it all the same when the server says nothing for
         * a second (RFC 9110 10.1.1). A final answer that comes first spares the content.
         */
        public Builder expectContinue() {
            expectsContinue = true;
            return this;
        }

        /**
         * Asks to go on in {@code protocol}, such as "websocket": by an upgrade of HTTP/1.1 (RFC 9110 7.8) where the client
         * may speak that, else by extended CONNECT (RFC 8441). When the server agrees, the reply has a
         * {@link Reply#tunnel}. Such a call is GET and has no content.
         */
        public Builder upgrade(String protocol) {
            upgrade = Objects.requireNonNull(protocol);
            return this;
        }

        /** Tells {@code listener} of interim responses such as 103 (Early Hints), in the thread that awaits the reply. */
        public Builder onInformational(Consumer<? super ResponseHead> listener) {
            informational = listener;
            return this;
        }

        /**
         * The call.
         *
         * @throws IllegalStateException when an upgrade is asked for with another method than GET, or a tunnel with content
         */
        public Call build() {
            if (upgrade != null && !method.equals(Method.GET)) {
                throw new IllegalStateException("an upgrade is asked for by GET, not " + method);
            }
            if ((upgrade != null || destination != null) && body.length() != 0) {
                throw new IllegalStateException("a request for a tunnel has no content");
            }
            return new Call(this);
        }
    }
}
