package dev.hawser.http;

import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
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
            if (chosen.isNonBlocking()) respond(id, head, answer(chosen, request), account);
            else start(new Exchange(connection, id, head, true, account), chosen, request);
            return;
        }
        if (head.method().equals(Method.CONNECT)) {
            // RFC 9110 9.3.6: what comes is the tunnel's, if there is to be one, and nobody's content.
            Request request = new Request(head, connection, id, CompleteBody.NONE);
            Exchange exchange = new Exchange(connection, id, head, false, account);
            exchange.expect(-1);
            start(exchange, home.handler().choose(request), request);
            return;
        }
        Exchange exchange = new Exchange(connection, id, head, false, account);
        Request request = new Request(head, connection, id, exchange.expect(announced(head)));
        Handler chosen = home.handler().choose(request);
        if (!chosen.isNonBlocking()) {
            start(exchange, chosen, request);
        } else if (announced(head) > home.config().maxBufferedContent()) {
            exchanges.put(exchange);
            respond(id, head, refusal(chosen, request, Status.CONTENT_TOO_LARGE), account);
            exchange.ended();
        } else {
            exchange.collect(chosen, request);
            exchanges.put(exchange);
        }
    }

    private void start(Exchange exchange, Handler handler, Request request) {
        exchanges.put(exchange);
        request.answeredBy(exchange);
        if (home.isDraining()) exchange.happens(Hooks.Moment.DRAINING);
        home.handOver().start(() -> exchange.serve(handler, request));
    }

    private static long announced(RequestHead head) {
        String length = head.fields().get(FieldName.CONTENT_LENGTH);
        if (length == null) return -1;
        try {
            return Long.parseLong(length.trim());
        } catch (NumberFormatException e) {
            return -1; // A list of equal lengths; the machine has judged it.
        }
    }

    /** A handler that does not wait gets its request once the content is complete. */
    void collect(Exchange exchange, Collecting collecting, boolean last) {
        if (collecting.octets() > home.config().maxBufferedContent()) {
            exchange.stopCollecting();
            Response refusal = refusal(collecting.handler, collecting.request, Status.CONTENT_TOO_LARGE);
            respond(exchange.id, exchange.head, refusal, exchange.account);
            exchange.ended();
        } else if (last) {
            exchange.stopCollecting();
            exchanges.remove(exchange.id);
            respond(exchange.id, exchange.head, answer(collecting.handler, collecting.complete()), exchange.account);
        } else {
            wire().release(exchange.id, collecting.takeCredit());
        }
    }

    /** Calls the handler and turns whatever goes wrong into a response. On the loop or on the exchange's thread. */
    Response answer(Handler handler, Request request) {
        try {
            Response response = handler.handle(request);
            if (response != null) return opensByAccident(request, response) ? Responses.NO_TUNNEL : response;
            home.report("handler of " + request.path(), new NullPointerException("the handler returned no response"));
        } catch (ContentTooLargeException e) {
            return refusal(handler, request, Status.CONTENT_TOO_LARGE);
        } catch (ExchangeOverException e) {
            return Responses.INTERNAL_SERVER_ERROR; // Nobody is left to read it.
        } catch (Exception | StackOverflowError | AssertionError fault) {
            home.report("handler of " + request.path(), fault);
        }
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

    /** Sends the answer of a handler that ran on the loop. */
    private void respond(int id, RequestHead head, Response response, @Nullable Account account) {
        if (response.tunnel() != null) {
            respondOnThread(id, head, response, account);
            return;
        }
        Body body = response.body();
        if (body instanceof Body.Octets octets) {
            wire().sendResponse(id, response.head(), octets.bytes());
            if (account != null) close(account, id, response.head(), octets.length());
        } else if (body instanceof Body.Written written) {
            respondWriting(id, head, response.head(), written, account);
        } else {
            respondOnThread(id, head, response, account);
        }
    }

    /** Sends what has to wait for files or for the peer. */
    private void respondOnThread(int id, RequestHead head, Response response, @Nullable Account account) {
        Exchange exchange = new Exchange(connection, id, head, true, account);
        exchanges.put(exchange);
        home.handOver().start(() -> ResponseWriter.send(exchange, response));
    }

    private void respondWriting(
            int id, RequestHead head, ResponseHead start, Body.Written written, @Nullable Account account) {
        wire().sendResponse(id, written.length() < 0 ? start : ResponseWriter.withLength(start, written.length()));
        boolean empty = head.method() == Method.HEAD || start.status().forbidsContent();
        LoopSink sink = new LoopSink(wire(), id, empty ? -1 : written.length());
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
