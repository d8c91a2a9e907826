package dev.hawser.http;

import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * From the head of a request to its answer: which handler, on which thread, with what content, and what is said where that
 * goes wrong. Confined to the connection's loop, but for what says otherwise.
 */
final class Answers {

    private final Home home;
    private final ServerConnection connection;
    private final ExchangeTable exchanges;

    Answers(Home home, ServerConnection connection, ExchangeTable exchanges) {
        this.home = home;
        this.connection = connection;
        this.exchanges = exchanges;
    }

    private WireConnection wire() {
        return connection.wire();
    }

    /** Has a request answered of which the head has come; {@code last} when that is all of it. */
    void begin(int id, RequestHead head, boolean last, @Nullable Account account) {
        if (last) {
            Request request = new Request(head, connection, id, CompleteBody.NONE);
            Handler chosen = home.handler().choose(request);
            if (chosen.isNonBlocking()) respond(id, head, answer(chosen, request), true, account);
            else start(put(new Exchange(connection, id, head, true, account)), chosen, request);
            return;
        }
        if (head.method().equals(Method.CONNECT)) {
            // RFC 9110 9.3.6: what comes is the tunnel's, if there is to be one, and nobody's content.
            Request request = new Request(head, connection, id, CompleteBody.NONE);
            Exchange exchange = put(new Exchange(connection, id, head, false, account));
            exchange.expect(-1);
            start(exchange, home.handler().choose(request), request);
            return;
        }
        Exchange exchange = put(new Exchange(connection, id, head, false, account));
        long announced = ContentLength.announced(head.fields());
        Request request = new Request(head, connection, id, new ConsumedBody(announced));
        Handler chosen = home.handler().choose(request);
        BodyConsumer consumer;
        try {
            consumer = chosen.consumer(request);
            if (consumer == null && chosen.isNonBlocking())
                consumer =
                        new Gathering(chosen, request, announced, home.config().maxBufferedContent());
        } catch (Exception | StackOverflowError | AssertionError fault) {
            conclude(exchange, failed(chosen, request, fault), false);
            return;
        }
        if (consumer == null) start(exchange, chosen, request.complete(exchange.expect(announced)));
        else exchange.consume(new Consuming(chosen, request, consumer));
    }

    private Exchange put(Exchange exchange) {
        exchanges.put(exchange);
        return exchange;
    }

    private void start(Exchange exchange, Handler handler, Request request) {
        request.answeredBy(exchange);
        if (home.isDraining()) exchange.happens(Hooks.Moment.DRAINING);
        home.handOver().start(() -> exchange.serve(handler, request));
    }

    /** Gives what has come to its consumer. */
    void take(Exchange exchange, Consuming consuming, byte[] array, int offset, int length, boolean last) {
        if (consuming.copies()) home.copiedInbound += length;
        try {
            if (length != 0) consuming.consumer().take(array, offset, offset + length);
        } catch (Exception | StackOverflowError | AssertionError fault) {
            conclude(exchange, failed(consuming.handler(), consuming.request(), fault), last);
            return;
        }
        if (last) takeEnd(exchange, consuming, Fields.EMPTY);
        else wire().release(exchange.id, length);
    }

    /** All of the content has been given to its consumer. */
    void takeEnd(Exchange exchange, Consuming consuming, Fields trailers) {
        Response response;
        try {
            response = checked(consuming.request(), consuming.consumer().end(trailers));
        } catch (Exception | StackOverflowError | AssertionError fault) {
            response = failed(consuming.handler(), consuming.request(), fault);
        }
        conclude(exchange, response, true);
    }

    /** Answers in place of a consumer, or by what it said. {@code last} when all of the request has come. */
    private void conclude(Exchange exchange, Response response, boolean last) {
        exchange.stopConsuming();
        if (last) exchanges.remove(exchange.id);
        boolean handedOver = respond(exchange.id, exchange.head, response, last, exchange.account);
        if (!last && !handedOver) exchange.ended();
    }

    /** Tells a consumer that the rest will not come. */
    void abandon(Consuming consuming, IOException cause) {
        try {
            consuming.consumer().abandon(cause);
        } catch (RuntimeException | StackOverflowError | AssertionError fault) {
            home.report("consumer of " + consuming.request().path(), fault);
        }
    }

    /** Calls the handler and turns whatever goes wrong into a response. On the loop or on the exchange's thread. */
    Response answer(Handler handler, Request request) {
        try {
            return checked(request, handler.handle(request));
        } catch (Exception | StackOverflowError | AssertionError fault) {
            return failed(handler, request, fault);
        }
    }

    private static Response checked(Request request, @Nullable Response response) {
        if (response == null) throw new NullPointerException("the handler returned no response");
        return opensByAccident(request, response) ? Responses.NO_TUNNEL : response;
    }

    private Response failed(Handler handler, Request request, Throwable fault) {
        if (fault instanceof ContentTooLargeException) return refusal(handler, request, Status.CONTENT_TOO_LARGE);
        // Nobody is left to read it.
        if (fault instanceof ExchangeOverException) return Responses.INTERNAL_SERVER_ERROR;
        home.report("handler of " + request.path(), fault);
        return refusal(handler, request, Status.INTERNAL_SERVER_ERROR);
    }

    private Response refusal(Handler handler, Request request, Status status) {
        try {
            return handler.refusal(request, status);
        } catch (RuntimeException | StackOverflowError | AssertionError fault) {
            home.report("error page for " + status.code() + " of " + request.path(), fault);
            return Responses.INTERNAL_SERVER_ERROR;
        }
    }

    /** RFC 9110 9.3.6: any success answers CONNECT by a tunnel, so a handler that knows of none must not succeed. */
    private static boolean opensByAccident(Request request, Response response) {
        return request.method().equals(Method.CONNECT)
                && response.tunnel() == null
                && response.head().status().isSuccessful();
    }

    /**
     * Sends the answer of a handler that ran on the loop; {@code last} when all of the request has come. Returns whether a thread
     * sends it.
     */
    private boolean respond(int id, RequestHead head, Response response, boolean last, @Nullable Account account) {
        try {
            return begin(id, head, response, last, account);
        } catch (IllegalArgumentException unequal) {
            // Its Content-Length speaks of other content. Nothing has been sent.
            home.report("answer to " + head.target(), unequal);
            return begin(id, head, Responses.INTERNAL_SERVER_ERROR, last, account);
        }
    }

    private boolean begin(int id, RequestHead head, Response response, boolean last, @Nullable Account account) {
        Body body = response.body();
        if (response.tunnel() == null && body instanceof Body.Octets octets) {
            wire().sendResponse(id, response.head(), octets.bytes());
            if (account != null) close(account, id, response.head(), octets.length());
        } else if (response.tunnel() == null && body instanceof Body.Written written) {
            respondWriting(id, head, response.head(), written, account);
        } else {
            // It has to wait for files or for the peer.
            Exchange exchange = put(new Exchange(connection, id, head, last, account));
            home.handOver().start(() -> ResponseWriter.send(exchange, response));
            return true;
        }
        return false;
    }

    private void respondWriting(
            int id, RequestHead head, ResponseHead start, Body.Written written, @Nullable Account account) {
        boolean empty = head.method() == Method.HEAD || start.status().forbidsContent();
        long length = empty && written.length() <= 0 ? written.length() : ContentLength.of(start.fields(), written);
        wire().sendResponse(id, ResponseWriter.withLength(start, length));
        LoopSink sink = new LoopSink(wire(), id, empty ? -1 : length);
        try {
            if (!empty) written.writer().write(sink);
            sink.end();
            if (account != null) close(account, id, start, sink.written());
        } catch (IOException | RuntimeException fault) {
            home.report("content of " + head.target(), fault);
            wire().reset(id, ErrorCode.INTERNAL_ERROR);
            if (account != null) account.run();
        }
    }

    /** All of a response is handed over: the account is closed when it has left. */
    private void close(Account account, int id, ResponseHead head, long octets) {
        account.responded(head.status().code());
        account.sent(octets);
        account.completed();
        wire().markBody(id, account);
    }
}
