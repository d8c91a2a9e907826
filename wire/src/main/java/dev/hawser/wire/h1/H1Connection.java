package dev.hawser.wire.h1;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WireEvent;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection (RFC 9112) without a socket, in either role. What is common is here: reading content, queueing
 * and sending content, the order of exchanges. What heads mean differs by role.
 *
 * <p>Input is borrowed and parsed where it lies. Only a line that is cut by the end of the input is kept by copy, and
 * input that must wait: behind a request that may switch protocols, and behind too many open exchanges.
 *
 * <p>After an upgrade or CONNECT that was accepted with {@link #sendUpgrade}, and in the client role after the head of
 * such a response, the exchange's content both ways is the tunnel. Only an upgrade to "h2c" hands the connection over
 * ({@link WireEvent.ProtocolSwitched}). Whoever closes a socket after {@link #isFinished} should end its output first
 * and read on for a moment, or a reset may destroy the answer on its way (RFC 9112 9.6).
 */
public abstract sealed class H1Connection implements WireConnection permits H1Server, H1Client {

    /** What the next octet belongs to. */
    enum Input {
        /** The first octets of a connection: a request, or the preface of HTTP/2. */
        PREFACE,
        HEAD,
        FIXED,
        CHUNKS,
        TRAILERS,
        UNTIL_CLOSE,
        TUNNEL,
        /** Nobody knows before the exchange that is being read has been answered. */
        HELD,
        /** The connection goes to another protocol at the next poll. */
        SWITCHING,
        /** Nothing: what still comes is dropped. */
        ENDED
    }

    private static final byte[] NOTHING = new byte[0];

    final H1Config config;
    final WireCounters counters = new WireCounters();
    final Exchanges exchanges = new Exchanges();
    final MessageWriter writer;

    byte[] in = NOTHING;
    int position;
    int end;

    /** Whether {@link #in} is a copy of our own. */
    private boolean kept;

    /** The peer has closed its side. */
    boolean ended;

    Input input;

    @Nullable
    HeadParser parser;

    private @Nullable ChunkedDecoder chunks;

    /** The exchange whose incoming message is being read; its head at least is complete. */
    @Nullable
    Exchange reading;

    /** Of fixed content: the octets that have not come. */
    private long left;

    /** Of chunked content: the octets that have come. */
    private long content;

    /** Octets of content that were dropped, because their exchange is over. */
    private long discarded;

    int unreleased;

    /** No further exchanges. */
    boolean closing;

    boolean finished;

    private final ArrayDeque<WireEvent> events = new ArrayDeque<>(2);

    private final Timer timer;

    H1Connection(H1Config config, @Nullable DateField date, Input first, long now) {
        this.config = config;
        this.input = first;
        this.writer = new MessageWriter(config, counters, date);
        this.timer = new Timer(now);
    }

    /**
     * A server's side. Asks for nothing, answers what comes.
     *
     * @param date shared with the loop that moves it
     * @param now the time, as {@link System#nanoTime} counts it
     */
    public static H1Connection server(H1Config config, DateField date, long now) {
        return new H1Server(config, date, now);
    }

    /** A client's side. {@code now} is the time, as {@link System#nanoTime} counts it. */
    public static H1Connection client(H1Config config, long now) {
        return new H1Client(config, now);
    }

    /** When the clock that runs now was started, and whether it is to be started anew at the next look. */
    static final class Timer {
        long now;
        long since;
        long headSince;
        private boolean restart;

        Timer(long now) {
            this.now = now;
            this.since = now;
        }

        void received(long time) {
            now = time;
            since = time;
            restart = false;
        }

        /** Starts the clock where the time is not known: it runs from the next look at it, so it is never early. */
        void restart() {
            restart = true;
        }

        boolean restarted(long time) {
            now = time;
            if (!restart) return false;
            restart = false;
            since = time;
            return true;
        }
    }

    final Timer timer() {
        return timer;
    }

    final void tell(WireEvent event) {
        events.add(event);
    }

    // ---- input

    @Override
    public final void receive(byte[] array, int from, int to, long now) {
        timer.received(now);
        if (finished || input == Input.ENDED) return;
        if (position == end) {
            in = array;
            position = from;
            end = to;
            kept = false;
        } else {
            // Input that had to wait goes first. The driver was asked not to read, so this is rare.
            int rest = end - position;
            byte[] joined = new byte[rest + to - from];
            System.arraycopy(in, position, joined, 0, rest);
            System.arraycopy(array, from, joined, rest, to - from);
            in = joined;
            position = 0;
            end = joined.length;
            kept = true;
        }
    }

    @Override
    public final void receiveEnd(long now) {
        timer.received(now);
        ended = true;
    }

    @Override
    public final @Nullable WireEvent poll() {
        if (!events.isEmpty()) return events.poll();
        while (true) {
            Input before = input;
            int from = position;
            WireEvent event = step();
            if (event != null) return event;
            if (!events.isEmpty()) return events.poll();
            if (input != before || position != from) continue;
            if (ended && position == end && input != Input.ENDED && input != Input.HELD) {
                inputEnds();
                continue;
            }
            WireEvent failure = failure();
            if (failure == null) keepRest();
            return failure;
        }
    }

    private @Nullable WireEvent step() {
        return switch (input) {
            case PREFACE -> preface();
            case HEAD -> head();
            case FIXED -> fixed();
            case CHUNKS -> chunks();
            case TRAILERS -> trailers();
            case UNTIL_CLOSE, TUNNEL -> rest();
            case SWITCHING -> {
                WireEvent event = new WireEvent.ProtocolSwitched("h2c", in, position, end - position);
                endInput();
                yield event;
            }
            case HELD -> null;
            case ENDED -> {
                position = end;
                yield null;
            }
        };
    }

    private void keepRest() {
        if (position == end || kept) return;
        in = Arrays.copyOfRange(in, position, end);
        end = in.length;
        position = 0;
        kept = true;
    }

    final void endInput() {
        input = Input.ENDED;
        position = end;
        giveParser();
    }

    private void giveParser() {
        HeadParser taken = parser;
        if (taken != null) taken.give();
        parser = null;
    }

    @Nullable
    WireEvent preface() {
        throw new AssertionError("only servers await a preface");
    }

    /** Whether another head may be read now. */
    abstract boolean mayReadHead();

    private @Nullable WireEvent head() {
        if (position == end || !mayReadHead()) return null;
        HeadParser head = parser;
        if (head == null) parser = head = HeadParser.take(headKind(), config);
        boolean untouched = head.isUntouched();
        position = head.parse(in, position, end);
        return switch (head.step()) {
            case REFUSED -> {
                fail(head.refusal());
                yield null;
            }
            case DONE -> {
                WireEvent event = headRead(head);
                giveParser();
                yield event;
            }
            case START_LINE, FIELDS -> {
                if (untouched && !head.isUntouched()) timer.headSince = timer.now;
                yield null;
            }
        };
    }

    abstract HeadParser.Kind headKind();

    /** A head is complete. Judges it, opens the exchange, and sets what is read next. */
    abstract @Nullable WireEvent headRead(HeadParser head);

    /** Begins to read the content of {@code exchange}. */
    final void readContent(Exchange exchange, BodyFraming framing, long length) {
        reading = exchange;
        exchange.in = Exchange.In.CONTENT;
        left = length;
        content = 0;
        discarded = 0;
        switch (framing) {
            case FIXED -> input = Input.FIXED;
            case CHUNKED -> {
                ChunkedDecoder decoder = chunks;
                if (decoder == null) chunks = decoder = new ChunkedDecoder();
                decoder.begin();
                input = Input.CHUNKS;
            }
            case UNTIL_CLOSE -> input = Input.UNTIL_CLOSE;
            case TUNNEL -> input = Input.TUNNEL;
            case NONE -> throw new AssertionError("no content to be read");
        }
    }

    private Exchange reading() {
        Exchange exchange = reading;
        if (exchange == null) throw new AssertionError(input + " without an exchange");
        return exchange;
    }

    /** Told before content is looked at; the server's place to ask for 100 (Continue). */
    @Nullable
    WireEvent beforeContent(Exchange exchange) {
        return null;
    }

    private @Nullable WireEvent fixed() {
        Exchange exchange = reading();
        WireEvent before = beforeContent(exchange);
        if (before != null || position == end) return before;
        int count = (int) Math.min(left, end - position);
        left -= count;
        WireEvent event = data(exchange, count, left == 0);
        if (left == 0 && input == Input.FIXED) contentRead(exchange);
        return event;
    }

    private @Nullable WireEvent chunks() {
        Exchange exchange = reading();
        WireEvent before = beforeContent(exchange);
        if (before != null || position == end) return before;
        ChunkedDecoder decoder = chunks;
        if (decoder == null) throw new AssertionError("no decoder");
        position = decoder.skipFraming(in, position, end, config.maxChunkExtensions());
        Refusal refusal = decoder.refusal();
        if (refusal == null && decoder.left() > config.maxContent() - content && decoder.atData()) {
            refusal = Refusal.CONTENT_TOO_LARGE;
        }
        if (refusal != null) {
            fail(refusal);
            return null;
        }
        if (decoder.atTrailers()) {
            parser = HeadParser.take(HeadParser.Kind.TRAILERS, config);
            input = Input.TRAILERS;
            return null;
        }
        if (!decoder.atData() || position == end) return null;
        int count = (int) Math.min(decoder.left(), end - position);
        decoder.passed(count);
        content += count;
        return data(exchange, count, false);
    }

    private @Nullable WireEvent trailers() {
        HeadParser section = parser;
        if (section == null) throw new AssertionError("no parser");
        if (position == end) return null;
        position = section.parse(in, position, end);
        switch (section.step()) {
            case REFUSED -> fail(section.refusal());
            case DONE -> {
                Exchange exchange = reading();
                boolean told = isHeard(exchange);
                int number = exchange.number;
                Fields fields = Trailers.filter(section.fields());
                giveParser();
                contentRead(exchange);
                if (!told) return null;
                return fields.isEmpty()
                        ? new WireEvent.DataReceived(number, NOTHING, 0, 0, true)
                        : new WireEvent.TrailersReceived(number, fields);
            }
            case START_LINE, FIELDS -> {}
        }
        return null;
    }

    private @Nullable WireEvent rest() {
        return position == end ? null : data(reading(), end - position, false);
    }

    /** The next {@code count} octets are content. */
    private @Nullable WireEvent data(Exchange exchange, int count, boolean last) {
        int from = position;
        position += count;
        counters.bodyOctetsIn += count;
        if (!isHeard(exchange)) {
            discarded += count;
            if (discarded > config.maxDiscard()) discardedTooMuch();
            return null;
        }
        exchange.unreleased += count;
        unreleased += count;
        return new WireEvent.DataReceived(exchange.number, in, from, count, last);
    }

    /** Whether the driver still cares about what comes for {@code exchange}. */
    private static boolean isHeard(Exchange exchange) {
        return !exchange.deaf && exchange.in != Exchange.In.DONE;
    }

    abstract void discardedTooMuch();

    /** Whether it would take long to read what is still to come for {@code exchange}, as far as that is known. */
    final boolean restIsLong(Exchange exchange) {
        // Who waits for 100 (Continue) may send the content or not (RFC 9110 10.1.1); nobody can tell which.
        if (exchange.owesContinue) return true;
        return input == Input.FIXED && left > config.maxDiscard();
    }

    private void contentRead(Exchange exchange) {
        exchange.in = Exchange.In.DONE;
        reading = null;
        messageRead(exchange);
    }

    /** An incoming message is complete. Sets what is read next. */
    abstract void messageRead(Exchange exchange);

    /** The peer has closed its side, and all it sent before has been read. */
    abstract void inputEnds();

    /** The peer's message cannot be taken: nothing more is read. */
    abstract void fail(Refusal why);

    /** What the driver has not been told about a failure and can be told now. */
    abstract @Nullable WireEvent failure();

    final void count(Refusal why) {
        if (why.limit().isEmpty()) return;
        counters.limitHits++;
        counters.lastLimit = why.limit();
    }

    static ErrorCode code(Refusal why) {
        return why.limit().isEmpty() ? ErrorCode.PROTOCOL_ERROR : ErrorCode.ENHANCE_YOUR_CALM;
    }

    /** Ends the content of {@code reading} where its end is that of the connection. */
    final void endContent() {
        Exchange exchange = reading();
        if (isHeard(exchange)) tell(new WireEvent.DataReceived(exchange.number, NOTHING, 0, 0, true));
        contentRead(exchange);
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
        if (stalled && unreleased <= config.window()) timer.restart();
    }

    // ---- output

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
        if (found == null) action.run();
        else found.pieces.add(action);
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

    // ---- time and the end

    @Override
    public final long deadline() {
        if (finished) return Long.MAX_VALUE;
        return switch (input) {
            case PREFACE, HEAD -> headDeadline();
            case FIXED, CHUNKS, TRAILERS, UNTIL_CLOSE ->
                unreleased > config.window() || reading().owesContinue
                        ? Long.MAX_VALUE
                        : timer.since + config.contentNanos();
            case TUNNEL, HELD, SWITCHING, ENDED -> Long.MAX_VALUE;
        };
    }

    private long headDeadline() {
        if (isHeadTouched()) return timer.headSince + config.headNanos();
        return exchanges.isEmpty() ? timer.since + config.idleNanos() : waitDeadline();
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
        if (timer.restarted(now)) return;
        switch (input) {
            case PREFACE, HEAD -> {
                if (isHeadTouched()) fail(Refusal.HEAD_TIMEOUT);
                else if (exchanges.isEmpty()) finish();
                else waitedEnough();
            }
            case FIXED, CHUNKS, TRAILERS, UNTIL_CLOSE -> fail(Refusal.CONTENT_TIMEOUT);
            case TUNNEL, HELD, SWITCHING, ENDED -> throw new AssertionError(input);
        }
    }

    /** The limit of {@link #waitDeadline} has passed. */
    void waitedEnough() {}

    /** Over: nothing more is read or sent. What is queued is dropped. */
    final void finish() {
        finished = true;
        closing = true;
        endInput();
        for (int i = 0; i < exchanges.size(); i++) exchanges.get(i).pieces.drop();
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
