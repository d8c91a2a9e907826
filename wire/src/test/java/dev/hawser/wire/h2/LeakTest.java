package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each way in which a stream can end, in both roles, leaves nothing: no stream, no content, no credit, no turn, no block. */
class LeakTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);
    private static final Fields TRAILERS = Fields.of(FieldName.ETAG, "x");

    /** A way to end stream 1; {@code survives} says whether the connection does. */
    private record Way(String name, boolean server, boolean survives, Consumer<FrameScript> end) {}

    private static Way server(String name, Consumer<FrameScript> end) {
        return new Way(name, true, true, end);
    }

    private static Way client(String name, Consumer<FrameScript> end) {
        return new Way(name, false, true, end);
    }

    private static void answers(FrameScript peer, int content) {
        peer.connection.sendResponse(1, OK);
        if (content != 0) peer.connection.sendBody(1, Bytes.wrap(new byte[content]));
    }

    private static byte[] response(boolean last) {
        String[] fields = {":status", "200"};
        return last ? Octets.request(1, fields) : Octets.openRequest(1, fields);
    }

    private static List<Way> ways() {
        return List.of(
                server("data on both sides", peer -> {
                    answers(peer, 5000);
                    peer.connection.endBody(1);
                    peer.sends(Octets.lastData(1, 3));
                }),
                server("trailers on both sides", peer -> {
                    answers(peer, 5000);
                    peer.connection.endBody(1, TRAILERS);
                    peer.sends(Octets.trailers(1, "x", "y"));
                }),
                server("the mere end on both sides", peer -> {
                    answers(peer, 0);
                    peer.frames();
                    peer.connection.endBody(1);
                    peer.sends(Octets.lastData(1, 0));
                }),
                server("the answer first", peer -> {
                    answers(peer, 10);
                    peer.connection.endBody(1);
                    peer.frames();
                    peer.sends(Octets.paddedData(1, 100, 50), Octets.lastData(1, 3));
                }),
                server("padded content", peer -> {
                    peer.sends(Octets.paddedData(1, 1000, 255));
                    peer.sends(
                            Octets.frame(Frames.DATA, Frames.PADDED | Frames.END_STREAM, 1, new byte[] {3, 0, 0, 0}));
                    peer.connection.sendResponse(1, OK, Bytes.empty());
                }),
                server("a reset that comes", peer -> {
                    answers(peer, 5000);
                    peer.sends(Octets.reset(1, 8));
                }),
                server("a reset that comes, with most of the content committed", peer -> {
                    answers(peer, 50_000);
                    peer.connection.fill(peer.out, 40_000);
                    peer.sends(Octets.reset(1, 8));
                }),
                server("a reset that comes before an answer", peer -> peer.sends(Octets.reset(1, 8))),
                server("a reset that is sent", peer -> {
                    answers(peer, 5000);
                    peer.connection.reset(1, ErrorCode.CANCEL);
                }),
                server("a reset that is sent, with content unread and more on its way", peer -> {
                    peer.releasing = false;
                    peer.sends(Octets.data(1, 1000));
                    peer.connection.reset(1, ErrorCode.CANCEL);
                    peer.sends(Octets.data(1, 1000), Octets.windowUpdate(1, 5), Octets.trailers(1, "x", "y"));
                }),
                server("a whole answer with content unread", peer -> {
                    peer.releasing = false;
                    peer.sends(Octets.data(1, 1000), Octets.lastData(1, 1000));
                    peer.connection.sendResponse(1, OK, Bytes.of("x"));
                }),
                server("a fault of the peer", peer -> {
                    answers(peer, 5000);
                    peer.sends(Octets.windowUpdate(1, 0));
                }),
                server("content that waits for credit, and a reset", peer -> {
                    peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 0));
                    answers(peer, 5000);
                    peer.frames();
                    peer.sends(Octets.reset(1, 8));
                }),
                server("content that waits for the connection's credit, and a reset", peer -> {
                    peer.sends(Octets.windowUpdate(1, 1 << 20));
                    answers(peer, 500_000);
                    peer.frames();
                    peer.sends(Octets.windowUpdate(0, 10));
                    peer.connection.reset(1, ErrorCode.INTERNAL_ERROR);
                }),
                server("content that never comes", peer -> {
                    answers(peer, 0);
                    peer.connection.endBody(1);
                    peer.frames();
                    peer.connection.reset(1, ErrorCode.NO_ERROR);
                }),
                server("a graceful end", peer -> {
                    peer.connection.shutdown();
                    peer.waits(2 * FrameScript.SECOND);
                    answers(peer, 100);
                    peer.connection.endBody(1);
                    peer.sends(Octets.lastData(1, 0));
                }),
                server("a reset that comes, where whoever hears of it resets too", peer -> {
                    answers(peer, 500_000);
                    peer.connection.markBody(1, () -> peer.connection.reset(1, ErrorCode.NO_ERROR));
                    peer.sends(Octets.reset(1, 8));
                }),
                new Way("the channel's end", true, false, peer -> {
                    answers(peer, 500_000);
                    peer.connection.markBody(1, () -> peer.connection.reset(1, ErrorCode.NO_ERROR));
                    peer.connection.abandon();
                }),
                new Way("the peer's FIN", true, true, peer -> {
                    answers(peer, 5000);
                    peer.connection.receiveEnd(peer.now);
                    peer.takeEvents();
                }),
                new Way("the peer's FIN before enough credit", true, true, peer -> {
                    peer.sends(Octets.lastData(1, 0));
                    answers(peer, 500_000);
                    peer.connection.endBody(1);
                    peer.frames();
                    peer.connection.receiveEnd(peer.now);
                    peer.takeEvents();
                }),
                new Way("the peer's FIN, and then more content than it gave credit for", true, true, peer -> {
                    peer.sends(Octets.lastData(1, 0));
                    peer.connection.receiveEnd(peer.now);
                    answers(peer, 500_000);
                    peer.connection.endBody(1);
                    peer.frames();
                    peer.takeEvents();
                }),
                new Way("the connection's failure", true, false, peer -> {
                    answers(peer, 5000);
                    peer.sends(Octets.windowUpdate(0, 0));
                }),
                new Way("the connection's failure in the middle of DATA", true, false, peer -> {
                    answers(peer, 5000);
                    peer.sends(java.util.Arrays.copyOf(Octets.data(1, 1000), 500));
                    peer.waits(11 * FrameScript.SECOND);
                }),
                client("an answer", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[5000]));
                    peer.connection.endBody(1);
                    peer.frames();
                    peer.sends(response(false), Octets.paddedData(1, 1000, 9), Octets.lastData(1, 0));
                }),
                client("an answer with trailers", peer -> {
                    peer.connection.endBody(1, TRAILERS);
                    peer.frames();
                    peer.sends(response(false), Octets.trailers(1, "x", "y"));
                }),
                client("an answer before the request's end, and a reset that comes", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[500_000]));
                    peer.frames();
                    peer.sends(response(true), Octets.reset(1, 0));
                }),
                client("an answer before the request's end, and a reset that is sent", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[500_000]));
                    peer.frames();
                    peer.sends(response(true));
                    peer.connection.reset(1, ErrorCode.CANCEL);
                }),
                client("a refusal", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[500_000]));
                    peer.frames();
                    peer.sends(Octets.reset(1, 7));
                }),
                client("a malformed answer", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[500_000]));
                    peer.frames();
                    peer.sends(Octets.openRequest(1, ":status", "200", "Upper", "x"), Octets.data(1, 100));
                }),
                client("a cancelled answer that goes on", peer -> {
                    peer.releasing = false;
                    peer.connection.endBody(1);
                    peer.frames();
                    peer.sends(response(false), Octets.data(1, 1000));
                    peer.connection.reset(1, ErrorCode.CANCEL);
                    peer.sends(Octets.data(1, 1000), Octets.lastData(1, 1000));
                }),
                client("a request that never left", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[5000]));
                    peer.connection.reset(1, ErrorCode.CANCEL);
                }),
                client("GOAWAY", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[500_000]));
                    peer.frames();
                    peer.sends(Octets.goAway(0, 0, ""));
                }),
                client("the peer's FIN", peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[500_000]));
                    peer.frames();
                    peer.connection.receiveEnd(peer.now);
                    peer.takeEvents();
                }),
                new Way("the connection's failure", false, false, peer -> {
                    peer.connection.sendBody(1, Bytes.wrap(new byte[500_000]));
                    peer.frames();
                    peer.sends(Octets.data(9, 1));
                }));
    }

    @TestFactory
    List<DynamicTest> nothingIsLeft() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Way way : ways()) {
            tests.add(DynamicTest.dynamicTest((way.server() ? "server: " : "client: ") + way.name(), () -> {
                List<String> ran = new ArrayList<>();
                FrameScript peer = way.server() ? FrameScript.server() : FrameScript.client();
                if (way.server()) {
                    peer.sends(Octets.post(1)).forget();
                } else {
                    peer.connection.sendRequest(RequestHead.builder(Method.POST, "/")
                            .authority("here")
                            .build());
                }
                way.end().accept(peer);
                peer.connection.markBody(1, () -> ran.add("mark"));
                leavesNothing(peer, way, ran);
            }));
        }
        return tests;
    }

    private static void leavesNothing(FrameScript peer, Way way, List<String> ran) {
        PackBlocks blocks = new PackBlocks(2048, 4);
        BufList out = new BufList(blocks);
        out.take(peer.out);
        peer.connection.fill(out, FrameScript.EVERYTHING);
        out.advance(out.remaining());
        Session session = peer.connection.session;
        assertThat(session.isOver()).isEqualTo(!way.survives());
        assertThat(peer.connection.exchanges()).isZero();
        assertThat(session.streams.size()).isZero();
        assertThat(peer.connection.queued()).isZero();
        assertThat(session.intake.unread()).isZero();
        assertThat(session.sender.scheduler.hasHeads()).isFalse();
        assertThat(session.sender.scheduler.hasContent()).isFalse();
        assertThat(peer.connection.wantsOutput()).isFalse();
        assertThat(blocks.outstanding()).isZero();
        assertThat(ran).containsExactly("mark");
        assertThat(peer.connection.counters().limitHits).isLessThanOrEqualTo(way.survives() ? 0 : 1);
    }

    /** The same once more on the same connection: objects that are used again must have forgotten their past. */
    @TestFactory
    List<DynamicTest> theNextStreamIsLikeTheFirst() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Way way : ways()) {
            if (!way.server()
                    || !way.survives()
                    || way.name().contains("FIN")
                    || way.name().contains("graceful")) continue;
            tests.add(DynamicTest.dynamicTest(way.name(), () -> {
                FrameScript peer = FrameScript.server();
                peer.sends(Octets.post(1)).forget();
                way.end().accept(peer);
                peer.waits(FrameScript.SECOND);
                peer.sends(
                        Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 65_535), Octets.windowUpdate(0, 1 << 20));
                peer.releasing = true;
                peer.forget();
                peer.sends(Octets.post(3), Octets.data(3, 5)).tells("request 3 POST /", "data 3 5");
                peer.connection.sendInformational(3, ResponseHead.of(Status.EARLY_HINTS));
                peer.connection.sendResponse(3, OK);
                peer.connection.sendBody(3, Bytes.wrap(new byte[20_000]));
                peer.connection.endBody(3, TRAILERS);
                peer.sends(Octets.trailers(3, "x", "y")).tells("trailers 3 x=y");
                peer.expects(
                        "HEADERS 3 :status=103",
                        "HEADERS 3 :status=200",
                        "DATA 3 16384",
                        "DATA 3 3616",
                        "HEADERS 3 etag=x END_STREAM");
                assertThat(peer.connection.exchanges()).isZero();
            }));
        }
        return tests;
    }
}
