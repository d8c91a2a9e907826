package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client's end of a tunnel: what comes is an exchange's content, what goes is its upload. */
final class ClientTunnel implements Tunnel.Line {

    private final ClientExchange exchange;
    private final Upload output;
    private volatile boolean closed;

    ClientTunnel(ClientExchange exchange, Upload output) {
        this.exchange = exchange;
        this.output = output;
    }

    @Override
    public @Nullable Bytes read() throws IOException {
        // What the loop still hears between the end and the cancelling is dropped, also the peer's end.
        Bytes piece = closed ? null : exchange.read();
        if (closed) throw new CallException.Cancelled("the tunnel was closed", null, true);
        return piece;
    }

    @Override
    public void write(Bytes piece) throws IOException {
        output.tell(piece);
    }

    @Override
    public void endOutput() {
        output.end();
    }

    @Override
    public void close() {
        closed = true;
        // In this order: the loop ends the output before it stops listening.
        output.end();
        exchange.cancel();
    }

    @Override
    public void abort() {
        closed = true;
        exchange.abort();
    }
}
