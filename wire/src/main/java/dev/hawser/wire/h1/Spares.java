package dev.hawser.wire.h1;

import org.jspecify.annotations.Nullable;

/**
 * What HTTP/1.1 connections of one event loop need for a moment each, and so take in turns: a parser with its arrays, and the
 * heads that it has read often. An idle connection holds none.
 *
 * <p>One per loop, shared by its connections in either role. Confined to that loop's thread.
 */
public final class Spares {

    /** A parser that has met larger heads than this is left to the garbage collector. */
    private static final int LARGEST = 64 * 1024;

    /** What the loop's clients ask again and again. */
    final HeadMemo heads = new HeadMemo();

    private @Nullable HeadParser spare;

    /** With nothing to share yet. */
    public Spares() {}

    HeadParser take(HeadParser.Kind kind, H1Config config) {
        HeadParser parser = spare;
        if (parser == null) parser = new HeadParser();
        else spare = null;
        parser.begin(kind, config);
        return parser;
    }

    /** Takes back what {@link #take} lent. */
    void give(HeadParser parser) {
        if (parser.capacity() <= LARGEST) spare = parser;
    }
}
