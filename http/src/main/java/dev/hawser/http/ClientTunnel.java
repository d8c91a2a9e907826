package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client's end of a tunnel: what comes is an exchange's content, what goes is its upload. */
final class ClientTunnel implements Tunnel.Line {

    private final ClientExchange exchange;
    private final Upload output;

    ClientTunnel(ClientExchange exchange, Upload output) {
        this.exchange = exchange;
        this.output = output;
    }

    @Override
    public @Nullable Bytes read() throws IOException {
        return exchange.read();
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
        // In this order: the loop ends the output before it stops listening.
        output.end();
        exchange.cancel();
    }

    @Override
    public void abort() {
        exchange.cancel();
    }
}
