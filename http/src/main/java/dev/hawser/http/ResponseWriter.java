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
            exchange.post(new Command.Abort(codeOf(gone)));
        } catch (RuntimeException | Error fault) {
            exchange.connection.report("content of " + exchange.head.target(), fault);
            exchange.post(new Command.Abort(ErrorCode.INTERNAL_ERROR));
        }
    }

    /** What content from elsewhere was called off by is passed on: to gRPC a server that cancels has not failed. */
    private static ErrorCode codeOf(IOException gone) {
        boolean calledOff = gone instanceof CallException.Reset reset && reset.code() == ErrorCode.CANCEL;
        return calledOff ? ErrorCode.CANCEL : ErrorCode.INTERNAL_ERROR;
    }

    private static void write(Exchange exchange, ResponseHead head, Body body) throws IOException {
        if (body instanceof Body.Streamed streamed) {
            try (InputStream _ = streamed.stream()) {
                writeOpen(exchange, head, body);
            }
        } else {
            writeOpen(exchange, head, body);
        }
    }

    private static void writeOpen(Exchange exchange, ResponseHead head, Body body) throws IOException {
        boolean empty = exchange.head.method() == Method.HEAD || head.status().forbidsContent();
        // An answer to HEAD, and 304, may announce what they do not have with them.
        long length = empty && body.length() <= 0 ? body.length() : ContentLength.of(head.fields(), body);
        if (body instanceof Body.Octets octets) {
            exchange.post(new Command.Whole(head, octets.bytes()), 0);
            return;
        }
        ResponseHead start = withLength(head, length);
        if (empty) {
            exchange.begin(start);
            exchange.post(new Command.End(Fields.EMPTY), 0);
            return;
        }
        switch (body) {
            case Body.Octets octets -> throw new AssertionError(octets);
            case Body.Stretch stretch -> FileSender.send(exchange, start, stretch);
            case Body.Written written -> {
                exchange.begin(start);
                OutboxSink.write(exchange, written, length);
            }
            case Body.Streamed streamed -> {
                exchange.begin(start);
                OutboxSink.write(exchange, streamed, length, BLOCK);
            }
        }
    }

    static ResponseHead withLength(ResponseHead head, long length) {
        if (length < 0 || head.status().forbidsContent() || head.fields().contains(FieldName.CONTENT_LENGTH))
            return head;
        Fields.Builder fields = head.fields().toBuilder();
        fields.add(FieldName.CONTENT_LENGTH, Long.toString(length));
        return ResponseHead.of(head.status(), fields.build());
    }
}
