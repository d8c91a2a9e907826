package dev.hawser.http;

import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;

/** Sends responses from the threads of their exchanges, waiting where their content has to. */
final class ResponseWriter {

    private static final int BLOCK = 32 * 1024;

    private ResponseWriter() {}

    /** Sends {@code response}; whatever goes wrong on the way ends it and is told. */
    static void send(Exchange exchange, Response response) {
        TunnelHandler user = response.tunnel();
        if (user != null) {
            ServerTunnel.serve(exchange, response.head(), user);
            return;
        }
        try {
            write(exchange, response.head(), response.body());
        } catch (FileSystemException fault) {
            // Not of the peer's doing: a file that is not there, or may not be read.
            exchange.connection.report("content of " + exchange.head.target(), fault);
            exchange.post(new Command.Abort(ErrorCode.INTERNAL_ERROR));
        } catch (IOException gone) {
            // The peer has gone or the content broke off: whoever is left to tell is told by the reset.
            exchange.post(new Command.Abort(ErrorCode.INTERNAL_ERROR));
        } catch (RuntimeException | Error fault) {
            exchange.connection.report("content of " + exchange.head.target(), fault);
            exchange.post(new Command.Abort(ErrorCode.INTERNAL_ERROR));
        }
    }

    private static void write(Exchange exchange, ResponseHead head, Body body) throws IOException {
        if (body instanceof Body.Octets octets) {
            exchange.post(new Command.Whole(head, octets.bytes()), 0);
            return;
        }
        long length = body.length();
        ResponseHead start = length < 0 ? head : withLength(head, length);
        if (exchange.head.method() == Method.HEAD || start.status().forbidsContent()) {
            exchange.begin(start);
            exchange.post(new Command.End(Fields.EMPTY), 0);
            if (body instanceof Body.Streamed streamed) streamed.stream().close();
            return;
        }
        switch (body) {
            case Body.Octets octets -> throw new AssertionError(octets);
            case Body.Stretch stretch -> FileSender.send(exchange, start, stretch);
            case Body.Written written -> {
                exchange.begin(start);
                OutboxSink.write(exchange, written);
            }
            case Body.Streamed streamed -> {
                try (InputStream _ = streamed.stream()) {
                    exchange.begin(start);
                    OutboxSink.write(exchange, streamed, BLOCK);
                }
            }
        }
    }

    static ResponseHead withLength(ResponseHead head, long length) {
        if (head.status().forbidsContent() || head.fields().contains(FieldName.CONTENT_LENGTH)) return head;
        Fields.Builder fields = head.fields().toBuilder();
        fields.add(FieldName.CONTENT_LENGTH, Long.toString(length));
        return ResponseHead.of(head.status(), fields.build());
    }
}
