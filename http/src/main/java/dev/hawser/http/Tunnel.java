package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Octets both ways between a client and a server that have agreed to speak something else: an upgrade of HTTP/1.1 (RFC
 * 9110 7.8), CONNECT (RFC 9110 9.3.6), or extended CONNECT over HTTP/2 (RFC 8441). It looks the same on both sides and in
 * both protocols.
 *
 * <p>Either direction ends by itself: {@link #endOutput} says that no more will be written, and {@link #read} still gives
 * what the peer writes. A tunnel has no limit of time of its own.
 *
 * <p>One thread may read while another writes; {@link #close} is for any thread.
 */
public final class Tunnel implements AutoCloseable {

    /** What a tunnel is made of on one side. */
    interface Line {

        /** The next piece, or null at the end; waits for it. */
        @Nullable
        Bytes read() throws IOException;

        /** Sends a piece; waits while too much is queued. */
        void write(Bytes piece) throws IOException;

        /** Nothing more will be written. Twice is once. */
        void endOutput() throws IOException;

        /** Nothing more will be read or written; what was written still leaves. Any thread; twice is once. */
        void close();

        /** Breaks it off at once, so that the peer sees a break and no end. Any thread; after the end it does nothing. */
        void abort();
    }

    private final Line line;

    Tunnel(Line line) {
        this.line = line;
    }

    /**
     * The next piece in the size in which it came, or null when the peer has ended its side. Waits for it. The piece is the
     * caller's to keep; reading it gives the peer credit for more.
     *
     * @throws IOException when the tunnel has broken
     */
    public @Nullable Bytes read() throws IOException {
        return line.read();
    }

    /**
     * Writes a piece. Shares it until it is on the wire. Waits while more than the high watermark is queued; pieces written
     * one after the other travel together where they can, and leave at the latest when the loop's turn ends.
     *
     * @throws IOException when the tunnel has broken or is closed
     */
    public void write(Bytes piece) throws IOException {
        if (!piece.isEmpty()) line.write(piece);
    }

    /** Says that nothing more will be written, once everything before has left. Twice is once. */
    public void endOutput() throws IOException {
        line.endOutput();
    }

    /**
     * Ends both directions: what was written still leaves, what the peer still sends is dropped. Any thread; twice is
     * once.
     */
    @Override
    public void close() {
        line.close();
    }

    /** Breaks the tunnel off at once, so that the peer sees a break and no end. Any thread; after the end it does nothing. */
    public void abort() {
        line.abort();
    }

    /** A stream over {@link #read}. Closing it does nothing. */
    public InputStream asInputStream() {
        return new PieceStream(line::read);
    }

    /** A stream over {@link #write}, which copies. Closing it ends the output. */
    public OutputStream asOutputStream() {
        return new Output(line);
    }

    /**
     * Passes everything on between two tunnels, each direction until its own end, and closes both. Returns when both
     * directions have ended; takes one virtual thread beside the caller's. Holds the faster side back for the slower one.
     *
     * @throws IOException when one of them breaks: the other is broken off too
     */
    public static void relay(Tunnel one, Tunnel other) throws IOException {
        try (one;
                other) {
            Relay back = new Relay(other, one);
            Thread thread = Thread.ofVirtual().name("hawser-relay").start(back);
            Relay there = new Relay(one, other);
            there.run();
            thread.join();
            there.check();
            back.check();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while relaying", e);
        }
    }

    /** One direction. */
    private static final class Relay implements Runnable {
        private final Tunnel from;
        private final Tunnel to;
        private @Nullable IOException failure;

        Relay(Tunnel from, Tunnel to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void run() {
            try {
                for (Bytes piece = from.read(); piece != null; piece = from.read()) to.write(piece);
                to.endOutput();
            } catch (IOException e) {
                failure = e;
                // Nobody is left for what the other direction still carries, and neither end is to take this for an
                // end.
                from.abort();
                to.abort();
            }
        }

        void check() throws IOException {
            if (failure != null) throw failure;
        }
    }

    /** The stream face of writing. */
    private static final class Output extends OutputStream {
        private final Line line;

        Output(Line line) {
            this.line = line;
        }

        @Override
        public void write(int octet) throws IOException {
            line.write(Bytes.wrap(new byte[] {(byte) octet}));
        }

        @Override
        public void write(byte[] array, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, array.length);
            if (count != 0) line.write(Bytes.copyOf(array, offset, count));
        }

        @Override
        public void close() throws IOException {
            line.endOutput();
        }
    }
}
