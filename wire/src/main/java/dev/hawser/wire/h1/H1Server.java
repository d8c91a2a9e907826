package dev.hawser.wire.h1;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.wire.WireEvent;
import org.jspecify.annotations.Nullable;

/**
 * The server's side: reads requests, several ahead of their answers when the client pipelines, and sends the answers in
 * the order of the requests (RFC 9112 9.3.2).
 *
 * <p>A request that cannot be taken gets one answer, made here, behind the answers to those before it; then the
 * connection is over.
 */
final class H1Server extends Answering {

    private final Preface preface = new Preface();

    /** Whether the driver has to be asked for 100 (Continue) before content is awaited. */
    private boolean asksContinue;

    private @Nullable Refusal refusal;
    private boolean refusalTold;

    H1Server(H1Config config, Spares spares, DateField date, long now) {
        super(config, spares, date, now);
    }

    // ---- requests

    @Override
    @Nullable
    WireEvent preface() {
        int before = preface.matched();
        int at = preface.match(in, position, end);
        if (preface.isComplete()) return prefaceRead(before > 0, at);
        if (at < end) {
            // No preface after all; what looked like one is the begin of a request.
            input = Input.HEAD;
            replay(before);
            return null;
        }
        if (before == 0 && at > position) clock.headBegins();
        position = at;
        return null;
    }

    private WireEvent prefaceRead(boolean inParts, int behind) {
        byte[] octets = inParts ? Preface.joined(in, behind, end) : in;
        int from = inParts ? 0 : position;
        int length = inParts ? octets.length : end - position;
        WireEvent event = new WireEvent.ProtocolSwitched("h2", octets, from, length);
        endInput();
        return event;
    }

    private void replay(int octets) {
        HeadParser head = spares.take(HeadParser.Kind.REQUEST, config);
        parser = head;
        preface.replay(octets, head);
        if (head.step() == HeadParser.Step.REFUSED) fail(head.refusal());
    }

    @Override
    boolean isHeadTouched() {
        return preface.matched() > 0 || super.isHeadTouched();
    }

    @Override
    boolean mayReadHead() {
        return exchanges.size() < config.maxPipelined();
    }

    @Override
    HeadParser.Kind headKind() {
        return HeadParser.Kind.REQUEST;
    }

    @Override
    @Nullable
    WireEvent knownHead() {
        HeadMemo.Known known = spares.heads.find(in, position, end, config);
        if (known == null) return null;
        position += known.length();
        Exchange exchange = opened(known.head.method(), HttpVersion.HTTP_1_1);
        exchange.persists = true;
        exchange.in = Exchange.In.DONE;
        messageRead(exchange);
        return new WireEvent.RequestReceived(exchange.number, known.head, true);
    }

    private Exchange opened(Method method, HttpVersion version) {
        counters.requests++;
        Exchange exchange = exchanges.add();
        exchange.begin(exchanges.nextNumber(), method, version);
        return exchange;
    }

    @Override
    @Nullable
    WireEvent headRead(HeadParser head) {
        Refusal refused = RequestRules.judge(head, config);
        if (refused != null) {
            fail(refused);
            return null;
        }
        Exchange exchange = opened(head.method(), head.version());
        exchange.persists = RequestRules.persists(head);
        Notes notes = head.notes();
        boolean modern = head.version() != HttpVersion.HTTP_1_0;
        // RFC 9110 7.8: Upgrade in HTTP/1.0 is ignored.
        exchange.mayUpgrade = head.method().equals(Method.CONNECT) || (modern && notes.asksForUpgrade());
        RequestHead request = RequestRules.detach(head);
        BodyFraming framing = RequestRules.framing(head);
        if (framing == BodyFraming.NONE) {
            boolean usual = head.version() == HttpVersion.HTTP_1_1 && exchange.persists && !exchange.mayUpgrade;
            if (usual && headFrom != IN_PARTS) spares.heads.offer(in, headFrom, position, config, request);
            exchange.in = Exchange.In.DONE;
            messageRead(exchange);
        } else {
            // RFC 9110 10.1.1: an expectation in HTTP/1.0 is ignored.
            exchange.owesContinue = modern && notes.expectsContinue;
            asksContinue = exchange.owesContinue;
            readContent(exchange, framing, notes.contentLength);
        }
        return new WireEvent.RequestReceived(exchange.number, request, framing == BodyFraming.NONE);
    }

    @Override
    @Nullable
    WireEvent beforeContent(Exchange exchange) {
        if (!asksContinue) return null;
        asksContinue = false;
        if (position == end && exchange.out == Exchange.Out.WAITING) {
            return new WireEvent.ContinueExpected(exchange.number);
        }
        // RFC 9110 10.1.1: 100 may be left out once content has come.
        exchange.owesContinue = false;
        return null;
    }

    @Override
    void messageRead(Exchange exchange) {
        exchange.owesContinue = false;
        if (exchange.framing == BodyFraming.TUNNEL || closing) {
            endInput();
        } else if (exchange.mayUpgrade && exchange.out == Exchange.Out.WAITING) {
            input = Input.HELD;
        } else {
            readNext(exchange);
        }
        if (outputEnded) finish();
        boolean answered = exchange.out == Exchange.Out.DONE;
        if (answered) {
            exchanges.recycle(exchange);
            if (!finished && exchanges.isEmpty()) clock.restart();
        }
    }

    @Override
    void readNext(Exchange exchange) {
        if (exchange.persists) input = Input.HEAD;
        else endInput();
    }

    @Override
    void inputEnds() {
        switch (input) {
            case PREFACE, HEAD -> {
                if (isHeadTouched()) {
                    fail(Refusal.INCOMPLETE);
                } else {
                    // Half-closed: what was asked is still answered.
                    closing = true;
                    endInput();
                    if (exchanges.isEmpty()) finish();
                }
            }
            case CONTENT -> {
                if (content.framing() == BodyFraming.TUNNEL) endContent();
                else fail(Refusal.INCOMPLETE);
            }
            case SWITCHING -> {}
            case HELD, ENDED -> throw new AssertionError(input);
        }
    }

    // ---- refusals

    @Override
    void fail(Refusal why) {
        refusal = why;
        count(why);
        closing = true;
        Exchange broken = reading;
        reading = null;
        endInput();
        if (broken == null) {
            Exchange answer = exchanges.add();
            answer.begin(exchanges.nextNumber(), Method.GET, HttpVersion.HTTP_1_1);
            refuse(answer, why);
        } else if (broken.out == Exchange.Out.DONE) {
            if (exchanges.isEmpty()) finish();
        } else {
            breakOff(broken, why);
        }
    }

    /** The content of an open exchange cannot be taken. It is the last one: nothing behind it has been read. */
    private void breakOff(Exchange broken, Refusal why) {
        boolean alone = exchanges.first() == broken;
        if (broken.out == Exchange.Out.WAITING) {
            refuse(broken, why);
        } else {
            // Never a second answer: the one that was begun is finished or broken off.
            broken.persists = false;
            if (!broken.ended) broken.aborted = true;
        }
        broken.in = Exchange.In.DONE;
        broken.deaf = true;
        if (!alone) tell(new WireEvent.ExchangeReset(broken.number, code(why), false, false, why.reason()));
    }

    private void refuse(Exchange exchange, Refusal why) {
        exchange.pieces.drop();
        exchange.interims = 0;
        exchange.deaf = true;
        exchange.in = Exchange.In.DONE;
        exchange.persists = false;
        exchange.framing = BodyFraming.FIXED;
        exchange.length = 0;
        exchange.ended = true;
        queue(exchange, EncodedHead.of(ResponseHead.of(why.status())));
    }

    @Override
    @Nullable
    WireEvent failure() {
        Refusal why = refusal;
        if (why == null || refusalTold) return null;
        Exchange first = exchanges.first();
        // Exchanges before the broken one are still answered, so the connection has not failed for them.
        if (first != null && !first.deaf) return null;
        refusalTold = true;
        return new WireEvent.ConnectionFailed(code(why), why.reason());
    }

    @Override
    public void reset(int exchange, ErrorCode code) {
        Exchange found = exchanges.find(exchange);
        if (found == null) return;
        if (!outputEnded) counters.resetsByUs++; // Else all has been said, and only listening ends.
        closing = true;
        reading = null;
        endInput();
        found.deaf = true;
        found.aborted = true;
        found.pieces.drop();
        boolean behind = false;
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange open = exchanges.get(i);
            if (behind && !open.deaf) {
                open.deaf = true;
                tell(new WireEvent.ExchangeReset(
                        open.number, ErrorCode.CANCEL, false, false, "an earlier exchange was reset"));
            }
            behind |= open == found;
        }
        if (exchanges.first() == found) finish();
    }

    // ---- the client's side of the interface

    @Override
    public int sendRequest(RequestHead head, Bytes body) {
        throw new IllegalStateException("a request from the server's side");
    }

    @Override
    public int sendRequest(RequestHead head) {
        throw new IllegalStateException("a request from the server's side");
    }

    @Override
    public boolean canOpen() {
        return false;
    }

    @Override
    public void shutdown() {
        closing = true;
        if (input == Input.PREFACE || input == Input.HEAD) endInput();
        if (exchanges.isEmpty() && reading == null) finish();
    }
}
