package dev.hawser.wire.h1;

import org.jspecify.annotations.Nullable;

/**
 * Finds the data in chunks (RFC 9112 7.1), octet by octet where there is framing, in whole stretches where there is
 * data. Keeps no octets, so it can stop anywhere. The trailer section is {@link HeadParser}'s.
 */
final class ChunkedDecoder {

    private enum State {
        SIZE_FIRST,
        SIZE,
        SIZE_FEED,
        BLANK_BEFORE_SEMICOLON,
        EXTENSION_NAME_FIRST,
        EXTENSION_NAME,
        BLANK_BEHIND_NAME,
        EXTENSION_VALUE_FIRST,
        EXTENSION_VALUE,
        QUOTED,
        QUOTED_PAIR,
        BEHIND_VALUE,
        DATA,
        DATA_RETURN,
        DATA_FEED,
        TRAILERS
    }

    private static final int MOST_DIGITS = 64;

    private State state = State.SIZE_FIRST;

    /** Of the chunk: its size while that is read, then what has not been passed. */
    private long left;

    /** Digits of the chunk's size. Zeros in front mean nothing, so without a limit they could go on for ever. */
    private int digits;

    private int extensions;
    private @Nullable Refusal refusal;

    void begin() {
        state = State.SIZE_FIRST;
        left = 0;
        extensions = 0;
        refusal = null;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** Whether the next octets are data. */
    boolean atData() {
        return state == State.DATA;
    }

    /** Whether the last chunk has been passed, so that the trailer section is next. */
    boolean atTrailers() {
        return state == State.TRAILERS;
    }

    /** The octets of data that come before the next framing. */
    long left() {
        return left;
    }

    /** {@code count} octets of data have been passed. */
    void passed(int count) {
        left -= count;
        if (left == 0) state = State.DATA_RETURN;
    }

    /** Reads framing until data or trailers are next, or the input ends. Returns where it stopped. */
    int skipFraming(byte[] a, int from, int to, int maxExtensions) {
        int i = from;
        while (i < to && state != State.DATA && state != State.TRAILERS) {
            State next = next(state, a[i++]);
            if (next == null) return i;
            if (isExtension(next) && ++extensions > maxExtensions) {
                refusal = Refusal.EXTENSIONS_TOO_LARGE;
                return i;
            }
            state = next;
        }
        return i;
    }

    private static boolean isExtension(State state) {
        return state.compareTo(State.BLANK_BEFORE_SEMICOLON) >= 0 && state.compareTo(State.DATA) < 0;
    }

    private @Nullable State next(State now, byte octet) {
        return switch (now) {
            case SIZE_FIRST -> {
                left = 0;
                digits = 0;
                yield size(octet);
            }
            case SIZE ->
                switch (octet) {
                    case '\r' -> State.SIZE_FEED;
                    case ';' -> State.EXTENSION_NAME_FIRST;
                    case ' ', '\t' -> State.BLANK_BEFORE_SEMICOLON;
                    default -> size(octet);
                };
            case SIZE_FEED -> {
                if (octet != '\n') yield refuse(Refusal.BARE_CR);
                yield left == 0 ? State.TRAILERS : State.DATA;
            }
            // RFC 9112 7.1.1: BWS stands before ";" only.
            case BLANK_BEFORE_SEMICOLON ->
                switch (octet) {
                    case ' ', '\t' -> State.BLANK_BEFORE_SEMICOLON;
                    case ';' -> State.EXTENSION_NAME_FIRST;
                    default -> refuse(Refusal.CHUNK_EXTENSION);
                };
            case EXTENSION_NAME_FIRST -> {
                if (Octets.isBlank(octet)) yield State.EXTENSION_NAME_FIRST;
                yield Octets.isTokenOctet(octet) ? State.EXTENSION_NAME : refuse(Refusal.CHUNK_EXTENSION);
            }
            case EXTENSION_NAME ->
                switch (octet) {
                    case '=' -> State.EXTENSION_VALUE_FIRST;
                    case ' ', '\t' -> State.BLANK_BEHIND_NAME;
                    case ';' -> State.EXTENSION_NAME_FIRST;
                    case '\r' -> State.SIZE_FEED;
                    default -> Octets.isTokenOctet(octet) ? State.EXTENSION_NAME : refuse(Refusal.CHUNK_EXTENSION);
                };
            case BLANK_BEHIND_NAME ->
                switch (octet) {
                    case ' ', '\t' -> State.BLANK_BEHIND_NAME;
                    case '=' -> State.EXTENSION_VALUE_FIRST;
                    case ';' -> State.EXTENSION_NAME_FIRST;
                    default -> refuse(Refusal.CHUNK_EXTENSION);
                };
            case EXTENSION_VALUE_FIRST -> {
                if (Octets.isBlank(octet)) yield State.EXTENSION_VALUE_FIRST;
                if (octet == '"') yield State.QUOTED;
                yield Octets.isTokenOctet(octet) ? State.EXTENSION_VALUE : refuse(Refusal.CHUNK_EXTENSION);
            }
            case EXTENSION_VALUE -> Octets.isTokenOctet(octet) ? State.EXTENSION_VALUE : behindValue(octet);
            case QUOTED ->
                switch (octet) {
                    case '"' -> State.BEHIND_VALUE;
                    case '\\' -> State.QUOTED_PAIR;
                    default -> isText(octet) ? State.QUOTED : refuse(Refusal.CHUNK_EXTENSION);
                };
            case QUOTED_PAIR -> isText(octet) ? State.QUOTED : refuse(Refusal.CHUNK_EXTENSION);
            case BEHIND_VALUE -> behindValue(octet);
            case DATA_RETURN -> octet == '\r' ? State.DATA_FEED : refuse(Refusal.CHUNK_END);
            case DATA_FEED -> octet == '\n' ? State.SIZE_FIRST : refuse(Refusal.CHUNK_END);
            case DATA, TRAILERS -> throw new AssertionError(now);
        };
    }

    private @Nullable State behindValue(byte octet) {
        return switch (octet) {
            case ';' -> State.EXTENSION_NAME_FIRST;
            case '\r' -> State.SIZE_FEED;
            case ' ', '\t' -> State.BLANK_BEFORE_SEMICOLON;
            default -> refuse(Refusal.CHUNK_EXTENSION);
        };
    }

    /** RFC 9110 5.6.4: qdtext and what may be quoted: HTAB, SP, VCHAR, obs-text. */
    private static boolean isText(byte octet) {
        return !Octets.isControl(octet) || octet == '\t';
    }

    private @Nullable State size(byte octet) {
        int digit = Octets.hex(octet);
        if (digit < 0 || ++digits > MOST_DIGITS) return refuse(Refusal.CHUNK_SIZE);
        // RFC 9112 7.1: large numerals must be expected; 2^59 octets are more than anybody sends.
        if (left >>> 55 != 0) return refuse(Refusal.CONTENT_TOO_LARGE);
        left = left << 4 | digit;
        return State.SIZE;
    }

    private @Nullable State refuse(Refusal why) {
        refusal = why;
        return null;
    }
}
