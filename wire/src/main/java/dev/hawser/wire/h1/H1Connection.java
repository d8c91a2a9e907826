package dev.hawser.wire.h1;

import dev.hawser.message.DateField;
import dev.hawser.wire.WireEvent;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection (RFC 9112) without a socket, in either role. Its halves are below it: what comes in, what goes
 * out. Here are credit and time; what heads mean differs by role.
 *
 * <p>Input is borrowed and parsed where it lies. Only a line that is cut by the end of the input is kept by copy, and
 * input that must wait: behind a request that may switch protocols, and behind too many open exchanges.
 *
 * <p>After an upgrade or CONNECT that was accepted with {@link #sendUpgrade}, and in the client role after the head of
 * such a response, the exchange's content both ways is the tunnel. Only an upgrade to "h2c" hands the connection over
 * ({@link WireEvent.ProtocolSwitched}). Whoever closes a socket after {@link #isFinished} should end its output first
 * and read on for a moment, or a reset may destroy the answer on its way (RFC 9112 9.6).
 */
public abstract sealed class H1Connection extends Incoming permits Answering, H1Client {

    H1Connection(H1Config config, Spares spares, @Nullable DateField date, Input first, long now) {
        super(config, spares, date, first, now);
    }

    /**
     * A server's side. Asks for nothing, answers what comes.
     *
     * @param spares shared by the connections of the loop
     * @param date shared with the loop that moves it
     * @param now the time, as {@link System#nanoTime} counts it
     */
    public static H1Connection server(H1Config config, Spares spares, DateField date, long now) {
        return new H1Server(config, spares, date, now);
    }

    /**
     * A client's side.
     *
     * @param spares shared by the connections of the loop
     * @param now the time, as {@link System#nanoTime} counts it
     */
    public static H1Connection client(H1Config config, Spares spares, long now) {
        return new H1Client(config, spares, now);
    }

    @Override
    public final boolean wantsInput() {
        if (ended || input == Input.SWITCHING) return false;
        return position == end && unreleased <= config.window();
    }

    @Override
    public final void release(int exchange, int octets) {
        Exchange found = exchanges.find(exchange);
        if (found == null) return;
        if (octets < 0 || octets > found.unreleased) {
            throw new IllegalArgumentException(
                    "release(%d, %d): %d are held".formatted(exchange, octets, found.unreleased));
        }
        found.unreleased -= octets;
        boolean stalled = unreleased > config.window();
        unreleased -= octets;
        if (stalled && unreleased <= config.window()) {
            clock.restart();
            pace.restart();
        }
    }

    @Override
    public final long deadline() {
        if (finished) return Long.MAX_VALUE;
        return switch (input) {
            case PREFACE, HEAD -> headDeadline();
            case CONTENT -> contentDeadline();
            case HELD, SWITCHING, ENDED -> Long.MAX_VALUE;
        };
    }

    private long contentDeadline() {
        boolean nobodyIsLate =
                content.framing() == BodyFraming.TUNNEL || unreleased > config.window() || reading().owesContinue;
        if (nobodyIsLate) return Long.MAX_VALUE;
        long silence = clock.since() + config.contentNanos();
        return content.framing() == BodyFraming.FIXED ? Math.min(silence, pace.deadline()) : silence;
    }

    private long headDeadline() {
        if (isHeadTouched()) return clock.headSince() + config.headNanos();
        return exchanges.isEmpty() ? clock.since() + config.idleNanos() : waitDeadline();
    }

    /** Whether part of a head has come. */
    boolean isHeadTouched() {
        HeadParser head = parser;
        return head != null && !head.isUntouched();
    }

    /** The limit while exchanges are open and no message is being read. */
    long waitDeadline() {
        return Long.MAX_VALUE;
    }

    @Override
    public final void expire(long now) {
        long deadline = deadline();
        if (deadline == Long.MAX_VALUE || now - deadline < 0) return;
        if (clock.restarted(now)) return;
        switch (input) {
            case PREFACE, HEAD -> {
                if (isHeadTouched()) fail(Refusal.HEAD_TIMEOUT);
                else if (exchanges.isEmpty()) finish();
                else waitedEnough();
            }
            case CONTENT -> {
                boolean silent = now - clock.since() >= config.contentNanos();
                if (silent || pace.isTooSlow(now, counters.bodyOctetsIn)) fail(Refusal.CONTENT_TIMEOUT);
            }
            case HELD, SWITCHING, ENDED -> throw new AssertionError(input);
        }
    }

    /** The limit of {@link #waitDeadline} has passed. */
    void waitedEnough() {}

    @Override
    public final void abandon() {
        for (int i = 0; i < exchanges.size(); i++) exchanges.get(i).deaf = true;
        finish();
    }

    @Override
    final void finish() {
        boolean already = finished;
        finished = true;
        closing = true;
        endInput();
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange open = exchanges.get(i);
            if (!already && open.out != Exchange.Out.DONE) counters.messagesCut++;
            open.drop();
        }
    }
}
