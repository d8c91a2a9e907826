package dev.hawser.wire.h2;

import org.jspecify.annotations.Nullable;

/**
 * The states of a stream (RFC 9113 5.1), without those of server push, which this side never sends and refuses.
 *
 * <pre>
 *                          +--------+
 *                          |  IDLE  |
 *                          +--------+
 *               send or receive | HEADERS
 *                               v
 *                          +--------+
 *           send END       |  OPEN  |     receive END
 *         ,----------------|        |------------------.
 *        v                 +--------+                   v
 *  +-------------+     send or  |  receive     +--------------+
 *  | HALF_CLOSED |         RST_STREAM          | HALF_CLOSED  |
 *  |   _LOCAL    |              |              |   _REMOTE    |
 *  +-------------+              v              +--------------+
 *        |                 +--------+                   |
 *        '---------------->| CLOSED |<------------------'
 *           receive END,   +--------+   send END,
 *           RST_STREAM                  RST_STREAM
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // The table is indexed by states and inputs.
enum StreamState {
    IDLE,
    OPEN,
    HALF_CLOSED_LOCAL,
    HALF_CLOSED_REMOTE,
    CLOSED;

    /** What can happen to a stream. END means the END_STREAM flag, and comes after the frame that bears it. */
    enum Input {
        SEND_HEADERS,
        SEND_DATA,
        SEND_END,
        SEND_RESET,
        RECEIVE_HEADERS,
        RECEIVE_DATA,
        RECEIVE_END,
        RECEIVE_RESET,
        RECEIVE_WINDOW_UPDATE
    }

    /** What an input does that may not happen in a state. */
    enum Fault {
        /** PROTOCOL_ERROR for the connection: the stream does not exist yet. */
        STREAM_IS_IDLE,
        /** STREAM_CLOSED: the sender has ended its side. */
        SIDE_IS_CLOSED,
        /** This side tried what it may not; a fault of ours. */
        OURS
    }

    private static final StreamState[] STATES = values();

    /** By state and input: the number of the next state, or -1 minus the number of a fault. */
    private static final byte[][] NEXT = {
        // SH, SD, SE, SR, RH, RD, RE, RR, RW
        {
            to(OPEN),
            no(Fault.OURS),
            no(Fault.OURS),
            no(Fault.OURS),
            to(OPEN),
            no(Fault.STREAM_IS_IDLE),
            no(Fault.STREAM_IS_IDLE),
            no(Fault.STREAM_IS_IDLE),
            no(Fault.STREAM_IS_IDLE)
        },
        {
            to(OPEN),
            to(OPEN),
            to(HALF_CLOSED_LOCAL),
            to(CLOSED),
            to(OPEN),
            to(OPEN),
            to(HALF_CLOSED_REMOTE),
            to(CLOSED),
            to(OPEN)
        },
        {
            no(Fault.OURS),
            no(Fault.OURS),
            no(Fault.OURS),
            to(CLOSED),
            to(HALF_CLOSED_LOCAL),
            to(HALF_CLOSED_LOCAL),
            to(CLOSED),
            to(CLOSED),
            to(HALF_CLOSED_LOCAL)
        },
        {
            to(HALF_CLOSED_REMOTE),
            to(HALF_CLOSED_REMOTE),
            to(CLOSED),
            to(CLOSED),
            no(Fault.SIDE_IS_CLOSED),
            no(Fault.SIDE_IS_CLOSED),
            no(Fault.SIDE_IS_CLOSED),
            to(CLOSED),
            to(HALF_CLOSED_REMOTE)
        },
        // RFC 9113 5.1: WINDOW_UPDATE and RST_STREAM may still be on their way.
        {
            no(Fault.OURS),
            no(Fault.OURS),
            no(Fault.OURS),
            no(Fault.OURS),
            no(Fault.SIDE_IS_CLOSED),
            no(Fault.SIDE_IS_CLOSED),
            no(Fault.SIDE_IS_CLOSED),
            to(CLOSED),
            to(CLOSED)
        },
    };

    /** The state after {@code input}, or null when that may not happen: {@link #fault} then says why. */
    static @Nullable StreamState next(StreamState state, Input input) {
        int next = NEXT[state.ordinal()][input.ordinal()];
        return next < 0 ? null : STATES[next];
    }

    /** Why {@code input} may not happen in {@code state}. */
    static Fault fault(StreamState state, Input input) {
        return Fault.values()[-1 - NEXT[state.ordinal()][input.ordinal()]];
    }

    private static byte to(StreamState state) {
        return (byte) state.ordinal();
    }

    private static byte no(Fault fault) {
        return (byte) (-1 - fault.ordinal());
    }
}
