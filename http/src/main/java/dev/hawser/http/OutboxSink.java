package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The content of a message as a writer on a thread of its own writes it. */
final class OutboxSink extends BodySink {

    private final Outbox outbox;
    private final long promised;
    private long written;
    private Fields trailers = Fields.EMPTY;

    private OutboxSink(Outbox outbox, long promised) {
        this.outbox = outbox;
        this.promised = promised;
    }

    /**
     * Writes all of {@code content}, and its end.
     *
     * @param promised the octets that it must have, or -1
     */
    static void write(Outbox outbox, Body.Written content, long promised) throws IOException {
        OutboxSink sink = new OutboxSink(outbox, promised);
        content.writer().write(sink);
        sink.end();
    }

    /** Writes all of {@code content} in pieces of {@code octets}, and its end. Leaves the stream open. */
    static void write(Outbox outbox, Body.Streamed content, long promised, int octets) throws IOException {
        OutboxSink sink = new OutboxSink(outbox, promised);
        InputStream stream = content.stream();
        byte[] block = stream.readNBytes(octets);
        while (block.length != 0) {
            sink.write(Bytes.wrap(block));
            block = stream.readNBytes(octets);
        }
        sink.end();
    }

    @Override
    public void write(Bytes piece) throws IOException {
        if (piece.isEmpty()) return;
        if (promised >= 0 && piece.length() > promised - written) throw broken(written + piece.length());
        written += piece.length();
        outbox.post(new Command.Piece(piece), piece.length());
    }

    @Override
    public void flush() {
        // Every piece is posted as it is written and leaves when the loop's turn ends.
    }

    @Override
    public void trailers(Fields fields) {
        trailers = Objects.requireNonNull(fields);
    }

    @Override
    void whenOver(Runnable action) {
        outbox.whenOver(action);
    }

    private void end() throws IOException {
        endStream();
        if (promised >= 0 && written != promised) throw broken(written);
        outbox.post(new Command.End(trailers), 0);
    }

    private IllegalStateException broken(long octets) {
        return new IllegalStateException(
                "content of %d octets was promised, %d were written".formatted(promised, octets));
    }
}
