package dev.hawser.wire.h1;

import dev.hawser.message.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Finds the content of one message after another in borrowed octets, whatever its framing. A {@link #read} goes to the
 * end of a stretch of data, of the content, or of the input; what it found is told by the other methods until the next.
 */
final class ContentReader {

    /** What was found. */
    enum Step {
        /** Nothing: more input is needed. */
        MORE,
        /** Data. */
        DATA,
        /** Data, and with it the content has ended. */
        LAST_DATA,
        /** The end of the content, and perhaps {@link #trailers}. */
        END,
        /** A framing that is wrong or too large. */
        REFUSED
    }

    private final H1Config config;
    private final Spares spares;
    private BodyFraming framing = BodyFraming.NONE;

    /** Of fixed content: the octets that have not come. */
    private long left;

    /** Of chunked content: the octets that have come. */
    private long received;

    private @Nullable ChunkedDecoder chunks;
    private @Nullable HeadParser section;

    private int position;
    private int from;
    private int count;
    private Fields trailers = Fields.EMPTY;
    private @Nullable Refusal refusal;

    ContentReader(H1Config config, Spares spares) {
        this.config = config;
        this.spares = spares;
    }

    void begin(BodyFraming next, long length) {
        framing = next;
        left = length;
        received = 0;
        if (next != BodyFraming.CHUNKED) return;
        ChunkedDecoder decoder = chunks;
        if (decoder == null) chunks = decoder = new ChunkedDecoder();
        decoder.begin();
    }

    /** Gives back what it has taken; the content that was begun is not read on. */
    void stop() {
        HeadParser taken = section;
        if (taken != null) spares.give(taken);
        section = null;
    }

    BodyFraming framing() {
        return framing;
    }

    /** Octets that are known to be still to come; 0 where that is not known. */
    long left() {
        return framing == BodyFraming.FIXED ? left : 0;
    }

    /** Where the last read stopped. */
    int position() {
        return position;
    }

    /** Where the data begins that the last read found. */
    int from() {
        return from;
    }

    /** The octets of data that the last read found. */
    int count() {
        return count;
    }

    Fields trailers() {
        return trailers;
    }

    Refusal refusal() {
        Refusal refused = refusal;
        if (refused == null) throw new IllegalStateException("nothing was refused");
        return refused;
    }

    /** Reads {@code [start, end)}, of which there is one octet at least. */
    Step read(byte[] in, int start, int end) {
        return switch (framing) {
            case FIXED -> {
                int size = (int) Math.min(left, end - start);
                left -= size;
                yield data(start, size, left == 0 ? Step.LAST_DATA : Step.DATA);
            }
            case CHUNKED -> section == null ? chunk(in, start, end) : trailers(section, in, start, end);
            case UNTIL_CLOSE, TUNNEL -> data(start, end - start, Step.DATA);
            case NONE -> throw new AssertionError("no content to be read");
        };
    }

    private Step data(int start, int size, Step step) {
        from = start;
        count = size;
        position = start + size;
        return step;
    }

    private Step chunk(byte[] in, int start, int end) {
        ChunkedDecoder decoder = chunks;
        if (decoder == null) throw new AssertionError("no decoder");
        int at = decoder.skipFraming(in, start, end, config.maxChunkExtensions());
        position = at;
        Refusal refused = decoder.refusal();
        if (refused != null) return refuse(refused);
        if (decoder.atTrailers()) {
            HeadParser parser = spares.take(HeadParser.Kind.TRAILERS, config);
            section = parser;
            return trailers(parser, in, at, end);
        }
        if (!decoder.atData()) return Step.MORE;
        // The size is judged before any of its octets is taken.
        if (decoder.left() > config.maxContent() - received) return refuse(Refusal.CONTENT_TOO_LARGE);
        if (at == end) return Step.MORE;
        int size = (int) Math.min(decoder.left(), end - at);
        decoder.passed(size);
        received += size;
        return data(at, size, Step.DATA);
    }

    private Step trailers(HeadParser parser, byte[] in, int start, int end) {
        position = parser.parse(in, start, end);
        return switch (parser.step()) {
            case DONE -> {
                trailers = Trailers.filter(parser.fields());
                stop();
                yield Step.END;
            }
            case REFUSED -> refuse(parser.refusal());
            case START_LINE, FIELDS -> Step.MORE;
        };
    }

    private Step refuse(Refusal why) {
        refusal = why;
        stop();
        return Step.REFUSED;
    }
}
