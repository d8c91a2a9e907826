package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One request on its way through a reverse proxy. Confined to the request's thread, but for what says otherwise. */
final class Forwarding {

    private final Client client;
    private final Upstreams upstreams;
    private final Request request;
    private final String target;
    private final Fields fields;
    private final ProxyRules rules;
    private final Thread thread = Thread.currentThread();

    /** Whether the client's content has been asked for, so that it cannot be sent a second time. Set by the upload's thread. */
    private volatile boolean contentBegun;

    /**
     * One request.
     *
     * @param target what the upstream is asked for
     */
    Forwarding(Client client, Upstreams upstreams, Request request, String target, ProxyRules rules) {
        this.client = client;
        this.upstreams = upstreams;
        this.request = request;
        this.target = target;
        this.fields = rules.fields(request);
        this.rules = rules;
    }

    /** The answer of an upstream, or why there is none. */
    Response answer() throws IOException {
        request.whenGone(thread::interrupt); // Whatever is waited for: a head, or content.
        List<Upstream> tried = new ArrayList<>(1);
        CallException failure = null;
        for (Upstream upstream; (upstream = upstreams.next(tried, System.nanoTime())) != null; ) {
            tried.add(upstream);
            URI uri = upstream.uri(target);
            if (uri == null) return ProxyAnswers.BAD_TARGET;
            try {
                Reply reply = client.send(call(uri));
                upstreams.answered(upstream);
                return passOn(reply, upstream);
            } catch (CallException e) {
                failure = e;
                if (e instanceof CallException.Unreachable) upstreams.failed(upstream, System.nanoTime());
                if (!mayGoToAnother(e)) break;
            }
        }
        if (failure == null) throw new AssertionError("no upstream was tried");
        return ProxyAnswers.of(failure);
    }

    /** RFC 9110 9.2.2: only what cannot have been seen is sent again. */
    private boolean mayGoToAnother(CallException e) {
        return !e.mayHaveBeenProcessed() && !contentBegun && !(e instanceof CallException.Cancelled);
    }

    // ---------------------------------------------------------------- to the upstream

    private Call call(URI uri) {
        String protocol = request.upgrade();
        if (protocol != null && asksForUpgrade()) return ProxyUpgrade.call(uri, protocol, fields, request);
        Call.Builder call = Call.builder(request.method(), uri).fields(fields).onInformational(this::informational);
        RequestBody content = request.body();
        if (content.length() != 0) {
            call.body(new Body.Written(this::sendContent, content.length()));
            if (request.fields().containsToken(FieldName.EXPECT, "100-continue")) call.expectContinue();
        }
        return call.build();
    }

    /** The client asks for upgrades by GET only. Whatever else asks for one is passed on without, as RFC 9110 7.8 allows. */
    private boolean asksForUpgrade() {
        return request.method().equals(Method.GET) || request.method().equals(Method.CONNECT);
    }

    /** On the upload's own thread. */
    private void sendContent(BodySink sink) throws IOException {
        contentBegun = true;
        RequestBody content = request.body();
        for (Bytes piece; (piece = content.read()) != null; ) sink.write(piece);
        Fields trailers = content.trailers();
        if (!trailers.isEmpty()) sink.trailers(trailers);
    }

    private void informational(ResponseHead interim) {
        Fields.Builder passed = ProxyFields.response(interim.fields(), interim.version());
        request.informational(ResponseHead.of(interim.status(), passed.build()));
    }

    // ---------------------------------------------------------------- to the client

    private Response passOn(Reply reply, Upstream upstream) throws IOException {
        Fields.Builder passed = rules.answer(request, reply, upstream);
        Tunnel tunnel = reply.tunnel();
        if (tunnel != null) {
            request.whenGone(tunnel::abort);
            return ProxyUpgrade.response(request, reply, tunnel, passed);
        }
        ResponseHead head = ResponseHead.of(reply.status(), passed.build());
        RequestHead asked = request.head();
        ReplyBody content = reply.body();
        if (asked.method().equals(Method.HEAD) || head.status().forbidsContent()) {
            Bytes beyond;
            do {
                beyond = content.read();
            } while (beyond != null);
            // With the length it has announced, which is not that of what is sent.
            return Response.of(head, new Body.Written(sink -> {}, -1));
        }
        // Known at once, so that the end leaves with the head, as gRPC's answers without content want it.
        if (content.hasEnded() && content.trailers().isEmpty()) return Response.of(head, Body.empty());
        request.whenGone(reply::close);
        return Response.of(head, new Body.Written(sink -> sendReply(reply, sink), content.length()));
    }

    private static void sendReply(Reply reply, BodySink sink) throws IOException {
        try (reply) {
            ReplyBody content = reply.body();
            for (Bytes piece; (piece = content.read()) != null; ) sink.write(piece);
            Fields trailers = content.trailers();
            if (!trailers.isEmpty()) sink.trailers(trailers);
        }
    }
}
