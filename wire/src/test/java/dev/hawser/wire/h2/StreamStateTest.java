package dev.hawser.wire.h2;

import static dev.hawser.wire.h2.StreamState.CLOSED;
import static dev.hawser.wire.h2.StreamState.HALF_CLOSED_LOCAL;
import static dev.hawser.wire.h2.StreamState.HALF_CLOSED_REMOTE;
import static dev.hawser.wire.h2.StreamState.IDLE;
import static dev.hawser.wire.h2.StreamState.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.wire.h2.StreamState.Fault;
import dev.hawser.wire.h2.StreamState.Input;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The drawing above the states, input by input. */
class StreamStateTest {

    @ParameterizedTest
    @CsvSource({
        "SEND_HEADERS,          OPEN,           OPEN, OURS,               HALF_CLOSED_REMOTE, OURS",
        "SEND_DATA,             OURS,           OPEN, OURS,               HALF_CLOSED_REMOTE, OURS",
        "SEND_END,              OURS,           HALF_CLOSED_LOCAL, OURS,  CLOSED,             OURS",
        "SEND_RESET,            OURS,           CLOSED, CLOSED,           CLOSED,             OURS",
        "RECEIVE_HEADERS,       OPEN,           OPEN, HALF_CLOSED_LOCAL,  SIDE_IS_CLOSED,     SIDE_IS_CLOSED",
        "RECEIVE_DATA,          STREAM_IS_IDLE, OPEN, HALF_CLOSED_LOCAL,  SIDE_IS_CLOSED,     SIDE_IS_CLOSED",
        "RECEIVE_END,           STREAM_IS_IDLE, HALF_CLOSED_REMOTE, CLOSED, SIDE_IS_CLOSED,   SIDE_IS_CLOSED",
        "RECEIVE_RESET,         STREAM_IS_IDLE, CLOSED, CLOSED,           CLOSED,             CLOSED",
        "RECEIVE_WINDOW_UPDATE, STREAM_IS_IDLE, OPEN, HALF_CLOSED_LOCAL,  HALF_CLOSED_REMOTE, CLOSED",
    })
    void everyInputInEveryState(
            Input input, String idle, String open, String halfClosedLocal, String halfClosedRemote, String closed) {
        leads(IDLE, input, idle);
        leads(OPEN, input, open);
        leads(HALF_CLOSED_LOCAL, input, halfClosedLocal);
        leads(HALF_CLOSED_REMOTE, input, halfClosedRemote);
        leads(CLOSED, input, closed);
    }

    private static void leads(StreamState state, Input input, String expected) {
        StreamState next = StreamState.next(state, input);
        String got =
                next != null ? next.name() : StreamState.fault(state, input).name();
        assertThat(got).as("%s in %s", input, state).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultCanHappen(Fault fault) {
        boolean found = false;
        for (StreamState state : StreamState.values()) {
            for (Input input : Input.values()) {
                if (StreamState.next(state, input) == null) found |= StreamState.fault(state, input) == fault;
            }
        }
        assertThat(found).isTrue();
    }
}
