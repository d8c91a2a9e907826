package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A server's end of a tunnel: an exchange whose content, both ways, is the tunnel's. */
final class ServerTunnel implements Tunnel.Line {

    private enum Output {
        OPEN,
        ENDED,
        CLOSED
    }

    private final Exchange exchange;
    private final RequestContent incoming;
    private Output output = Output.OPEN; // Guarded by this.

    private ServerTunnel(Exchange exchange, RequestContent incoming) {
        this.exchange = exchange;
        this.incoming = incoming;
    }

    /** Whether {@code head} asks for a tunnel of any kind. */
    static boolean isAskedFor(RequestHead head) {
        return head.method().equals(Method.CONNECT) || upgrade(head) != null;
    }

    /** What the tunnel is to speak, as the peer names it; null when it asks for none, or by a plain CONNECT. */
    static @Nullable String upgrade(RequestHead head) {
        if (head.method().equals(Method.CONNECT)) return head.protocol();
        // RFC 9110 7.8: not in HTTP/1.0, and only where Connection says so.
        if (head.version() != HttpVersion.HTTP_1_1) return null;
        String asked = head.fields().joined(FieldName.UPGRADE);
        return asked != null && head.fields().containsToken(FieldName.CONNECTION, "upgrade") ? asked : null;
    }

    /** The head that accepts: 101 with the protocol for an upgrade, {@code status} for CONNECT. */
    private static ResponseHead acceptance(RequestHead request, ResponseHead head) {
        if (request.method().equals(Method.CONNECT)) return head;
        Fields fields = head.fields();
        String asked = upgrade(request);
        if (asked != null && !fields.contains(FieldName.UPGRADE)) {
            int comma = asked.indexOf(',');
            String first = (comma < 0 ? asked : asked.substring(0, comma)).strip();
            fields = fields.toBuilder().add(FieldName.UPGRADE, first).build();
        }
        return ResponseHead.of(Status.SWITCHING_PROTOCOLS, fields);
    }

    /** Accepts and lets {@code handler} use the tunnel. On the exchange's thread. */
    static void serve(Exchange exchange, ResponseHead head, TunnelHandler handler) {
        ServerConnection connection = exchange.connection;
        if (!isAskedFor(exchange.head)) {
            connection.report(
                    "tunnel of " + exchange.head.target(), new IllegalStateException("the request asks for no tunnel"));
            ResponseWriter.send(exchange, Responses.INTERNAL_SERVER_ERROR);
            return;
        }
        ServerTunnel line;
        try {
            RequestContent incoming = exchange.openTunnel(acceptance(exchange.head, head));
            line = new ServerTunnel(exchange, incoming);
        } catch (IllegalStateException early) {
            connection.report("tunnel of " + exchange.head.target(), early);
            ResponseWriter.send(exchange, Responses.INTERNAL_SERVER_ERROR);
            return;
        } catch (IOException gone) {
            exchange.post(new Command.Abort(ErrorCode.CANCEL));
            return;
        }
        try {
            line.use(handler);
        } finally {
            line.close();
        }
    }

    private void use(TunnelHandler handler) {
        try {
            handler.use(new Tunnel(this));
        } catch (ExchangeOverException gone) {
            abort();
        } catch (IOException broken) {
            breakOff(ErrorCode.CONNECT_ERROR); // RFC 9113 8.5
        } catch (Exception | StackOverflowError | AssertionError fault) {
            exchange.connection.report("tunnel of " + exchange.head.target(), fault);
            breakOff(ErrorCode.INTERNAL_ERROR);
        }
    }

    @Override
    public @Nullable Bytes read() throws IOException {
        return incoming.read();
    }

    @Override
    public void write(Bytes piece) throws IOException {
        synchronized (this) {
            if (output != Output.OPEN) throw new IOException("the tunnel's output has ended");
        }
        exchange.post(new Command.Piece(piece), piece.length());
    }

    @Override
    public void endOutput() throws IOException {
        synchronized (this) {
            if (output != Output.OPEN) return;
            output = Output.ENDED;
        }
        exchange.post(new Command.End(Fields.EMPTY), 0);
    }

    @Override
    public void close() {
        Output before;
        synchronized (this) {
            before = output;
            output = Output.CLOSED;
        }
        if (before == Output.OPEN) exchange.post(new Command.End(Fields.EMPTY));
        if (before != Output.CLOSED) exchange.leaveTunnel();
    }

    @Override
    public void abort() {
        breakOff(ErrorCode.CANCEL);
    }

    private void breakOff(ErrorCode code) {
        synchronized (this) {
            if (output == Output.CLOSED) return;
            output = Output.CLOSED;
        }
        exchange.post(new Command.Abort(code));
    }
}
