package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered. The head is complete, the content comes while it is read.
 *
 * <p>Read the content to its end or close the reply: until then it holds its place on the connection. Closing it early
 * costs HTTP/2 one reset stream, and HTTP/1.1 its connection unless little is left. Confined to one thread at a time,
 * but for {@link #close}.
 */
public final class Reply implements AutoCloseable {

    private final ResponseHead head;
    private final URI uri;
    private final ReplyBody body;
    private final ClientExchange exchange;
    private final @Nullable Tunnel tunnel;

    Reply(ResponseHead head, URI uri, ReplyBody body, ClientExchange exchange, @Nullable Tunnel tunnel) {
        this.head = head;
        this.uri = uri;
        this.body = body;
        this.exchange = exchange;
        this.tunnel = tunnel;
    }

    /** Status and fields. Of content that was unpacked on the way, Content-Encoding and Content-Length are left out. */
    public ResponseHead head() {
        return head;
    }

    /** The status. */
    public Status status() {
        return head.status();
    }

    /** The fields. */
    public Fields fields() {
        return head.fields();
    }

    /** The first value of the field {@code name}, or null. */
    public @Nullable String field(FieldName name) {
        return head.fields().get(name);
    }

    /** The protocol it came by. */
    public HttpVersion version() {
        return head.version();
    }

    /** The URL that answered: another than was asked when redirections were followed. */
    public URI uri() {
        return uri;
    }

    /** The connection it came by, to be told from others, or to be taken out of use. */
    public ReplyConnection connection() {
        return exchange.by();
    }

    /** The content. Reading it waits for the server. */
    public ReplyBody body() {
        return body;
    }

    /**
     * The tunnel that an upgrade or CONNECT has led to, or null when the server has not agreed: then this is an ordinary
     * reply that says why. Closing the reply closes the tunnel.
     */
    public @Nullable Tunnel tunnel() {
        return tunnel;
    }

    /**
     * The whole content as text, in the charset of Content-Type, UTF-8 where it names none.
     *
     * @throws ContentTooLargeException when it is longer than {@code maxOctets}; the reply is then to be closed
     */
    public String text(int maxOctets) throws IOException {
        return body.readAll(maxOctets).toString(charset());
    }

    private Charset charset() {
        String type = head.fields().get(FieldName.CONTENT_TYPE);
        int at = type == null ? -1 : type.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (type == null || at < 0) return StandardCharsets.UTF_8;
        String name = type.substring(at + 8);
        int end = name.indexOf(';');
        name = (end < 0 ? name : name.substring(0, end)).replace("\"", "").strip();
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Gives up what has not been read. Any thread; twice is once; after the end it does nothing. */
    @Override
    public void close() {
        if (tunnel != null) tunnel.close();
        else exchange.cancel();
    }
}
