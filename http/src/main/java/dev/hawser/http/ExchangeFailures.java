package dev.hawser.http;

import dev.hawser.http.Target.Origin;
import dev.hawser.message.ErrorCode;
import dev.hawser.wire.WireEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What befell an exchange, in the kinds and words of {@link CallException}. Confined to the connection's loop. */
final class ExchangeFailures {

    private final Origin origin;
    private final boolean multiplexed;

    ExchangeFailures(Origin origin, boolean multiplexed) {
        this.origin = origin;
        this.multiplexed = multiplexed;
    }

    /**
     * The machine has ended the exchange.
     *
     * @param unsent whether nothing of it can have left
     * @param inputEnded whether the server had closed its side before
     */
    CallException reset(WireEvent.ExchangeReset reset, ClientExchange exchange, boolean unsent, boolean inputEnded) {
        boolean processed = !reset.unprocessed() && !unsent;
        if (inputEnded) {
            return new CallException.Lost(what("the connection was closed", exchange), null, processed);
        }
        if (multiplexed ? !reset.byPeer() : processed) return malformed(reset.code(), reset.reason(), exchange);
        if (!multiplexed) return new CallException.Lost(reset.reason(), null, false);
        String text = "%s: %s: %s %s".formatted(reset.code(), reset.reason(), exchange.head.method(), origin);
        return new CallException.Reset(reset.code(), text, processed);
    }

    /**
     * The machine has given the connection up: for silence where there should be octets, or for what came.
     *
     * @param silent whether it was silence
     */
    CallException connection(
            WireEvent.ConnectionFailed failed, ClientExchange exchange, boolean unsent, boolean silent) {
        if (unsent) {
            String text = what("the connection failed (%s)".formatted(failed.reason()), exchange);
            return new CallException.Lost(text, null, false);
        }
        if (!silent) return malformed(failed.code(), failed.reason(), exchange);
        String text = what("the server has fallen silent (%s)".formatted(failed.reason()), exchange);
        return new CallException.Lost(text, null, true);
    }

    /** The channel has closed. */
    CallException closed(@Nullable IOException cause, ClientExchange exchange, boolean unsent) {
        String what = cause == null ? "the connection was closed" : "the connection was lost: " + cause.getMessage();
        return new CallException.Lost(what(what, exchange), cause, !unsent);
    }

    private CallException malformed(ErrorCode code, String reason, ClientExchange exchange) {
        String text =
                "the server broke the protocol: %s (%s): %s %s".formatted(reason, code, exchange.head.method(), origin);
        return new CallException.Malformed(text, null);
    }

    private String what(String happened, ClientExchange exchange) {
        return "%s %s: %s %s"
                .formatted(
                        happened,
                        exchange.hasHead() ? "in the middle of a response" : "before a response",
                        exchange.head.method(),
                        origin);
    }
}
