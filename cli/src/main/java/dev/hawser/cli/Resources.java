package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Response;
import dev.hawser.message.FieldName;
import dev.hawser.message.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files that are part of the command itself. */
final class Resources {

    private Resources() {}

    /** The whole of {@code name}, which lies beside these classes. */
    static Bytes bytes(String name) {
        try (InputStream stream = Resources.class.getResourceAsStream(name)) {
            if (stream == null) throw new IllegalStateException("the resource " + name + " is missing");
            return Bytes.wrap(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the response that sends a page. */
    static Response.Builder html(Status status) {
        return Response.status(status)
                .field(FieldName.CONTENT_TYPE, "text/html; charset=utf-8")
                .field(FieldName.X_CONTENT_TYPE_OPTIONS, "nosniff");
    }
}
