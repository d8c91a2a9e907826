package dev.hawser.wire.h1;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.DateField;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WriteStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Moves an exchange's outgoing message into the list: head, content, end. Small pieces are packed behind the head, large
 * ones named where they lie, so that a short response is one entry and a long one two.
 */
final class MessageWriter {

    /** What the engine adds to a head at most: date, length, connection, the empty line. */
    private static final int ADDITIONS = 128;

    /** Heads up to this are written in place; any list's blocks have room for that. */
    private static final int IN_PLACE = 1024;

    /** The least that a chunk holds when there is that much: smaller ones would cost more framing than they are worth. */
    private static final int LEAST_CHUNK = 4096;

    private static final byte[] DATE = Ascii.octets("Date: ");
    private static final byte[] CONTENT_LENGTH = Ascii.octets("Content-Length: ");
    private static final byte[] CHUNKED = Ascii.octets("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = Ascii.octets("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.octets("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = Ascii.octets("Connection: Upgrade\r\n");
    private static final byte[] END_LINE = Ascii.octets("\r\n");
    private static final byte[] LAST_CHUNK = Ascii.octets("0\r\n");

    private final H1Config config;
    private final WireCounters counters;
    private final @Nullable DateField date;

    /** With {@link WriteStrategy#FRAME}, a piece that was named rather than copied ends the batch. */
    private boolean batchEnds;

    MessageWriter(H1Config config, WireCounters counters, @Nullable DateField date) {
        this.config = config;
        this.counters = counters;
        this.date = date;
    }

    void beginBatch() {
        batchEnds = false;
    }

    boolean batchEnds() {
        return batchEnds;
    }

    /** Interim responses stand before everything else in the queue, but for marks that were set before them. */
    void interims(Exchange exchange, BufList out) {
        Pieces pieces = exchange.pieces;
        while (exchange.interims > 0) {
            Object piece = pieces.first();
            pieces.removeFirst();
            if (piece instanceof Runnable mark) out.mark(mark);
            if (!(piece instanceof EncodedHead interim)) continue;
            exchange.interims--;
            out.packCopy(interim.lines, 0, interim.lines.length);
            out.packCopy(END_LINE, 0, END_LINE.length);
        }
    }

    /** The head, with what only now is known: the date, how the content is framed, whether the connection goes on. */
    void head(Exchange exchange, EncodedHead head, BufList out) {
        int room = head.lines.length + ADDITIONS;
        boolean inPlace = room <= IN_PLACE;
        byte[] a = inPlace ? out.pack(room) : new byte[room];
        int from = inPlace ? out.packPosition() : 0;
        int at = Ascii.put(head.lines, a, from);
        if (date != null && !head.hasDate) {
            at = Ascii.put(DATE, a, at);
            at = Ascii.put(date.octets(), a, at);
            at = Ascii.endLine(a, at);
        }
        if (exchange.length >= 0 && head.contentLength < 0) {
            at = Ascii.put(CONTENT_LENGTH, a, at);
            at = Ascii.decimal(exchange.length, a, at);
            at = Ascii.endLine(a, at);
        } else if (exchange.framing == BodyFraming.CHUNKED) {
            at = Ascii.put(CHUNKED, a, at);
        }
        if (exchange.framing == BodyFraming.TUNNEL) {
            if (head.status == 101 && !head.saysUpgrade) at = Ascii.put(UPGRADE, a, at);
        } else if (exchange.closes) {
            at = Ascii.put(CLOSE, a, at);
        } else if (exchange.version == HttpVersion.HTTP_1_0) {
            // RFC 9112 9.3: an HTTP/1.0 client learns from this that it may go on.
            at = Ascii.put(KEEP_ALIVE, a, at);
        }
        at = Ascii.endLine(a, at);
        if (inPlace) out.packed(at);
        else out.packCopy(a, 0, at);
    }

    /** Moves content until the list holds {@code target} octets. Returns whether all has left, the end included. */
    boolean content(Exchange exchange, BufList out, long target) {
        Pieces pieces = exchange.pieces;
        switch (exchange.framing) {
            case NONE -> drop(pieces, out);
            case CHUNKED -> {
                return chunks(exchange, out, target);
            }
            case FIXED, UNTIL_CLOSE, TUNNEL -> {
                do {
                    move(pieces, out, pieceRoom(pieces, target - out.remaining()), Long.MAX_VALUE);
                } while (!batchEnds && !pieces.isEmpty() && out.remaining() < target);
            }
        }
        return exchange.ended && pieces.isEmpty();
    }

    private static void drop(Pieces pieces, BufList out) {
        for (Object piece = pieces.first(); piece != null; piece = pieces.first()) {
            pieces.removeFirst();
            if (piece instanceof Runnable mark) out.mark(mark);
        }
    }

    /** All that is queued and has room becomes one chunk (RFC 9112 7.1), however many pieces it was given in. */
    private boolean chunks(Exchange exchange, BufList out, long target) {
        Pieces pieces = exchange.pieces;
        long size = Math.min(pieces.octets(), Math.max(target - out.remaining(), LEAST_CHUNK));
        if (size > 0) {
            byte[] a = out.pack(18);
            out.packed(Ascii.endLine(a, Ascii.hexadecimal(size, a, out.packPosition())));
            move(pieces, out, size, size);
            out.packCopy(END_LINE, 0, END_LINE.length);
        } else {
            move(pieces, out, 0, 0);
        }
        if (!exchange.ended || !pieces.isEmpty()) return false;
        out.packCopy(LAST_CHUNK, 0, LAST_CHUNK.length);
        Fields trailers = exchange.trailers;
        if (trailers != null) {
            byte[] lines = EncodedHead.trailers(trailers);
            out.packCopy(lines, 0, lines.length);
        }
        out.packCopy(END_LINE, 0, END_LINE.length);
        return true;
    }

    /** With {@link WriteStrategy#FRAME} the room for one piece, so that the batch can end behind it. */
    private long pieceRoom(Pieces pieces, long room) {
        Object first = pieces.first();
        if (config.write() != WriteStrategy.FRAME || first == null || first instanceof Runnable) return room;
        return Math.min(room, Pieces.length(first) - pieces.passed());
    }

    /**
     * Moves up to {@code room} octets, and the marks that are reached. Of a file up to {@code fileRoom}: naming the whole
     * of it costs no memory, and the fewer pieces it is named in, the fewer calls send it.
     */
    private void move(Pieces pieces, BufList out, long room, long fileRoom) {
        long left = room;
        for (Object piece = pieces.first(); piece != null; piece = pieces.first()) {
            if (piece instanceof Runnable mark) {
                pieces.removeFirst();
                out.mark(mark);
                continue;
            }
            if (left <= 0) return;
            long from = pieces.passed();
            long most = piece instanceof FileRegion ? Math.max(left, fileRoom) : left;
            long count = Math.min(Pieces.length(piece) - from, most);
            if (piece instanceof Bytes bytes) add(bytes, (int) from, (int) count, out);
            else if (piece instanceof FileRegion region) out.append(region, from, count);
            counters.bodyOctetsOut += count;
            pieces.pass(count);
            left -= count;
        }
    }

    private void add(Bytes bytes, int from, int count, BufList out) {
        if (count <= config.packUpTo() || config.write() == WriteStrategy.FLATTEN) {
            out.packCopy(bytes, from, count);
            counters.copiedOctets += count;
        } else {
            out.append(bytes, from, from + count);
            batchEnds = config.write() == WriteStrategy.FRAME;
        }
    }
}
