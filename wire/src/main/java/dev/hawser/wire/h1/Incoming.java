package dev.hawser.wire.h1;

import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.wire.WireEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The incoming half of a connection, the same in both roles but for what a head means: borrowed octets become events, one
 * message after another. Only a line that is cut by the end of the input is kept by copy, and input that must wait.
 */
abstract sealed class Incoming extends Outgoing permits H1Connection {

    /** What the next octet belongs to. */
    enum Input {
        /** The first octets of a connection: a request, or the preface of HTTP/2. */
        PREFACE,
        HEAD,
        CONTENT,
        /** Nobody knows before the exchange that is being read has been answered. */
        HELD,
        /** The connection goes to another protocol at the next poll. */
        SWITCHING,
        /** Nothing: what still comes is dropped. */
        ENDED
    }

    private static final byte[] NOTHING = new byte[0];

    final Spares spares;

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

    static final int IN_PARTS = -1;

    /** Where the head that is read begins in {@link #in}, up to {@link #position}, or {@link #IN_PARTS}. */
    int headFrom;

    final ContentReader content;

    /** The exchange whose incoming message is being read; its head at least is complete. */
    @Nullable
    Exchange reading;

    /** Octets of content that were dropped, because their exchange is over. */
    private long discarded;

    int unreleased;

    final Clock clock;
    final Pace pace;

    Incoming(H1Config config, Spares spares, @Nullable DateField date, Input first, long now) {
        super(config, date);
        this.spares = spares;
        this.input = first;
        this.content = new ContentReader(config, spares);
        this.clock = new Clock(now);
        this.pace = new Pace(config);
    }

    @Override
    public final void receive(byte[] array, int from, int to, long now) {
        clock.received(now);
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
        clock.received(now);
        ended = true;
    }

    @Override
    public final @Nullable WireEvent poll() {
        WireEvent told = told();
        if (told != null) return told;
        while (true) {
            Input before = input;
            int from = position;
            WireEvent event = step();
            if (event != null) return event;
            told = told();
            if (told != null) return told;
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
            case CONTENT -> content();
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
        content.stop();
    }

    private void giveParser() {
        HeadParser taken = parser;
        if (taken != null) spares.give(taken);
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
        if (head == null) {
            WireEvent known = knownHead();
            if (known != null) return known;
            parser = head = spares.take(headKind(), config);
        }
        boolean untouched = head.isUntouched();
        headFrom = untouched ? position : IN_PARTS;
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
                if (untouched && !head.isUntouched()) clock.headBegins();
                yield null;
            }
        };
    }

    /** Takes a head that has been read before, octet by octet the same; null if what comes is none. */
    @Nullable
    WireEvent knownHead() {
        return null;
    }

    abstract HeadParser.Kind headKind();

    /** A head is complete. Judges it, opens the exchange, and sets what is read next. */
    abstract @Nullable WireEvent headRead(HeadParser head);

    /** Begins to read the content of {@code exchange}. */
    final void readContent(Exchange exchange, BodyFraming framing, long length) {
        reading = exchange;
        exchange.in = Exchange.In.CONTENT;
        discarded = 0;
        content.begin(framing, length);
        input = Input.CONTENT;
        pace.begin(clock.now(), counters.bodyOctetsIn);
    }

    final Exchange reading() {
        Exchange exchange = reading;
        if (exchange == null) throw new AssertionError(input + " without an exchange");
        return exchange;
    }

    /** Told before content is looked at; the server's place to ask for 100 (Continue). */
    @Nullable
    WireEvent beforeContent(Exchange exchange) {
        return null;
    }

    private @Nullable WireEvent content() {
        Exchange exchange = reading();
        WireEvent before = beforeContent(exchange);
        if (before != null || position == end) return before;
        ContentReader.Step step = content.read(in, position, end);
        position = content.position();
        return switch (step) {
            case MORE -> null;
            case DATA -> data(exchange, false);
            case LAST_DATA -> {
                WireEvent event = data(exchange, true);
                if (input == Input.CONTENT) contentRead(exchange);
                yield event;
            }
            case END -> {
                int number = exchange.number;
                Fields trailers = content.trailers();
                boolean heard = isHeard(exchange);
                contentRead(exchange);
                if (!heard) yield null;
                yield trailers.isEmpty() ? end(number) : new WireEvent.TrailersReceived(number, trailers);
            }
            case REFUSED -> {
                fail(content.refusal());
                yield null;
            }
        };
    }

    private static WireEvent end(int exchange) {
        return new WireEvent.DataReceived(exchange, NOTHING, 0, 0, true);
    }

    /** What was read last is content. */
    private @Nullable WireEvent data(Exchange exchange, boolean last) {
        int count = content.count();
        counters.bodyOctetsIn += count;
        if (!isHeard(exchange)) {
            discarded += count;
            if (discarded > config.maxDiscard()) finish();
            return null;
        }
        exchange.unreleased += count;
        unreleased += count;
        return new WireEvent.DataReceived(exchange.number, in, content.from(), count, last);
    }

    /** Whether the driver still cares about what comes for {@code exchange}. */
    private static boolean isHeard(Exchange exchange) {
        return !exchange.deaf && exchange.in != Exchange.In.DONE;
    }

    /** Whether it would take long to read what is still to come for {@code exchange}, as far as that is known. */
    final boolean restIsLong(Exchange exchange) {
        // Who waits for 100 (Continue) may send the content or not (RFC 9110 10.1.1); nobody can tell which.
        if (exchange.owesContinue) return true;
        return input == Input.CONTENT && content.left() > config.maxDiscard();
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
        if (isHeard(exchange)) tell(end(exchange.number));
        contentRead(exchange);
    }
}
