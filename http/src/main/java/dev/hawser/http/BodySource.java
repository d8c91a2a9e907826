package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Where content is read from, piece by piece: a request's in a server, a response's in a client.
 *
 * <p>Pieces come in the sizes in which they arrived. Reading one gives the peer credit for more; not reading holds the
 * peer back, and never the other exchanges of its connection. Confined to one thread at a time.
 */
public abstract sealed class BodySource permits RequestBody, ReplyBody {

    /** The one stream over it, which may hold a part of a piece. */
    private @Nullable PieceStream stream;

    BodySource() {}

    /** The length the peer has announced in octets, or -1 when it has not. */
    public abstract long length();

    /**
     * The next piece, or null at the end. Waits for it. The piece is the caller's to keep.
     *
     * @throws IOException when the rest will not come: reset, connection lost, time limit, content longer or shorter than
     *     announced
     */
    public final @Nullable Bytes read() throws IOException {
        Bytes rest = stream == null ? null : stream.rest();
        return rest == null ? take() : Bytes.wrap(rest.toByteArray());
    }

    /** The next piece from where it comes, the caller's to keep. */
    abstract @Nullable Bytes take() throws IOException;

    /** As {@link #take}, but the piece is the caller's only until it asks for another. */
    abstract @Nullable Bytes lend() throws IOException;

    private @Nullable Bytes next() throws IOException {
        Bytes rest = stream == null ? null : stream.rest();
        return rest == null ? lend() : rest;
    }

    /** The trailers; empty until {@link #read} has returned null, and when there were none. */
    public abstract Fields trailers();

    /**
     * The whole content in one view.
     *
     * @param maxOctets the most that is accepted
     * @throws ContentTooLargeException when there is more
     */
    public final Bytes readAll(int maxOctets) throws IOException {
        if (length() > maxOctets) throw new ContentTooLargeException(length(), maxOctets);
        Bytes first = read(); // To be kept, if it is all.
        if (first == null) return Bytes.empty();
        byte[] all = new byte[Math.max(first.length(), (int) Math.min(Math.max(length(), 0), 65_536))];
        int filled = 0;
        for (Bytes piece = first; piece != null; piece = next()) {
            int n = piece.length();
            if (n > maxOctets - filled) throw new ContentTooLargeException((long) filled + n, maxOctets);
            if (filled == 0 && n == length()) return piece;
            if (n > all.length - filled) {
                all = Arrays.copyOf(all, (int) Math.min(maxOctets, Math.max((long) all.length * 2, (long) filled + n)));
            }
            piece.copyTo(0, all, filled, n);
            filled += n;
        }
        return Bytes.wrap(all, 0, filled);
    }

    /**
     * Writes the whole content into {@code file}, which is made, or emptied first, and returns its length. Where it breaks off or
     * is too long, what has come by then stays there.
     *
     * @param maxOctets the most that is accepted
     * @throws ContentTooLargeException when there is more; where that was announced, the file has not been touched
     */
    public final long saveTo(Path file, long maxOctets) throws IOException {
        if (length() > maxOctets) throw new ContentTooLargeException(length(), maxOctets);
        long saved = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (Bytes piece; (piece = next()) != null; saved += piece.length()) {
                if (piece.length() > maxOctets - saved) {
                    throw new ContentTooLargeException(saved + piece.length(), maxOctets);
                }
                piece.writeTo(out);
            }
        }
        return saved;
    }

    /**
     * Writes the whole content to {@code out}, as {@link InputStream#transferTo} does, and returns its length in octets. Makes
     * nothing for each piece: {@code out} is given arrays that are filled again, and must neither keep nor change them.
     */
    public final long transferTo(OutputStream out) throws IOException {
        long octets = 0;
        for (Bytes piece; (piece = next()) != null; octets += piece.length()) piece.writeTo(out);
        return octets;
    }

    /**
     * Gives all that has not been read to {@code taker} as it comes, waits for the end, and returns how many octets that were. A
     * reply's content is given on the event loop, from the array that it was received into: nothing is copied, and the caller is
     * woken once, at the end. What had come before, what was packed and what a request holds is given by the caller's thread.
     *
     * @throws IOException when the rest will not come, or when {@code taker} threw on the event loop, with that as its cause; on the
     *     caller's thread what it throws is thrown here. Of an interrupted caller the taker may be in a last call
     */
    public final long drainTo(BodyTaker taker) throws IOException {
        Bytes rest = stream == null ? null : stream.rest();
        return (rest == null ? 0 : give(rest, taker)) + drain(taker);
    }

    /** Gives all that comes to {@code taker}, in the way that costs least; returns how many octets that were. */
    long drain(BodyTaker taker) throws IOException {
        long octets = 0;
        for (Bytes piece; (piece = lend()) != null; ) octets += give(piece, taker);
        return octets;
    }

    /** Gives a piece, by the caller's thread; returns its octets. */
    static int give(Bytes piece, BodyTaker taker) throws IOException {
        int octets = piece.length();
        if (octets == 0) return 0;
        byte[] copy = piece.toByteArray();
        try {
            taker.take(copy, 0, octets);
        } catch (IOException | RuntimeException fault) {
            throw fault;
        } catch (Exception fault) {
            throw new IOException("what takes the content failed: " + fault, fault);
        }
        return octets;
    }

    /**
     * The pieces for one subscriber, which is called on a virtual thread; what it does not ask for is not read, and holds the
     * peer back. In place of {@link #read}: content comes once.
     */
    public final Flow.Publisher<Bytes> asPublisher() {
        return new BodyPublisher(this::read);
    }

    /**
     * A stream over what has not been read yet, the same one every time. Closing it does nothing; what is left unread is dropped when the
     * exchange is over.
     */
    public final InputStream asInputStream() {
        PieceStream one = stream;
        if (one == null) stream = one = new PieceStream(this::lend);
        return one;
    }
}
