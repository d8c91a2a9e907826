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
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request's content while it is sent: written by a thread of its own, so that the response can come meanwhile, and
 * queued by the loop. However much is queued, the loop is asked to look at most once until it has looked.
 */
final class Upload implements Runnable {

    /** What the writer asks the loop to do, in order. */
    private sealed interface Command {
        record Piece(Bytes octets) implements Command {}

        record FromFile(FileRegion region) implements Command {}

        record Mark(Runnable action) implements Command {}

        record End(Fields trailers) implements Command {}

        record Broken(Throwable cause) implements Command {}
    }

    private static final int BLOCK = 64 * 1024;

    private final ClientExchange exchange;
    private final ClientConnection connection;
    private final Body body;

    // Guarded by this.
    private ArrayDeque<Command> queued = new ArrayDeque<>();
    private ArrayDeque<Command> spare = new ArrayDeque<>();
    private long queuedOctets;
    private boolean posted;
    private boolean congested;
    private boolean ended;
    private @Nullable String stopped;
    private @Nullable Thread waiting;

    Upload(ClientExchange exchange, ClientConnection connection, Body body) {
        this.exchange = exchange;
        this.connection = connection;
        this.body = body;
    }

    // ---------------------------------------------------------------- the writer's thread

    /** Writes all of it. */
    void write() {
        try {
            switch (body) {
                case Body.Octets octets -> throw new AssertionError(octets);
                case Body.Stretch stretch -> writeFile(stretch);
                case Body.Written written -> {
                    Sink sink = new Sink(this, written.length());
                    written.writer().write(sink);
                    sink.end();
                }
                case Body.Streamed streamed -> {
                    try (InputStream stream = streamed.stream()) {
                        Sink sink = new Sink(this, streamed.length());
                        byte[] block = stream.readNBytes(BLOCK);
                        while (block.length != 0) {
                            sink.write(Bytes.wrap(block));
                            block = stream.readNBytes(BLOCK);
                        }
                        sink.end();
                    }
                }
            }
        } catch (IOException | RuntimeException | Error cause) {
            // Of a writer whom the exchange's end has stopped this is no news, and the loop knows.
            putAnyway(new Command.Broken(cause));
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
                put(new Command.FromFile(new FileRegion(file, stretch.position(), stretch.length())), 0);
                handedOver = true;
                putAnyway(new Command.Mark(() -> close(file)));
            } else {
                read(file.channel(), stretch);
            }
            put(new Command.End(Fields.EMPTY), 0);
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
            put(new Command.Piece(Bytes.wrap(block)), block.length);
        }
    }

    /** Queues {@code command}; waits while more than its share is queued. */
    private void put(Command command, long octets) throws IOException {
        while (true) {
            boolean ask = false;
            boolean full;
            synchronized (this) {
                if (stopped != null) throw new IOException(stopped);
                full = congested || queuedOctets > connection.highWatermark();
                if (full) {
                    waiting = Thread.currentThread();
                } else {
                    queued.add(command);
                    queuedOctets += octets;
                    ask = !posted;
                    posted = true;
                }
            }
            if (ask) post();
            if (!full) return;
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted())
                throw new IOException("interrupted while waiting for the server");
        }
    }

    // ---------------------------------------------------------------- a tunnel's output; any one thread

    /** Queues a piece of a tunnel; waits while too much is queued. */
    void tell(Bytes piece) throws IOException {
        synchronized (this) {
            if (ended) throw new IOException("the output of the tunnel has ended");
        }
        put(new Command.Piece(piece), piece.length());
    }

    /** Ends a tunnel's output, behind what is queued. Any thread; twice is once. */
    void end() {
        synchronized (this) {
            if (ended) return;
            ended = true;
        }
        putAnyway(new Command.End(Fields.EMPTY));
    }

    private void putAnyway(Command command) {
        synchronized (this) {
            queued.add(command);
            if (posted) return;
            posted = true;
        }
        post();
    }

    private void post() {
        try {
            connection.loop().execute(this);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and stopped every upload before.
        }
    }

    // ---------------------------------------------------------------- the loop

    @Override
    public void run() {
        ArrayDeque<Command> commands;
        Thread sleeper;
        synchronized (this) {
            commands = queued;
            queued = spare;
            spare = commands;
            queuedOctets = 0;
            posted = false;
            sleeper = congested ? null : waiting;
            if (sleeper != null) waiting = null;
        }
        if (sleeper != null) LockSupport.unpark(sleeper);
        if (exchange.hasResponse()) {
            drop(commands);
            return;
        }
        for (Command command = commands.poll(); command != null; command = commands.poll()) carryOut(command);
        exchange.uploads();
        if (connection.wire().isCongested(exchange.id)) {
            synchronized (this) {
                congested = true;
            }
        }
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
        }
    }

    private static void drop(ArrayDeque<Command> commands) {
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            if (command instanceof Command.Mark(Runnable action)) action.run();
        }
    }

    /** The queue is short again. */
    void relieved() {
        Thread sleeper;
        synchronized (this) {
            congested = false;
            sleeper = waiting;
            waiting = null;
        }
        if (sleeper != null) LockSupport.unpark(sleeper);
    }

    /** Nothing more is wanted; {@code why} is what the writer is told. */
    void stop(String why) {
        synchronized (this) {
            stopped = why;
        }
        relieved();
    }

    /** The content, as a writer writes it. */
    static final class Sink extends BodySink {

        private final Upload upload;
        private final long promised;
        private long written;
        private Fields trailers = Fields.EMPTY;

        Sink(Upload upload, long promised) {
            this.upload = upload;
            this.promised = promised;
        }

        @Override
        public void write(Bytes piece) throws IOException {
            if (piece.isEmpty()) return;
            if (promised >= 0 && piece.length() > promised - written) throw broken(written + piece.length());
            written += piece.length();
            upload.put(new Command.Piece(piece), piece.length());
        }

        @Override
        public void flush() {
            // Every piece is posted as it is written and leaves when the loop's turn ends.
        }

        @Override
        public void trailers(Fields fields) {
            trailers = Objects.requireNonNull(fields);
        }

        void end() throws IOException {
            if (promised >= 0 && written != promised) throw broken(written);
            upload.put(new Command.End(trailers), 0);
        }

        private IOException broken(long octets) {
            return new IOException("content of %d octets was promised, %d were written".formatted(promised, octets));
        }
    }
}
