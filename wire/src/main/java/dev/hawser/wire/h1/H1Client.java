package dev.hawser.wire.h1;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.wire.WireEvent;
import org.jspecify.annotations.Nullable;

/** The client's side: sends requests, one at a time unless more are allowed, and reads the responses in their order. */
final class H1Client extends H1Connection {

    H1Client(H1Config config, Spares spares, long now) {
        super(config, spares, null, Input.HEAD, now);
    }

    // ---- responses

    @Override
    boolean mayReadHead() {
        Exchange exchange = exchanges.first();
        boolean asked = exchange != null && exchange.out.compareTo(Exchange.Out.CONTENT) >= 0;
        // RFC 9112 9.2: octets that answer nothing are no response, whatever they look like.
        if (!asked) fail(Refusal.UNSOLICITED);
        return asked;
    }

    @Override
    HeadParser.Kind headKind() {
        return HeadParser.Kind.RESPONSE;
    }

    @Override
    @Nullable
    WireEvent headRead(HeadParser head) {
        Exchange exchange = exchanges.get(0);
        Refusal refused = ResponseRules.judge(head, exchange.method, config);
        boolean switches = head.status().code() == 101;
        // RFC 9110 15.2.2: a server switches to what was asked for, and CONNECT (9.3.6) asks for a tunnel and no
        // protocol.
        boolean may = exchange.mayUpgrade && !exchange.method.equals(Method.CONNECT);
        if (refused == null && switches && !may) refused = Refusal.MALFORMED_STATUS;
        if (refused != null) {
            fail(refused);
            return null;
        }
        ResponseHead response = ResponseRules.detach(head);
        if (head.status().isInformational() && !switches) {
            if (exchange.interimsRead == config.maxInterims()) {
                fail(Refusal.TOO_MANY_INTERIMS);
                return null;
            }
            exchange.interimsRead++;
            if (head.status().code() == 100) exchange.holdsContent = false;
            return new WireEvent.InformationalReceived(exchange.number, response);
        }
        BodyFraming framing = ResponseRules.framing(head, exchange.method);
        exchange.persists = ResponseRules.persists(head) && framing != BodyFraming.UNTIL_CLOSE;
        if (framing == BodyFraming.NONE) {
            exchange.in = Exchange.In.DONE;
            messageRead(exchange);
        } else {
            readContent(exchange, framing, head.notes().contentLength);
            if (framing == BodyFraming.TUNNEL) openTunnel(exchange);
        }
        return new WireEvent.ResponseReceived(exchange.number, response, framing == BodyFraming.NONE);
    }

    private static void openTunnel(Exchange exchange) {
        exchange.framing = BodyFraming.TUNNEL;
        exchange.out = Exchange.Out.CONTENT;
        exchange.ended = false;
        exchange.holdsContent = false;
        exchange.declaredLeft = -1;
    }

    @Override
    void messageRead(Exchange exchange) {
        if (exchange.framing == BodyFraming.TUNNEL) {
            endInput();
            if (exchange.out == Exchange.Out.DONE) finish();
            return;
        }
        // RFC 9112 9.5: a response that comes before the request has ended makes the rest of it pointless.
        boolean goesOn = exchange.persists && exchange.out == Exchange.Out.DONE;
        exchanges.removeFirst();
        unreleased -= exchange.unreleased;
        exchange.unreleased = 0;
        exchange.pieces.drop();
        exchanges.recycle(exchange);
        if (!goesOn || (closing && exchanges.isEmpty())) {
            resetOpen(ErrorCode.CANCEL, "the connection was closed by an earlier response");
            finish();
        } else {
            input = Input.HEAD;
        }
    }

    @Override
    void inputEnds() {
        switch (input) {
            case HEAD -> {
                if (exchanges.isEmpty() && !isHeadTouched()) finish();
                else fail(Refusal.INCOMPLETE);
            }
            case CONTENT -> {
                switch (content.framing()) {
                    case UNTIL_CLOSE, TUNNEL -> endContent();
                    case FIXED, CHUNKED, NONE -> fail(Refusal.INCOMPLETE);
                }
            }
            case PREFACE, HELD, SWITCHING, ENDED -> throw new AssertionError(input);
        }
    }

    @Override
    void fail(Refusal why) {
        count(why);
        reading = null;
        resetOpen(code(why), why.reason());
        tell(new WireEvent.ConnectionFailed(code(why), why.reason()));
        finish();
    }

    private void resetOpen(ErrorCode code, String why) {
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange open = exchanges.get(i);
            if (open.deaf) continue;
            open.deaf = true;
            boolean unsent = open.out.compareTo(Exchange.Out.CONTENT) < 0;
            tell(new WireEvent.ExchangeReset(open.number, code, true, unsent, why));
        }
    }

    @Override
    @Nullable
    WireEvent failure() {
        return null;
    }

    // ---- requests

    @Override
    public boolean canOpen() {
        if (closing || finished || ended || (input == Input.CONTENT && content.framing() == BodyFraming.TUNNEL))
            return false;
        if (exchanges.size() >= config.maxUnanswered()) return false;
        // What is behind a request that may switch protocols belongs to nobody yet.
        return exchanges.isEmpty() || !exchanges.get(exchanges.size() - 1).mayUpgrade;
    }

    private Exchange open(RequestHead head) {
        if (!canOpen()) {
            throw new IllegalStateException("a further request: %d are open, %s"
                    .formatted(exchanges.size(), closing || finished || ended ? "closing" : "waiting for responses"));
        }
        Exchange exchange = exchanges.add();
        exchange.begin(exchanges.nextNumber(), head.method(), HttpVersion.HTTP_1_1);
        exchange.mayUpgrade = head.method().equals(Method.CONNECT)
                || (head.fields().contains(FieldName.UPGRADE)
                        && head.fields().containsToken(FieldName.CONNECTION, "upgrade"));
        counters.requests++;
        clock.restart();
        return exchange;
    }

    @Override
    public int sendRequest(RequestHead head, Bytes body) {
        EncodedHead encoded = EncodedHead.of(head);
        int length = body.length();
        if (encoded.contentLength >= 0 && encoded.contentLength != length) {
            throw new IllegalArgumentException(
                    "%d octets of content, Content-Length says %d".formatted(length, encoded.contentLength));
        }
        Exchange exchange = open(head);
        exchange.ended = true;
        exchange.framing = BodyFraming.FIXED;
        // RFC 9110 8.6: a method that means content says so even if there is none.
        if (length > 0 || meansContent(head.method())) exchange.length = length;
        if (length > 0) exchange.pieces.add(body);
        exchange.holdsContent = length > 0 && encoded.expectsContinue;
        queue(exchange, encoded);
        return exchange.number;
    }

    private static boolean meansContent(Method method) {
        return method.equals(Method.POST) || method.equals(Method.PUT) || method.equals(Method.PATCH);
    }

    @Override
    public int sendRequest(RequestHead head) {
        EncodedHead encoded = EncodedHead.of(head);
        Exchange exchange = open(head);
        exchange.declaredLeft = encoded.contentLength;
        if (head.method().equals(Method.CONNECT)) {
            // RFC 9110 9.3.6: no content before the tunnel.
            exchange.framing = BodyFraming.NONE;
            exchange.ended = true;
        } else {
            exchange.framing = encoded.contentLength >= 0 ? BodyFraming.FIXED : BodyFraming.CHUNKED;
            exchange.holdsContent = encoded.expectsContinue;
        }
        queue(exchange, encoded);
        return exchange.number;
    }

    @Override
    @Nullable
    Exchange sending() {
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            if (exchange.out != Exchange.Out.DONE) return exchange;
        }
        return null;
    }

    @Override
    boolean declaresEmpty(Exchange exchange) {
        return meansContent(exchange.method);
    }

    @Override
    boolean closesWith(Exchange exchange, EncodedHead head) {
        return head.saysClose || closing;
    }

    @Override
    void messageSent(Exchange exchange) {
        if (exchange.framing == BodyFraming.TUNNEL) endTunnel(exchange);
        else if (exchange.closes) closing = true;
    }

    @Override
    public void reset(int exchange, ErrorCode code) {
        Exchange found = exchanges.find(exchange);
        if (found == null) return;
        counters.resetsByUs++;
        found.deaf = true;
        resetOpen(ErrorCode.CANCEL, "an earlier exchange was reset");
        finish();
    }

    // ---- time

    @Override
    long waitDeadline() {
        Exchange exchange = sending();
        boolean waits = exchange != null && exchange.holdsContent && exchange.out == Exchange.Out.CONTENT;
        return waits ? clock.since() + config.continueNanos() : Long.MAX_VALUE;
    }

    /** RFC 9110 10.1.1: a client does not wait for 100 (Continue) without end. */
    @Override
    void waitedEnough() {
        Exchange exchange = sending();
        if (exchange != null) exchange.holdsContent = false;
    }

    // ---- the server's side of the interface

    @Override
    public void sendInformational(int exchange, ResponseHead head) {
        throw new IllegalStateException("a response from the client's side");
    }

    @Override
    public void sendResponse(int exchange, ResponseHead head) {
        throw new IllegalStateException("a response from the client's side");
    }

    @Override
    public void sendResponse(int exchange, ResponseHead head, Bytes body) {
        throw new IllegalStateException("a response from the client's side");
    }

    @Override
    public void sendUpgrade(int exchange, ResponseHead head) {
        throw new IllegalStateException("a response from the client's side");
    }

    @Override
    public void shutdown() {
        closing = true;
        if (exchanges.isEmpty()) finish();
    }
}
