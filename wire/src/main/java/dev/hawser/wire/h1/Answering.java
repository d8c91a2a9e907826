package dev.hawser.wire.h1;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.ResponseHead;
import dev.hawser.wire.WireEvent;
import org.jspecify.annotations.Nullable;

/** The answering half of a server's side: how responses are framed, and what becomes of the connection behind them. */
abstract sealed class Answering extends H1Connection permits H1Server {

    Answering(H1Config config, Spares spares, DateField date, long now) {
        super(config, spares, date, Input.PREFACE, now);
    }

    /** RFC 9112 9.6: nothing is read behind a request that said close. */
    abstract void readNext(Exchange exchange);

    @Override
    public void sendInformational(int exchange, ResponseHead head) {
        int code = head.status().code();
        if (!head.status().isInformational() || code == 101) {
            throw new IllegalArgumentException("an interim response with status " + code);
        }
        Exchange found = exchanges.find(exchange);
        if (found == null) return;
        if (found.out != Exchange.Out.WAITING) {
            throw new IllegalStateException("an interim response after the final one on exchange " + exchange);
        }
        // RFC 9110 15.2: HTTP/1.0 does not know them.
        if (found.version == HttpVersion.HTTP_1_0) return;
        if (code == 100 && found.owesContinue) {
            found.owesContinue = false;
            clock.restart();
        }
        found.pieces.add(EncodedHead.of(head));
        found.interims++;
    }

    @Override
    public void sendResponse(int exchange, ResponseHead head) {
        Exchange found = answered(exchange, head);
        if (found == null) return;
        EncodedHead encoded = EncodedHead.of(head);
        found.declaredLeft = encoded.contentLength;
        frame(found, encoded, head);
        release(found);
        queue(found, encoded);
    }

    /** How content that is still to come is framed (RFC 9112 6). */
    private static void frame(Exchange exchange, EncodedHead encoded, ResponseHead head) {
        if (exchange.method.equals(Method.HEAD)) {
            exchange.silent = true;
            exchange.framing = BodyFraming.NONE;
        } else if (head.status().forbidsContent()) {
            exchange.framing = BodyFraming.NONE;
            exchange.declaredLeft = 0;
        } else if (encoded.contentLength >= 0) {
            exchange.framing = BodyFraming.FIXED;
        } else {
            exchange.framing = exchange.version == HttpVersion.HTTP_1_0 ? BodyFraming.UNTIL_CLOSE : BodyFraming.CHUNKED;
        }
    }

    @Override
    public void sendResponse(int exchange, ResponseHead head, Bytes body) {
        Exchange found = answered(exchange, head);
        if (found == null) return;
        EncodedHead encoded = EncodedHead.of(head);
        int length = body.length();
        boolean silent = found.method.equals(Method.HEAD);
        boolean empty = head.status().forbidsContent();
        if (empty && length > 0) {
            throw new IllegalArgumentException(
                    "%d octets of content with status %d, which has none".formatted(length, encoded.status));
        }
        boolean unequal = encoded.contentLength >= 0 && encoded.contentLength != length;
        if (unequal && !empty && !(silent && length == 0)) {
            throw new IllegalArgumentException(
                    "%d octets of content, Content-Length says %d".formatted(length, encoded.contentLength));
        }
        found.silent = silent;
        found.framing = silent || empty ? BodyFraming.NONE : BodyFraming.FIXED;
        if (!empty) found.length = length;
        if (length > 0 && !silent) found.pieces.add(body);
        found.ended = true;
        release(found);
        queue(found, encoded);
    }

    private @Nullable Exchange answered(int number, ResponseHead head) {
        if (head.status().isInformational()) {
            throw new IllegalArgumentException("a final response with status " + head.status());
        }
        Exchange exchange = exchanges.find(number);
        if (exchange != null && exchange.out != Exchange.Out.WAITING) {
            throw new IllegalStateException("a second response on exchange " + number);
        }
        return exchange;
    }

    /** The answer is no upgrade, so what waited behind the request is the next one. */
    private void release(Exchange exchange) {
        if (input == Input.HELD && exchange.mayUpgrade) readNext(exchange);
    }

    @Override
    public void sendUpgrade(int exchange, ResponseHead head) {
        Exchange found = exchanges.find(exchange);
        if (found == null) return;
        boolean tunnel = found.method.equals(Method.CONNECT);
        boolean fits = tunnel ? head.status().isSuccessful() : head.status().code() == 101;
        if (!fits) {
            throw new IllegalArgumentException(
                    "status %d to accept %s".formatted(head.status().code(), tunnel ? "CONNECT" : "an upgrade"));
        }
        if (!found.mayUpgrade) throw new IllegalStateException("exchange " + exchange + " asked for no upgrade");
        if (found.out != Exchange.Out.WAITING) {
            throw new IllegalStateException("a second response on exchange " + exchange);
        }
        // RFC 9110 7.8: the request is complete before the protocol changes.
        if (input != Input.HELD) throw new IllegalStateException("exchange " + exchange + " is still being received");
        found.framing = BodyFraming.TUNNEL;
        queue(found, EncodedHead.of(head));
        if (!tunnel && head.fields().containsToken(FieldName.UPGRADE, "h2c")) {
            found.handsOver = true;
            found.ended = true;
            input = Input.SWITCHING;
        } else {
            readContent(found, BodyFraming.TUNNEL, 0);
        }
    }

    @Override
    @Nullable
    Exchange sending() {
        return outputEnded ? null : exchanges.first();
    }

    @Override
    boolean declaresEmpty(Exchange exchange) {
        return true;
    }

    @Override
    boolean closesWith(Exchange exchange, EncodedHead head) {
        if (!exchange.persists || head.saysClose || exchange.framing == BodyFraming.UNTIL_CLOSE) return true;
        if (exchange.in != Exchange.In.DONE && exchange.ended && restIsLong(exchange)) return true;
        return closing && exchanges.size() == 1;
    }

    @Override
    void messageSent(Exchange exchange) {
        if (exchange.framing == BodyFraming.TUNNEL && exchange.in != Exchange.In.DONE && !exchange.handsOver) {
            endTunnel(exchange);
            return;
        }
        exchanges.removeFirst();
        unreleased -= exchange.unreleased;
        exchange.unreleased = 0;
        if (exchange.handsOver) return;
        if (exchange.closes || exchange.framing == BodyFraming.TUNNEL) {
            resetOpen("the connection was closed by an earlier response");
            finish();
            return;
        }
        if (exchange.in == Exchange.In.DONE) exchanges.recycle(exchange);
        else exchange.deaf = true;
        if (!exchanges.isEmpty()) return;
        clock.restart();
        if (closing) finish();
    }

    private void resetOpen(String why) {
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange open = exchanges.get(i);
            if (!open.deaf) tell(new WireEvent.ExchangeReset(open.number, ErrorCode.CANCEL, false, false, why));
            open.deaf = true;
        }
    }
}
