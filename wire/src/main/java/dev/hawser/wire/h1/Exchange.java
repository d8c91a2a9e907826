package dev.hawser.wire.h1;

import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.wire.WireConnection;
import org.jspecify.annotations.Nullable;

/** One request with its response: what was asked, and the message that goes out for it. Reused by its connection. */
final class Exchange {

    /** How far the outgoing message is. */
    enum Out {
        /** No final head has been given. */
        WAITING,
        /** The head has been given and has not left. */
        HEAD,
        /** The head has left; content may follow. */
        CONTENT,
        /** All has left. */
        DONE
    }

    /** How far the incoming message is. */
    enum In {
        WAITING,
        CONTENT,
        DONE
    }

    int number;
    Method method = Method.GET;
    HttpVersion version = HttpVersion.HTTP_1_1;

    /** Whether the connection may go on after it, as far as the peer's head says. */
    boolean persists;

    /** The peer may switch protocols with it: CONNECT, or an upgrade that was asked for. */
    boolean mayUpgrade;

    In in = In.WAITING;
    Out out = Out.WAITING;

    /** Interim responses that are queued. */
    int interims;

    /** Interim responses that have come. Client role. */
    int interimsRead;

    @Nullable
    EncodedHead head;

    BodyFraming framing = BodyFraming.NONE;

    /** Whether content is counted and not sent: a response to HEAD. */
    boolean silent;

    /** The length that the engine declares itself, or -1. */
    long length;

    /** Octets of content still to be given where the length was declared, else -1. */
    long declaredLeft;

    /** No more content will be given. */
    boolean ended;

    @Nullable
    Fields trailers;

    /** The connection ends with it. */
    boolean closes;

    /** The connection goes to another engine with it. */
    boolean handsOver;

    /** Given up by this side: nothing more of it leaves. */
    boolean aborted;

    /** Over for the driver, which may not know yet: what it still sends is dropped. */
    boolean deaf;

    /** Content waits for 100 (Continue). Client role. */
    boolean holdsContent;

    /** The peer waits for 100 (Continue), and it has not been sent. Server role. */
    boolean owesContinue;

    /** The driver was above the high watermark and has not been told otherwise. */
    boolean aboveMark;

    /** Octets of content given to the driver and not released. */
    int unreleased;

    final Pieces pieces = new Pieces();

    /** Hears of what is dropped. */
    WireConnection.@Nullable DropWatch dropWatch;

    void begin(int next, Method asked, HttpVersion spoken) {
        number = next;
        method = asked;
        version = spoken;
        persists = true;
        mayUpgrade = false;
        in = In.WAITING;
        out = Out.WAITING;
        interims = 0;
        interimsRead = 0;
        head = null;
        framing = BodyFraming.NONE;
        silent = false;
        length = -1;
        declaredLeft = -1;
        ended = false;
        trailers = null;
        closes = false;
        handsOver = false;
        aborted = false;
        deaf = false;
        holdsContent = false;
        owesContinue = false;
        aboveMark = false;
        unreleased = 0;
        dropWatch = null;
    }

    /** Nothing more of it leaves. */
    void drop() {
        WireConnection.DropWatch watch = dropWatch;
        dropWatch = null;
        if (watch != null && out != Out.DONE) watch.dropped(pieces.octets());
        pieces.drop();
    }

    /** Refuses content that the state or the declared length has no room for, before anything is changed. */
    void checkContent(long length) {
        if (out == Out.WAITING) throw new IllegalStateException("content before a head on exchange " + number);
        if (ended) throw new IllegalStateException("content after the end on exchange " + number);
        if (declaredLeft >= 0 && length > declaredLeft) {
            throw new IllegalStateException("%d octets of content on exchange %d: Content-Length leaves %d"
                    .formatted(length, number, declaredLeft));
        }
    }

    void checkEnd() {
        if (out == Out.WAITING) throw new IllegalStateException("an end before a head on exchange " + number);
        if (ended) throw new IllegalStateException("a second end on exchange " + number);
        if (declaredLeft > 0 && !silent) {
            throw new IllegalStateException(
                    "an end on exchange %d: Content-Length asks for %d octets more".formatted(number, declaredLeft));
        }
    }
}
