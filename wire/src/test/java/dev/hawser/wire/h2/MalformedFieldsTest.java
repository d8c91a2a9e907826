package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 section 8: what makes a request or a response malformed ends its stream, and only that. */
class MalformedFieldsTest {

    private static final String GOOD = ":method=GET|:scheme=http|:authority=here|:path=/";

    /** "name=value|name=value", with escapes for what no source should hold. */
    private static String[] fields(String text) {
        List<String> all = new ArrayList<>();
        for (String field : text.split("\\|", -1)) {
            int equals = field.indexOf('=', 1);
            all.add(unescape(equals < 0 ? field : field.substring(0, equals)));
            all.add(equals < 0 ? "" : unescape(field.substring(equals + 1)));
        }
        return all.toArray(String[]::new);
    }

    private static String unescape(String text) {
        return text.replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .replace("<NUL>", "\0")
                .replace("<SP>", " ")
                .replace("<TAB>", "\t")
                .replace("<DEL>", "\u007f")
                .replace("<VT>", "\u000b")
                .replace("<HIGH>", "\u00e4")
                .replace("<EMPTY>", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // 8.2.1: names
                GOOD + "|Upper=x",
                GOOD + "|x-Upper=x",
                GOOD + "|x y=x",
                GOOD + "|x:y=x",
                GOOD + "|x<CR>y=x",
                GOOD + "|x<LF>y=x",
                GOOD + "|x<NUL>y=x",
                GOOD + "|x<DEL>y=x",
                GOOD + "|x<HIGH>y=x",
                GOOD + "|x(y)=x",
                GOOD + "|x/y=x",
                GOOD + "|<EMPTY>=x",
                GOOD + "|<SP>x=x",
                // 8.2.1: values
                GOOD + "|x=a<CR>b",
                GOOD + "|x=a<LF>b",
                GOOD + "|x=a<CR><LF>b: c",
                GOOD + "|x=a<NUL>b",
                GOOD + "|x=<SP>a",
                GOOD + "|x=a<SP>",
                GOOD + "|x=<TAB>a",
                GOOD + "|x=a<TAB>",
                GOOD + "|x=<SP>",
                GOOD + "|x=a<VT>b",
                GOOD + "|x=a<DEL>b",
                ":method=GET|:scheme=http|:authority=here|:path=/a<CR><LF>b",
                ":method=GET<CR>|:scheme=http|:authority=here|:path=/",
                // 8.2.2: of a connection
                GOOD + "|connection=close",
                GOOD + "|connection=keep-alive",
                GOOD + "|proxy-connection=keep-alive",
                GOOD + "|keep-alive=timeout=5",
                GOOD + "|transfer-encoding=chunked",
                GOOD + "|upgrade=websocket",
                GOOD + "|te=gzip",
                GOOD + "|te=trailers, deflate",
                // 8.3: pseudo-fields
                GOOD + "|:unknown=x",
                ":unknown=x|" + GOOD,
                ":status=200|" + GOOD,
                ":method=GET|" + GOOD,
                ":scheme=http|" + GOOD,
                ":authority=here|" + GOOD,
                ":path=/|" + GOOD,
                ":scheme=http|:authority=here|:path=/",
                ":method=GET|:authority=here|:path=/",
                ":method=GET|:scheme=http|:authority=here",
                ":method=GET|x=y|:scheme=http|:authority=here|:path=/",
                ":method=GET|:scheme=http|:path=/|x=y|:authority=here",
                // 8.3.1: requests
                ":method=GET|:scheme=http|:authority=here|:path=",
                ":method=GET|:scheme=http|:authority=here|:path=here",
                ":method=GET|:scheme=http|:authority=here|:path=*",
                ":method=GET|:scheme=http|:authority=here|:path=/a b",
                ":method=GET|:scheme=http|:authority=here|:path=/a#b",
                ":method=GET|:scheme=http|:authority=here|:path=http://here/",
                ":method=GET|:scheme=http|:authority=me@here|:path=/",
                ":method=GET|:scheme=http|:authority=me:you@here|:path=/",
                ":method=GET|:scheme=http|:authority=|:path=/",
                ":method=GET|:scheme=http|:authority=he re|:path=/",
                ":method=GET|:scheme=http|:authority=here/there|:path=/",
                ":method=GET|:scheme=http|:authority=here:80:80|:path=/",
                ":method=GET|:scheme=http|:authority=here:x|:path=/",
                ":method=GET|:scheme=http|:path=/",
                ":method=GET|:scheme=http|:path=/|host=",
                ":method=GET|:scheme=http|:path=/|host=me@here",
                ":method=GET|:scheme=ht tp|:authority=here|:path=/",
                ":method=GET|:scheme=|:authority=here|:path=/",
                ":method=G ET|:scheme=http|:authority=here|:path=/",
                ":method=|:scheme=http|:authority=here|:path=/",
                GOOD + "|host=there",
                GOOD + "|host=here:81",
                GOOD + "|host=here|host=here",
                // 8.5: CONNECT
                ":method=CONNECT|:scheme=http|:authority=here:80|:path=/",
                ":method=CONNECT|:authority=here:80|:path=/",
                ":method=CONNECT",
                ":method=CONNECT|:authority=me@here:80",
                ":method=CONNECT|:authority=here",
                ":method=CONNECT|:authority=here:",
                ":method=CONNECT|:authority=here:0",
                ":method=CONNECT|:authority=here:65536",
                ":method=CONNECT|:authority=[::1]",
                ":method=GET|:scheme=http|:authority=here:65536|:path=/",
                // RFC 8441 4
                ":method=GET|:protocol=websocket|:scheme=http|:authority=here|:path=/",
                ":method=CONNECT|:protocol=websocket|:authority=here",
                // RFC 9110 8.6
                GOOD + "|content-length=1",
                GOOD + "|content-length=x",
                GOOD + "|content-length=-1",
                GOOD + "|content-length=+0",
                GOOD + "|content-length=",
                GOOD + "|content-length=0|content-length=0",
                GOOD + "|content-length=99999999999999999999",
            })
    void aMalformedRequestIsResetAndNobodyHearsOfIt(String text) {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.request(1, fields(text))).tells().expects("RST_STREAM 1 PROTOCOL_ERROR");
        peer.sends(Octets.get(3)).tells("request 3 GET / last");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GOOD,
                GOOD + "|te=trailers",
                GOOD + "|x=",
                GOOD + "|x=a<TAB>b",
                GOOD + "|x=a<HIGH>b",
                GOOD + "|host=here",
                GOOD + "|host=HERE",
                GOOD + "|host=here:80",
                GOOD + "|content-length=0",
                GOOD + "|!#$%&'*+-.^_`|~=x",
                ":path=/|:authority=[::1]:8080|:scheme=https|:method=PATCH",
                ":method=GET|:scheme=http|:path=/|host=here",
                ":method=OPTIONS|:scheme=http|:authority=here|:path=*",
                ":method=GET|:scheme=http|:authority=here|:path=//?a=/..%20?",
                ":method=CONNECT|:authority=here:80",
                ":method=CONNECT|:authority=[::1]:65535",
                ":method=GET|:scheme=http|:authority=here:|:path=/",
                ":method=CONNECT|:protocol=websocket|:scheme=https|:authority=here|:path=/chat",
            })
    void aRequestThatKeepsTheRulesIsServed(String text) {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.request(1, fields(text)));
        assertThat(peer.events).hasSize(1).first().asString().startsWith("request 1 ");
        assertThat(peer.frames()).isEmpty();
    }

    @Test
    void extendedConnectIsMalformedWhereItWasNotOffered() {
        FrameScript peer =
                FrameScript.server(H2Config.builder().extendedConnect(false).build());
        String[] fields = fields(":method=CONNECT|:protocol=websocket|:scheme=https|:authority=here|:path=/chat");
        peer.sends(Octets.openRequest(1, fields)).tells().expects("RST_STREAM 1 PROTOCOL_ERROR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {":method=GET", ":status=200", "Upper=x", "x=a<LF>b", "connection=close", "te=gzip", "x<SP>=y"})
    void malformedTrailersResetTheStream(String text) {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1), Octets.data(1, 3), Octets.trailers(1, fields(text)))
                .tells("request 1 POST /", "data 1 3", "reset 1 PROTOCOL_ERROR")
                .expects("RST_STREAM 1 PROTOCOL_ERROR");
    }

    @Test
    void trailersThatDoNotEndTheStreamResetIt() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1), Octets.openRequest(1, "x", "y"))
                .tells("request 1 POST /", "reset 1 PROTOCOL_ERROR")
                .expects("RST_STREAM 1 PROTOCOL_ERROR");
    }

    @Test
    void contentShorterOrLongerThanAnnouncedResetsTheStream() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1, "content-length", "5"), Octets.data(1, 6))
                .tells("request 1 POST /", "reset 1 PROTOCOL_ERROR")
                .expects("RST_STREAM 1 PROTOCOL_ERROR");
        peer.sends(Octets.post(3, "content-length", "5"), Octets.data(3, 3), Octets.lastData(3, 1))
                .tells("request 3 POST /", "data 3 3", "reset 3 PROTOCOL_ERROR")
                .expects("RST_STREAM 3 PROTOCOL_ERROR");
        peer.sends(Octets.post(5, "content-length", "5"), Octets.data(5, 3), Octets.trailers(5, "x", "y"))
                .tells("request 5 POST /", "data 5 3", "reset 5 PROTOCOL_ERROR")
                .expects("RST_STREAM 5 PROTOCOL_ERROR");
        peer.sends(Octets.post(7, "content-length", "5"), Octets.data(7, 3), Octets.lastData(7, 2))
                .tells("request 7 POST /", "data 7 3", "data 7 2 last")
                .expects();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=y",
                ":status=",
                ":status=20",
                ":status=2000",
                ":status=abc",
                ":status=099",
                ":status=101",
                ":status=200|:status=200",
                ":status=200|:path=/",
                ":status=200|:unknown=x",
                "x=y|:status=200",
                ":status=200|Upper=x",
                ":status=200|x y=x",
                ":status=200|x:y=x",
                ":status=200|x-Upper=x",
                ":status=200|x<CR>y=x",
                ":status=200|x<LF>y=x",
                ":status=200|x<NUL>y=x",
                ":status=200|x<DEL>y=x",
                ":status=200|x(y)=x",
                ":status=200|x/y=x",
                ":status=200|<SP>x=x",
                ":status=200|x=a<CR><LF>b: c",
                ":status=200|x=a<SP>",
                ":status=200|x=<TAB>a",
                ":status=200|x=<SP>",
                ":status=200|x=a<VT>b",
                ":status=200|x=a<DEL>b",
                ":status=200<LF>",
                ":status=200|te=gzip",
                ":status=200|connection=keep-alive",
                ":status=200|:method=GET",
                ":status=200|:scheme=http",
                ":status=200|:authority=here",
                ":method=GET|:status=200",
                ":status=200|content-length=-1",
                ":status=200|content-length=",
                ":status=200|content-length=+0",
                ":status=200|content-length=99999999999999999999",
                ":status=200|x<HIGH>=x",
                ":status=200|<EMPTY>=x",
                ":status=200|x=a<CR>b",
                ":status=200|x=a<LF>b",
                ":status=200|x=a<NUL>b",
                ":status=200|x=<SP>a",
                ":status=200|x=a<TAB>",
                ":status=200|connection=close",
                ":status=200|proxy-connection=close",
                ":status=200|keep-alive=1",
                ":status=200|transfer-encoding=chunked",
                ":status=200|upgrade=h3",
                ":status=200|content-length=1",
                ":status=200|content-length=x",
                ":status=200|content-length=0|content-length=0",
                ":status=103",
            })
    void aMalformedResponseResetsItsStream(String text) {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(
                RequestHead.builder(Method.GET, "/").authority("here").build(), dev.hawser.bytes.Bytes.empty());
        peer.frames();
        peer.sends(Octets.request(1, fields(text)))
                .tells("reset 1 PROTOCOL_ERROR")
                .expects("RST_STREAM 1 PROTOCOL_ERROR");
        assertThat(peer.connection.canOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":status=200",
                ":path=/",
                "Upper=x",
                "x=a<LF>b",
                "x=a<CR>b",
                "x=a<NUL>b",
                "connection=close",
                "x<SP>=y"
            })
    void malformedTrailersOfAResponseResetItsStream(String text) {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(
                RequestHead.builder(Method.GET, "/").authority("here").build(), dev.hawser.bytes.Bytes.empty());
        peer.frames();
        peer.sends(Octets.openRequest(1, ":status", "200"), Octets.data(1, 3), Octets.trailers(1, fields(text)))
                .tells("response 1 200", "data 1 3", "reset 1 PROTOCOL_ERROR")
                .expects("RST_STREAM 1 PROTOCOL_ERROR");
    }

    @Test
    void cookieCrumbsAreOneFieldToTheApplication() {
        FrameScript peer = FrameScript.server();
        peer.connection.receive(new byte[0], 0, 0, 0);
        byte[] octets = Octets.get(1, "cookie", "a=b", "x", "y", "cookie", "c=d", "cookie", "e=f");
        peer.connection.receive(octets, 0, octets.length, 0);
        var request = (dev.hawser.wire.WireEvent.RequestReceived) peer.connection.poll();
        assertThat(request.head().fields().all("cookie")).isEqualTo(Arrays.asList("a=b; c=d; e=f"));
        assertThat(request.head().fields().size()).isEqualTo(2);
    }
}
