package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.message.Fields;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A request's content while it is sent: written by a thread of its own, so that the response can come meanwhile. */
final class Upload extends Outbox {

    private static final int BLOCK = 64 * 1024;

    private final ClientExchange exchange;
    private final ClientConnection connection;
    private final Body body;

    private boolean ended; // Guarded by this.

    Upload(ClientExchange exchange, ClientConnection connection, Body body) {
        this.exchange = exchange;
        this.connection = connection;
        this.body = body;
    }

    // ---------------------------------------------------------------- the writer's thread

    /** Writes all of it. */
    void write() {
        try {
            long length = ContentLength.of(exchange.head.fields(), body);
            switch (body) {
                case Body.Octets octets -> throw new AssertionError(octets);
                case Body.Stretch stretch -> writeFile(stretch);
                case Body.Written written -> OutboxSink.write(this, written, length);
                case Body.Streamed streamed -> {
                    try (InputStream _ = streamed.stream()) {
                        OutboxSink.write(this, streamed, length, BLOCK);
                    }
                }
            }
        } catch (IOException | RuntimeException | Error cause) {
            // Of a writer whom the exchange's end has stopped this is no news, and the loop knows.
            post(new Command.Broken(cause));
        }
    }

    private void writeFile(Body.Stretch stretch) throws IOException {
        OpenFile file = connection.openFile(stretch.path());
        boolean handedOver = false;
        try {
            long size = file.size();
            if (stretch.length() > size - stretch.position()) {
                throw new EOFException("%d octets from %d of %s, which has %d"
                        .formatted(stretch.length(), stretch.position(), stretch.path(), size));
            }
            if (stretch.length() != 0 && connection.sendsFilesWhole()) {
                post(new Command.FromFile(new FileRegion(file, stretch.position(), stretch.length())), 0);
                handedOver = true;
                post(new Command.Mark(() -> close(file)));
            } else {
                read(file.channel(), stretch);
            }
            post(new Command.End(Fields.EMPTY), 0);
        } finally {
            if (!handedOver) file.close();
        }
    }

    private static void close(OpenFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // It was read to its end; nothing is lost.
        }
    }

    private void read(FileChannel channel, Body.Stretch stretch) throws IOException {
        long position = stretch.position();
        for (long left = stretch.length(); left != 0; ) {
            byte[] block = new byte[(int) Math.min(left, BLOCK)];
            ByteBuffer buffer = ByteBuffer.wrap(block);
            while (buffer.hasRemaining()) {
                int n = channel.read(buffer, position);
                if (n < 0) throw new EOFException(stretch.path() + " ended while it was sent");
                position += n;
                left -= n;
            }
            post(new Command.Piece(Bytes.wrap(block)), block.length);
        }
    }

    // ---------------------------------------------------------------- a tunnel's output; any one thread

    /** Queues a piece of a tunnel; waits while too much is queued. */
    void tell(Bytes piece) throws IOException {
        synchronized (this) {
            if (ended) throw new IOException("the output of the tunnel has ended");
        }
        post(new Command.Piece(piece), piece.length());
    }

    /** Ends a tunnel's output, behind what is queued. Any thread; twice is once. */
    void end() {
        synchronized (this) {
            if (ended) return;
            ended = true;
        }
        post(new Command.End(Fields.EMPTY));
    }

    // ---------------------------------------------------------------- the loop

    @Override
    void execute() {
        connection.loop().execute(this);
    }

    @Override
    void wake(@Nullable Sleeper waiting) {
        Sleeper.wake(waiting);
    }

    @Override
    long share() {
        return connection.highWatermark();
    }

    @Override
    IOException told(IOException failure) {
        return new IOException(failure.getMessage(), failure);
    }

    @Override
    void whenOver(Runnable action) {
        // The writer hears of it when it writes.
    }

    @Override
    public void run() {
        ArrayDeque<Command> commands = take();
        if (exchange.isOver()) {
            drop(commands);
            carriedOut(false);
            return;
        }
        try {
            for (Command command; (command = commands.poll()) != null; ) carryOut(command);
        } catch (IllegalStateException broken) {
            // More or less of it than its Content-Length says.
            drop(commands);
            exchange.contentFailed(broken);
        }
        exchange.uploads();
        carriedOut(!exchange.isOver() && connection.wire().isCongested(exchange.id));
        connection.touch();
    }

    private void carryOut(Command command) {
        var wire = connection.wire();
        int id = exchange.id;
        switch (command) {
            case Command.Piece(Bytes octets) -> wire.sendBody(id, octets);
            case Command.FromFile(FileRegion region) -> wire.sendBody(id, region);
            case Command.Mark(Runnable action) -> wire.markBody(id, action);
            case Command.End(Fields trailers) -> {
                if (trailers.isEmpty()) wire.endBody(id);
                else wire.endBody(id, trailers);
                exchange.requestEnds();
            }
            case Command.Broken(Throwable cause) -> exchange.contentFailed(cause);
            case Command.Answer answer -> throw new AssertionError(answer);
        }
    }

    /** Nothing more is wanted; {@code why} is what the writer is told. */
    void stop(String why) {
        fail(new IOException(why));
    }
}
