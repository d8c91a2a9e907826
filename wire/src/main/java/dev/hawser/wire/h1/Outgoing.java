package dev.hawser.wire.h1;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.DateField;
import dev.hawser.message.Fields;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WireEvent;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing half of a connection, the same in both roles: queues what is to be sent on exchanges, and fills lists
 * with it, one message after another. Nothing is decided before it leaves.
 */
abstract sealed class Outgoing implements WireConnection permits Incoming {

    final H1Config config;
    final WireCounters counters = new WireCounters();
    final Exchanges exchanges = new Exchanges();

    /** No further exchanges. */
    boolean closing;

    boolean finished;

    /** Our direction of a tunnel has ended, and the other has not. */
    boolean outputEnded;

    private final MessageWriter writer;
    private final ArrayDeque<WireEvent> events = new ArrayDeque<>(2);

    Outgoing(H1Config config, @Nullable DateField date) {
        this.config = config;
        this.writer = new MessageWriter(config, counters, date);
    }

    /** Tells the driver at its next poll. */
    final void tell(WireEvent event) {
        events.add(event);
    }

    final @Nullable WireEvent told() {
        return events.isEmpty() ? null : events.poll();
    }

    /** Over: nothing more is read or sent. What is queued is dropped. */
    abstract void finish();

    final void queue(Exchange exchange, EncodedHead head) {
        exchange.head = head;
        exchange.out = Exchange.Out.HEAD;
    }

    @Override
    public final void sendBody(int exchange, Bytes piece) {
        send(exchange, piece, piece.length());
    }

    @Override
    public final void sendBody(int exchange, FileRegion piece) {
        send(exchange, piece, piece.length());
    }

    private void send(int number, Object piece, long length) {
        Exchange exchange = exchanges.find(number);
        if (exchange == null) return;
        exchange.checkContent(length);
        if (exchange.declaredLeft >= 0) exchange.declaredLeft -= length;
        if (length == 0 || exchange.silent) return;
        exchange.pieces.add(piece);
        if (exchange.pieces.octets() > config.highWatermark()) exchange.aboveMark = true;
    }

    @Override
    public final void endBody(int exchange) {
        end(exchange, null);
    }

    @Override
    public final void endBody(int exchange, Fields trailers) {
        end(exchange, trailers);
    }

    private void end(int number, @Nullable Fields trailers) {
        Exchange exchange = exchanges.find(number);
        if (exchange == null) return;
        exchange.checkEnd();
        exchange.ended = true;
        if (exchange.framing == BodyFraming.CHUNKED && trailers != null && !trailers.isEmpty()) {
            exchange.trailers = trailers;
        }
    }

    @Override
    public final void markBody(int exchange, Runnable action) {
        Exchange found = exchanges.find(exchange);
        // Of a tunnel whose output has ended nothing is queued any more.
        if (found == null || found.out == Exchange.Out.DONE) action.run();
        else found.pieces.add(action);
    }

    @Override
    public final void watchDrops(int exchange, DropWatch watch) {
        Exchange found = exchanges.find(exchange);
        if (found != null) found.dropWatch = watch;
    }

    @Override
    public final long queued(int exchange) {
        Exchange found = exchanges.find(exchange);
        return found == null ? 0 : found.pieces.octets();
    }

    @Override
    public final long queued() {
        long sum = 0;
        for (int i = 0; i < exchanges.size(); i++)
            sum += exchanges.get(i).pieces.octets();
        return sum;
    }

    @Override
    public final boolean isCongested(int exchange) {
        Exchange found = exchanges.find(exchange);
        return found != null && found.pieces.octets() > config.highWatermark();
    }

    /** The exchange whose outgoing message is next, or null. */
    abstract @Nullable Exchange sending();

    @Override
    public final void fill(BufList out, long target) {
        writer.beginBatch();
        while (!finished && !writer.batchEnds() && out.remaining() < target) {
            Exchange exchange = sending();
            if (exchange == null || !leave(exchange, out, target)) return;
        }
    }

    /** Moves what it can of an outgoing message. Returns whether it is complete, so that the next may follow. */
    private boolean leave(Exchange exchange, BufList out, long target) {
        if (exchange.aborted) {
            finish();
            return false;
        }
        if (exchange.out != Exchange.Out.CONTENT) {
            writer.interims(exchange, out);
            EncodedHead head = exchange.head;
            if (head == null) return false;
            settle(exchange, head);
            writer.head(exchange, head, out);
            exchange.out = Exchange.Out.CONTENT;
        }
        boolean complete = !exchange.holdsContent && writer.content(exchange, out, target);
        if (exchange.aboveMark && exchange.pieces.octets() <= config.lowWatermark()) {
            exchange.aboveMark = false;
            if (!complete && !exchange.ended) tell(new WireEvent.BodyDrained(exchange.number));
        }
        if (!complete) return false;
        exchange.out = Exchange.Out.DONE;
        counters.messageEnds(out.remaining());
        messageSent(exchange);
        return true;
    }

    /** The head is about to leave: decides what could not be decided before. */
    private void settle(Exchange exchange, EncodedHead head) {
        if (exchange.ended && exchange.trailers == null && head.contentLength < 0) {
            // All of the content is there, so its length is known after all, and counting it spares the framing.
            boolean counted = exchange.framing == BodyFraming.CHUNKED || exchange.framing == BodyFraming.UNTIL_CLOSE;
            if (counted) {
                exchange.framing = BodyFraming.FIXED;
                exchange.length = exchange.pieces.octets();
                if (exchange.length == 0 && !declaresEmpty(exchange)) {
                    exchange.length = -1;
                    exchange.framing = BodyFraming.NONE;
                }
            }
        }
        exchange.closes = closesWith(exchange, head);
    }

    /** Whether a message without content says so (RFC 9110 8.6). */
    abstract boolean declaresEmpty(Exchange exchange);

    /** Whether the connection ends with this message. */
    abstract boolean closesWith(Exchange exchange, EncodedHead head);

    /** An outgoing message has left as a whole. */
    abstract void messageSent(Exchange exchange);

    @Override
    public final boolean wantsOutput() {
        Exchange exchange = finished ? null : sending();
        if (exchange == null) return false;
        if (exchange.aborted || exchange.out == Exchange.Out.HEAD) return true;
        Pieces pieces = exchange.pieces;
        if (exchange.out == Exchange.Out.WAITING) return exchange.interims > 0;
        return !exchange.holdsContent && (!pieces.isEmpty() || exchange.ended);
    }

    @Override
    public final boolean isOutputEnded() {
        return outputEnded;
    }

    /** Our direction of {@code tunnel} has left as a whole: the connection is over when the peer's has ended too. */
    final void endTunnel(Exchange tunnel) {
        if (tunnel.in == Exchange.In.DONE) finish();
        else outputEnded = true;
    }

    @Override
    public final boolean isFinished() {
        return finished;
    }

    @Override
    public final int exchanges() {
        return exchanges.size();
    }

    @Override
    public final WireCounters counters() {
        return counters;
    }
}
