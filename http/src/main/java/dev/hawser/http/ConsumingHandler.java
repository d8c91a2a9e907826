package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;

/** A handler whose content is taken as it comes; where it can be read, because others stand before it, by reading. */
record ConsumingHandler(BodyConsumer.Opener opener) implements Handler {

    @Override
    public BodyConsumer consumer(Request request) throws Exception {
        return opener.open(request);
    }

    @Override
    public Response handle(Request request) throws Exception {
        BodyConsumer consumer = opener.open(request);
        RequestBody body = request.body();
        while (true) {
            Bytes piece;
            try {
                piece = body.read();
            } catch (IOException cause) {
                consumer.abandon(cause);
                throw cause;
            }
            if (piece == null) return consumer.end(body.trailers());
            byte[] octets = piece.toByteArray();
            consumer.take(octets, 0, octets.length);
        }
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }
}
