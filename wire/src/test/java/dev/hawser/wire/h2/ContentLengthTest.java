package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** RFC 9113 8.1.1: a message that is not as long as its Content-Length says is malformed, and is not sent. */
class ContentLengthTest {

    private static ResponseHead saying(Status status, String length) {
        return ResponseHead.of(status, Fields.of(FieldName.CONTENT_LENGTH, length));
    }

    private static RequestHead posting(String length) {
        return RequestHead.builder(Method.POST, "/")
                .scheme("https")
                .authority("here")
                .fields(Fields.of(FieldName.CONTENT_LENGTH, length))
                .build();
    }

    private static void isRefused(ThrowingCallable call, Class<? extends RuntimeException> by, String why) {
        assertThatThrownBy(call).isInstanceOf(by).hasMessageContaining(why);
    }

    @Test
    void aWholeResponseOfAnotherLengthIsRefusedAndAnotherMayBeSent() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        isRefused(
                () -> peer.connection.sendResponse(1, saying(Status.OK, "3"), Bytes.of("four")),
                IllegalArgumentException.class,
                "4 octets of content, Content-Length says 3");
        isRefused(
                () -> peer.connection.sendResponse(1, saying(Status.OK, "three"), Bytes.of("four")),
                IllegalArgumentException.class,
                "'three' is no number");
        peer.connection.sendResponse(1, saying(Status.OK, "4"), Bytes.of("four"));
        peer.expects("HEADERS 1 :status=200 content-length=4", "DATA 1 4 END_STREAM");
    }

    @Test
    void piecesBeyondTheLengthAndAnEndBeforeItAreRefused() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, saying(Status.OK, "10"));
        peer.connection.sendBody(1, Bytes.of("seven.."));
        isRefused(
                () -> peer.connection.sendBody(1, Bytes.of("four")),
                IllegalStateException.class,
                "4 octets of content on stream 1: Content-Length leaves 3");
        isRefused(() -> peer.connection.endBody(1), IllegalStateException.class, "asks for 3 octets more");
        isRefused(
                () -> peer.connection.endBody(1, Fields.of(FieldName.ETAG, "x")),
                IllegalStateException.class,
                "asks for 3 octets more");
        peer.connection.sendBody(1, Bytes.of("ten"));
        peer.connection.endBody(1);
        peer.expects("HEADERS 1 :status=200 content-length=10", "DATA 1 10 END_STREAM");
    }

    @Test
    void aStreamThatIsUsedAgainKnowsNothingOfTheLastOnesLength() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, saying(Status.OK, "0"));
        peer.connection.endBody(1);
        peer.expects("HEADERS 1 :status=200 content-length=0 END_STREAM");
        peer.sends(Octets.get(3));
        peer.connection.sendResponse(3, ResponseHead.of(Status.OK));
        peer.connection.sendBody(3, Bytes.of("content"));
        peer.connection.endBody(3);
        peer.expects("HEADERS 3 :status=200", "DATA 3 7 END_STREAM");
    }

    @Test
    void whatIsNotSentMayBeAnnounced() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.request(1, ":method", "HEAD", ":scheme", "https", ":authority", "here", ":path", "/"));
        peer.connection.sendResponse(1, saying(Status.OK, "1000"), Bytes.empty());
        peer.expects("HEADERS 1 :status=200 content-length=1000 END_STREAM");
        peer.sends(Octets.request(3, ":method", "HEAD", ":scheme", "https", ":authority", "here", ":path", "/"));
        peer.connection.sendResponse(3, saying(Status.OK, "1000"));
        peer.connection.endBody(3);
        peer.expects("HEADERS 3 :status=200 content-length=1000 END_STREAM");
        peer.sends(Octets.get(5));
        peer.connection.sendResponse(5, saying(Status.NOT_MODIFIED, "1000"), Bytes.empty());
        peer.expects("HEADERS 5 :status=304 content-length=1000 END_STREAM");
    }

    @Test
    void aStatusWithoutContentIsSentWithoutItsLength() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        peer.connection.sendInformational(1, saying(Status.EARLY_HINTS, "5"));
        peer.connection.sendResponse(1, saying(Status.NO_CONTENT, "0"), Bytes.empty());
        peer.expects("HEADERS 1 :status=103", "HEADERS 1 :status=204 END_STREAM");
    }

    @Test
    void aRequestOfAnotherLengthIsRefusedBeforeItTakesAStream() {
        FrameScript peer = FrameScript.client();
        isRefused(
                () -> peer.connection.sendRequest(posting("3"), Bytes.of("four")),
                IllegalArgumentException.class,
                "4 octets of content, Content-Length says 3");
        isRefused(
                () -> peer.connection.sendRequest(posting("3"), Bytes.empty()),
                IllegalArgumentException.class,
                "0 octets of content, Content-Length says 3");
        isRefused(
                () -> peer.connection.sendRequest(posting("-1")), IllegalArgumentException.class, "'-1' is no number");
        peer.connection.sendRequest(posting("3"));
        peer.connection.sendBody(1, Bytes.of("thr"));
        isRefused(() -> peer.connection.sendBody(1, Bytes.of("e")), IllegalStateException.class, "leaves 0");
        peer.connection.endBody(1);
        peer.expects(
                "HEADERS 1 :method=POST :scheme=https :authority=here :path=/ content-length=3", "DATA 1 3 END_STREAM");
    }
}
