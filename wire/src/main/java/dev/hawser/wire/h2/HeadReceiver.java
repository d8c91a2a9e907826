package dev.hawser.wire.h2;

import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.StreamState.Input;
import dev.hawser.wire.hpack.HpackDecoder;
import dev.hawser.wire.hpack.HpackException;
import dev.hawser.wire.hpack.HpackFields;
import org.jspecify.annotations.Nullable;

/**
 * Whole header blocks: what they decode to, and what that means on their stream. Every block is decoded, also for
 * streams that nobody wants, since the dynamic table must stay in step (RFC 9113 4.3).
 */
final class HeadReceiver {

    private final Session session;
    private final HpackDecoder decoder;
    private final HpackFields list;
    private final RequestReader requests;
    /** Of a client's responses, and of trailers; made when the first ones come. */
    private @Nullable ResponseReader responses;

    private final BlockMemo<DecodedRequest> requestMemo = new BlockMemo<>();
    private final @Nullable BlockMemo<DecodedResponse> responseMemo;
    private final WireCounters counters;

    /** Whether the HEADERS frame of the next block had a priority that made its stream depend on itself. */
    boolean dependsOnItself;

    HeadReceiver(Session session) {
        H2Config config = session.config;
        this.session = session;
        this.decoder = new HpackDecoder(config.headerTableSize);
        this.list = new HpackFields(config.maxFields, config.maxFieldOctets);
        this.requests = new RequestReader(config.extendedConnect);
        this.counters = session.counters;
        this.responseMemo = session.isServer() ? null : new BlockMemo<>();
    }

    /** No stream is open: lets go of what is needed only while a block is read. */
    void rest() {
        decoder.rest();
        requests.rest();
        responses = null;
    }

    private ResponseReader responses() {
        ResponseReader reader = responses;
        if (reader == null) responses = reader = new ResponseReader();
        return reader;
    }

    @Nullable
    WireEvent block(int id, boolean ends, byte[] array, int from, int to) {
        if (session.isServer()) {
            if ((id & 1) == 0) {
                return session.fail(ErrorCode.PROTOCOL_ERROR, "HEADERS on stream %d, which is ours".formatted(id));
            }
            if (session.isIdle(id)) return request(id, ends, array, from, to);
        } else if (session.isIdle(id)) {
            return session.fail(ErrorCode.PROTOCOL_ERROR, "HEADERS on idle stream %d".formatted(id));
        }
        H2Stream s = session.stream(id);
        boolean responds = s != null && !session.isServer() && !s.finalHeadReceived;
        long generation = decoder.generation();
        DecodedResponse response =
                responds && responseMemo != null ? responseMemo.find(array, from, to, generation) : null;
        if (response == null) {
            WireEvent failure = decode(array, from, to);
            if (failure != null) return failure;
        }
        if (s == null) return session.frameOnClosed(id, Frames.HEADERS, to - from);
        if (StreamState.next(s.state, Input.RECEIVE_HEADERS) == null) {
            return session.resetByFault(s, ErrorCode.STREAM_CLOSED, "HEADERS behind the end of the stream");
        }
        if (dependsOnItself) return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "it depends on itself");
        if (!responds) return trailers(s, ends);
        if (response == null) {
            if (list.isTooLarge()) {
                session.countLimit("fields");
                return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "a field list that is too large");
            }
            response = responses().response(list);
            list.clear();
            if (response == null) return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, fault());
            if (responseMemo != null && decoder.generation() == generation)
                responseMemo.offer(array, from, to, generation, response);
        }
        return response(s, ends, response);
    }

    /** Decodes a block into {@link #list}. */
    private @Nullable WireEvent decode(byte[] array, int from, int to) {
        list.clear();
        long updates = decoder.sizeUpdates();
        try {
            decoder.decode(array, from, to, list);
        } catch (HpackException e) {
            return session.fail(ErrorCode.COMPRESSION_ERROR, String.valueOf(e.getMessage()));
        }
        for (long left = decoder.sizeUpdates() - updates; left > 0; left--) {
            if (!session.limits.tableUpdate(session.now())) return session.calm("table-updates");
        }
        return null;
    }

    private @Nullable WireEvent request(int id, boolean ends, byte[] array, int from, int to) {
        long generation = decoder.generation();
        DecodedRequest request = requestMemo.find(array, from, to, generation);
        boolean tooLarge = false;
        String fault = null;
        if (request == null) {
            WireEvent failure = decode(array, from, to);
            if (failure != null) return failure;
            tooLarge = list.isTooLarge();
            if (!tooLarge) {
                request = requests.request(list);
                fault = requests.fault;
            }
            list.clear();
            if (request != null && decoder.generation() == generation) {
                requestMemo.offer(array, from, to, generation, request);
            }
        }
        if (session.isRefusing(id)) return session.limits.idleFrame(session.now()) ? null : session.calm("idle-frames");
        session.peerOpened(id);
        session.useful();
        if (dependsOnItself) fault = "it depends on itself";
        if (fault != null) return session.refuseByFault(id, ErrorCode.PROTOCOL_ERROR, fault);
        if (session.isFull()) return session.refuse(id);
        if (request == null) return session.answerTooLarge(id, ends);
        if (ends && request.contentLength() > 0) {
            return session.refuseByFault(id, ErrorCode.PROTOCOL_ERROR, "no content where content-length announces it");
        }
        counters.requests++;
        H2Stream s = session.open(id);
        RequestHead head = request.head();
        s.priority = request.priority();
        s.contentLeft = request.contentLength();
        s.withoutContent = head.method().equals(Method.HEAD);
        s.tunnel = head.method().equals(Method.CONNECT);
        session.received(s, Input.RECEIVE_HEADERS);
        if (ends) session.received(s, Input.RECEIVE_END);
        else if (request.expectsContinue()) session.pending(new WireEvent.ContinueExpected(id));
        session.control.takeEarlyPriority(s);
        return new WireEvent.RequestReceived(id, head, ends);
    }

    private @Nullable WireEvent response(H2Stream s, boolean ends, DecodedResponse response) {
        ResponseHead head = response.head();
        session.received(s, Input.RECEIVE_HEADERS);
        if (head.status().isInformational()) {
            if (!session.limits.idleFrame(session.now())) return session.calm("idle-frames");
            if (ends) return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "an interim response that ends");
            return new WireEvent.InformationalReceived(s.id, head);
        }
        session.useful();
        s.finalHeadReceived = true;
        int code = head.status().code();
        boolean noContent = s.answerWithoutContent || code == 204 || code == 304;
        // RFC 9113 8.1.1: where there is never content, content-length speaks of something else.
        if (noContent) s.contentLeft = 0;
        else s.contentLeft = s.tunnel && head.status().isSuccessful() ? H2Stream.NO_LENGTH : response.contentLength();
        if (ends && s.contentLeft > 0) {
            return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "no content where content-length announces it");
        }
        int id = s.id;
        if (ends) session.received(s, Input.RECEIVE_END);
        return new WireEvent.ResponseReceived(id, head, ends);
    }

    private @Nullable WireEvent trailers(H2Stream s, boolean ends) {
        if (!ends) return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "trailers that do not end the stream");
        if (list.isTooLarge()) {
            session.countLimit("fields");
            return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "trailers that are too large");
        }
        Fields trailers = responses().trailers(list);
        list.clear();
        if (trailers == null) return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, fault());
        if (s.contentLeft > 0) {
            return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "content does not have the length announced");
        }
        session.received(s, Input.RECEIVE_HEADERS);
        int id = s.id;
        boolean muted = s.muted;
        session.received(s, Input.RECEIVE_END);
        return muted ? null : new WireEvent.TrailersReceived(id, trailers);
    }

    private String fault() {
        return String.valueOf(responses().fault);
    }
}
