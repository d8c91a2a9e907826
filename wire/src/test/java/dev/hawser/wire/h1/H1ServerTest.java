package dev.hawser.wire.h1;

import static dev.hawser.wire.h1.ServerScript.DATE;
import static dev.hawser.wire.h1.ServerScript.GET;
import static dev.hawser.wire.h1.ServerScript.bytes;
import static dev.hawser.wire.h1.ServerScript.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class H1ServerTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    private final ServerScript server = new ServerScript();

    // ---- requests

    @Test
    void aHeadKeepsItsFieldsAsTheyWereSent() {
        RequestHead head = request(
                server.receives("GET /a?b HTTP/1.1\r\nhOST: h:1\r\nX-One:  1 \r\naccept: x\r\nX-one: 2\r\n\r\n"));
        assertThat(head.method()).isSameAs(Method.GET);
        assertThat(head.target()).isEqualTo("/a?b");
        assertThat(head.version()).isSameAs(HttpVersion.HTTP_1_1);
        assertThat(head.authority()).isEqualTo("h:1");
        assertThat(head.fields())
                .isEqualTo(Fields.builder()
                        .add("Host", "h:1")
                        .add("x-one", "1")
                        .add("Accept", "x")
                        .add("x-one", "2")
                        .build());
        assertThat(head.fields().rawNameAt(0)).isEqualTo("hOST");
        assertThat(head.fields().rawNameAt(2)).isEqualTo("accept");
    }

    @Test
    void aHeadOutlivesTheArrayItWasReadFrom() {
        byte[] array = "GET /abcdefghijk HTTP/1.1\r\nHost: h\r\nX-A: value\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        server.connection.receive(array, 0, array.length, 1);
        RequestHead head = request(server.events());
        java.util.Arrays.fill(array, (byte) 0);
        server.receives(GET);
        assertThat(head.target()).isEqualTo("/abcdefghijk");
        assertThat(head.fields().get("x-a")).isEqualTo("value");
    }

    @Test
    void anAbsoluteTargetOverridesHost() {
        RequestHead head = request(server.receives("GET HTTPS://a:8/p?q HTTP/1.1\r\nHost: b\r\n\r\n"));
        assertThat(head.scheme()).isEqualTo("https");
        assertThat(head.authority()).isEqualTo("a:8");
        assertThat(head.target()).isEqualTo("HTTPS://a:8/p?q");
        assertThat(head.path()).isEqualTo("/p");
    }

    @Test
    void contentComesInPiecesWithItsEnd() {
        List<WireEvent> events = server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhel");
        assertThat(events).hasSize(2);
        assertThat(((WireEvent.RequestReceived) events.get(0)).last()).isFalse();
        assertThat(((WireEvent.DataReceived) events.get(1)).last()).isFalse();
        events = server.receives("lo");
        assertThat(((WireEvent.DataReceived) events.get(0)).last()).isTrue();
        assertThat(server.content).hasToString("hello");
    }

    @Test
    void trailersEndContentAndForbiddenOnesAreDropped() {
        List<WireEvent> events = server.receives("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\nContent-Length: 9\r\nHost: evil\r\n\r\n");
        assertThat(events.getLast())
                .isEqualTo(new WireEvent.TrailersReceived(
                        1, Fields.builder().add("X-Sum", "1").build()));
        assertThat(server.content).hasToString("abc");
    }

    @Test
    void theChunkedBodyReadsTheSameAtEverySplit() {
        String whole = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;a=\"q;\\\"\"\r\nhello\r\n00a ; b\r\n0123456789\r\n0;z\r\nX-T: v\r\nY-T: w\r\n\r\n" + GET;
        for (int i = 0; i <= whole.length(); i++) {
            for (int j = i; j <= whole.length(); j += 7) {
                ServerScript split = new ServerScript();
                List<WireEvent> events = new ArrayList<>(split.receives(whole.substring(0, i)));
                events.addAll(split.receives(whole.substring(i, j)));
                events.addAll(split.receives(whole.substring(j)));
                assertThat(split.content).hasToString("hello0123456789");
                assertThat(events)
                        .filteredOn(WireEvent.TrailersReceived.class::isInstance)
                        .hasSize(1);
                assertThat(events)
                        .filteredOn(WireEvent.RequestReceived.class::isInstance)
                        .hasSize(2);
                assertThat(events).allMatch(e -> !(e instanceof WireEvent.ConnectionFailed));
            }
        }
    }

    // ---- order of answers

    @Test
    void pipelinedAnswersLeaveInOrderInOneList() {
        server.receives(GET + GET + GET);
        assertThat(server.connection.exchanges()).isEqualTo(3);
        server.connection.sendResponse(3, OK, bytes("three"));
        server.connection.sendResponse(2, OK, bytes("two"));
        assertThat(server.connection.wantsOutput()).isFalse();
        assertThat(server.sends()).isEmpty();
        server.connection.sendResponse(1, OK, bytes("one"));
        BufList out = new BufList();
        server.connection.fill(out, 1 << 20);
        assertThat(out.entries()).isEqualTo(1);
        assertThat(Replies.read(out.copyRemaining().toString(StandardCharsets.ISO_8859_1)))
                .extracting(Replies.Reply::body)
                .containsExactly("one", "two", "three");
    }

    @Test
    void sixteenPipelinedRequestsAreAnsweredFromOneReadInOneEntry() {
        server.receives(GET.repeat(16));
        for (int i = 1; i <= 16; i++) server.connection.sendResponse(i, OK, bytes("n" + i));
        BufList out = new BufList();
        server.connection.fill(out, 1 << 20);
        assertThat(out.entries()).isEqualTo(1);
    }

    @Test
    void requestsBeyondTheLimitWaitForAnswers() {
        ServerScript narrow =
                new ServerScript(H1Config.builder().maxPipelined(2).build());
        assertThat(narrow.receives(GET + GET + GET.replace("GET /", "GET /3"))).hasSize(2);
        assertThat(narrow.connection.wantsInput()).isFalse();
        narrow.connection.sendResponse(1, OK, Bytes.empty());
        narrow.sends();
        assertThat(request(narrow.events()).target()).isEqualTo("/3");
        assertThat(narrow.connection.wantsInput()).isTrue();
    }

    @Test
    void aBadRequestIsAnsweredBehindThoseBeforeIt() {
        List<WireEvent> events = server.receives(GET + "BAD\r\n\r\n" + GET);
        assertThat(events).hasSize(1);
        server.connection.sendResponse(1, OK, bytes("fine"));
        List<Replies.Reply> replies = Replies.read(server.sends());
        assertThat(replies).extracting(Replies.Reply::status).containsExactly(200, 400);
        assertThat(replies.get(0).field("Connection")).isNull();
        assertThat(replies.get(1).field("Connection")).isEqualTo("close");
        assertThat(server.connection.isFinished()).isTrue();
        assertThat(server.events()).hasOnlyElementsOfType(WireEvent.ConnectionFailed.class);
    }

    @Test
    void badContentResetsItsExchangeAndSparesTheOneBefore() {
        List<WireEvent> events = server.receives(
                GET + "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n");
        assertThat(events.getLast())
                .isEqualTo(new WireEvent.ExchangeReset(
                        2, ErrorCode.PROTOCOL_ERROR, false, false, Refusal.CHUNK_END.reason()));
        server.connection.sendResponse(2, OK, bytes("too late"));
        server.connection.sendResponse(1, OK, bytes("fine"));
        assertThat(Replies.read(server.sends()))
                .extracting(Replies.Reply::status)
                .containsExactly(200, 400);
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void badContentBehindABegunAnswerBreaksTheAnswerOff() {
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        server.connection.sendResponse(1, OK);
        server.connection.sendBody(1, bytes("part"));
        assertThat(server.sends()).contains("part");
        assertThat(server.receives("X\r\n")).hasOnlyElementsOfType(WireEvent.ConnectionFailed.class);
        server.connection.sendBody(1, bytes("more"));
        assertThat(server.sends()).isEmpty();
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void badContentBehindAFinishedAnswerGetsNoSecond() {
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        server.connection.sendResponse(1, OK, bytes("early"));
        server.receives("X\r\n");
        assertThat(Replies.read(server.sends()))
                .extracting(Replies.Reply::status)
                .containsExactly(200);
        assertThat(server.connection.isFinished()).isTrue();
    }

    // ---- early answers

    @Test
    void theRestOfShortContentIsDroppedAndTheConnectionLivesOn() {
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhello");
        server.connection.sendResponse(1, OK, bytes("early"));
        assertThat(Replies.read(server.sends()).get(0).field("Connection")).isNull();
        assertThat(server.connection.isFinished()).isFalse();
        List<WireEvent> events = server.receives("world" + GET);
        assertThat(events).hasOnlyElementsOfType(WireEvent.RequestReceived.class);
    }

    @Test
    void theRestOfLongContentEndsTheConnection() {
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nhello");
        server.connection.sendResponse(1, OK, bytes("early"));
        assertThat(Replies.read(server.sends()).get(0).field("Connection")).isEqualTo("close");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void endlessContentBehindAnAnswerEndsTheConnection() {
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n");
        server.connection.sendResponse(1, OK, bytes("early"));
        server.sends();
        server.receives("x".repeat(64 * 1024));
        assertThat(server.connection.isFinished()).isFalse();
        server.receives("x");
        assertThat(server.connection.isFinished()).isTrue();
    }

    // ---- expectations and interim responses

    @Test
    void continueIsExpectedWhileTheContentIsAwaited() {
        List<WireEvent> events =
                server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
        assertThat(events).element(1).isEqualTo(new WireEvent.ContinueExpected(1));
        server.connection.sendInformational(1, ResponseHead.of(Status.CONTINUE));
        assertThat(server.sends()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        server.receives("hello");
        server.connection.sendResponse(1, OK, Bytes.empty());
        assertThat(Replies.read(server.sends()).get(0).field("Connection")).isNull();
    }

    @Test
    void continueIsNotAskedForWhereContentIsThereOrTheVersionIsOld() {
        assertThat(server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nh"))
                .noneMatch(WireEvent.ContinueExpected.class::isInstance);
        assertThat(new ServerScript().receives("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"))
                .noneMatch(WireEvent.ContinueExpected.class::isInstance);
    }

    @Test
    void whoHasNoContentIsNotToldToContinue() {
        for (String length : List.of("", "Content-Length: 0\r\n")) {
            ServerScript other = new ServerScript();
            String head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n" + length + "\r\n";
            assertThat(other.receives(head)).hasSize(1).allMatch(e -> ((WireEvent.RequestReceived) e).last());
        }
    }

    @Test
    void anAnswerInsteadOfContinueEndsTheConnection() {
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        server.connection.sendResponse(1, ResponseHead.of(Status.EXPECTATION_FAILED), Bytes.empty());
        assertThat(Replies.read(server.sends()).get(0).field("Connection")).isEqualTo("close");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void earlyHintsGoBeforeTheAnswerAndInItsPlace() {
        server.receives(GET + GET);
        ResponseHead hints = ResponseHead.of(Status.EARLY_HINTS, Fields.of(FieldName.LINK, "</x>; rel=preload"));
        server.connection.sendInformational(2, hints);
        assertThat(server.connection.wantsOutput()).isFalse();
        server.connection.sendInformational(1, hints);
        assertThat(server.sends()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n");
        server.connection.sendResponse(1, OK, bytes("a"));
        server.connection.sendResponse(2, OK, bytes("b"));
        assertThat(Replies.read(server.sends()))
                .extracting(Replies.Reply::status)
                .containsExactly(200, 103, 200);
    }

    @Test
    void anOldClientGetsNoInterimResponses() {
        server.receives("GET / HTTP/1.0\r\n\r\n");
        server.connection.sendInformational(1, ResponseHead.of(Status.EARLY_HINTS));
        server.connection.sendResponse(1, OK, Bytes.empty());
        assertThat(server.sends()).startsWith("HTTP/1.1 200");
    }

    // ---- other protocols

    @Test
    void theHttp2PrefaceIsHandedOverAtEverySplit() {
        String whole = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "frames";
        for (int i = 0; i <= whole.length(); i++) {
            ServerScript split = new ServerScript();
            List<WireEvent> events = new ArrayList<>(split.receives(whole.substring(0, i)));
            StringBuilder all = new StringBuilder();
            for (WireEvent e : events) all.append(text((WireEvent.ProtocolSwitched) e));
            if (events.isEmpty()) {
                all.append(text((WireEvent.ProtocolSwitched)
                        split.receives(whole.substring(i)).get(0)));
            } else {
                all.append(whole.substring(i));
            }
            assertThat(all).hasToString(whole);
        }
    }

    private static String text(WireEvent.ProtocolSwitched event) {
        assertThat(event.protocol()).isEqualTo("h2");
        return new String(event.array(), event.offset(), event.length(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatOnlyBeginsLikeThePrefaceIsARequest() {
        for (String start : List.of("P", "PR", "PRI", "PRI ", "PRI *", "PRI * HTTP/", "PRI * HTTP/2.0\r\n")) {
            ServerScript split = new ServerScript();
            assertThat(split.receives(start)).isEmpty();
            split.receives("X / HTTP/1.1\r\nHost: h\r\n\r\n");
            boolean method = start.length() < 4;
            assertThat(split.connection.exchanges()).isEqualTo(1);
            if (!method) assertThat(split.sends()).startsWith("HTTP/1.1 ").contains("Connection: close");
        }
    }

    @Test
    void thePrefaceIsNoneBehindARequest() {
        server.receives(GET);
        server.connection.sendResponse(1, OK, Bytes.empty());
        server.sends();
        server.receives("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertThat(server.sends()).startsWith("HTTP/1.1 505 ");
    }

    @Test
    void anUpgradeToH2cHandsTheRestOver() {
        RequestHead head =
                request(server.receives("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\nPRI *"));
        byte[] settings = H2cUpgrade.settings(head);
        assertThat(settings).containsExactly(0, 3, 0, 0, 0, 100, 0, 4, 0, 0, 0xff, 0xff);
        server.connection.sendUpgrade(1, H2cUpgrade.ACCEPTANCE);
        WireEvent.ProtocolSwitched event =
                (WireEvent.ProtocolSwitched) server.events().get(0);
        assertThat(event.protocol()).isEqualTo("h2c");
        assertThat(new String(event.array(), event.offset(), event.length(), StandardCharsets.US_ASCII))
                .isEqualTo("PRI *");
        assertThat(server.sends())
                .isEqualTo(
                        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n" + DATE + "\r\n");
        assertThat(server.connection.isFinished()).isFalse();
    }

    @Test
    void anUpgradeToH2cThatIsNotWellAskedForIsNone() {
        String plain = "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\n";
        for (String rest : List.of(
                "Connection: Upgrade, HTTP2-Settings\r\n",
                "Connection: Upgrade\r\nHTTP2-Settings: AAMAAABk\r\n",
                "Connection: HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\nHTTP2-Settings: AAMAAABk\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAA\r\n",
                "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: !!\r\n")) {
            RequestHead head = request(new ServerScript().receives(plain + rest + "\r\n"));
            assertThat(H2cUpgrade.settings(head)).isNull();
        }
    }

    @Test
    void anIgnoredUpgradeIsAnOrdinaryRequest() {
        assertThat(server.receives("GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n" + GET))
                .hasSize(1);
        server.connection.sendResponse(1, OK, bytes("plain"));
        assertThat(server.events()).hasSize(1);
        server.connection.sendResponse(2, OK, bytes("next"));
        assertThat(Replies.read(server.sends())).hasSize(2);
    }

    @Test
    void aTunnelCarriesOctetsBothWays() {
        server.receives("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\nearly");
        server.connection.sendUpgrade(1, OK);
        server.connection.sendBody(1, bytes("to client"));
        server.events();
        assertThat(server.sends()).isEqualTo("HTTP/1.1 200 OK\r\n" + DATE + "\r\nto client");
        server.receives(" octets");
        assertThat(server.content).hasToString("early octets");
        List<WireEvent> events = server.receivesEnd();
        assertThat(((WireEvent.DataReceived) events.get(0)).last()).isTrue();
        server.connection.sendBody(1, bytes("bye"));
        assertThat(server.connection.isFinished()).isFalse();
        server.connection.endBody(1);
        assertThat(server.sends()).isEqualTo("bye");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void aTunnelWhoseOutputHasEndedIsStillHeard() {
        server.receives("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        server.connection.sendUpgrade(1, OK);
        server.connection.sendBody(1, bytes("all I say"));
        server.connection.endBody(1);
        assertThat(server.connection.isOutputEnded()).isFalse();
        assertThat(server.sends()).endsWith("all I say");
        assertThat(server.connection.isOutputEnded()).isTrue();
        assertThat(server.connection.wantsOutput()).isFalse();
        assertThat(server.connection.isFinished()).isFalse();
        List<String> run = new ArrayList<>();
        server.connection.markBody(1, () -> run.add("mark"));
        assertThat(run).containsExactly("mark");
        server.receives("still here");
        assertThat(server.content).hasToString("still here");
        List<WireEvent> events = server.receivesEnd();
        assertThat(((WireEvent.DataReceived) events.get(0)).last()).isTrue();
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void anUpgradeToAnotherProtocolIsATunnelToo() {
        server.receives("GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        server.connection.sendUpgrade(
                1, ResponseHead.of(Status.SWITCHING_PROTOCOLS, Fields.of(FieldName.UPGRADE, "websocket")));
        assertThat(server.sends())
                .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" + DATE
                        + "Connection: Upgrade\r\n\r\n");
        server.receives("frame");
        assertThat(server.content).hasToString("frame");
    }

    @Test
    void aRefusedConnectLeavesTheConnectionAlive() {
        server.receives("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        server.connection.sendResponse(1, ResponseHead.of(Status.METHOD_NOT_ALLOWED), Bytes.empty());
        assertThat(server.sends()).startsWith("HTTP/1.1 405");
        assertThat(server.receives(GET)).hasSize(1);
    }

    // ---- the end

    @Test
    void aClientThatClosesItsSideStillGetsItsAnswer() {
        server.receives(GET);
        server.receivesEnd();
        assertThat(server.connection.isFinished()).isFalse();
        server.connection.sendResponse(1, OK, bytes("answer"));
        Replies.Reply reply = Replies.read(server.sends()).get(0);
        assertThat(reply.body()).isEqualTo("answer");
        assertThat(reply.field("Connection")).isEqualTo("close");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void anIdleConnectionEndsWithItsPeer() {
        server.receivesEnd();
        assertThat(server.connection.isFinished()).isTrue();
        assertThat(server.sends()).isEmpty();
    }

    @Test
    void shutdownLetsOpenExchangesFinish() {
        server.receives(GET + GET);
        server.connection.shutdown();
        assertThat(server.receives(GET)).isEmpty();
        server.connection.sendResponse(1, OK, bytes("one"));
        server.connection.sendResponse(2, OK, bytes("two"));
        List<Replies.Reply> replies = Replies.read(server.sends());
        assertThat(replies).hasSize(2);
        assertThat(replies.get(0).field("Connection")).isNull();
        assertThat(replies.get(1).field("Connection")).isEqualTo("close");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void shutdownEndsAnIdleConnectionAtOnce() {
        server.connection.shutdown();
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void aHandlerMayCloseTheConnection() {
        server.receives(GET + GET);
        server.connection.sendResponse(
                1, ResponseHead.of(Status.OK, Fields.of(FieldName.CONNECTION, "close")), bytes("last"));
        assertThat(Replies.read(server.sends())).hasSize(1);
        assertThat(server.connection.isFinished()).isTrue();
        assertThat(server.events()).hasOnlyElementsOfType(WireEvent.ExchangeReset.class);
    }

    @Test
    void resetEndsTheConnectionBehindEarlierAnswers() {
        server.receives(GET + GET + GET);
        server.connection.reset(2, ErrorCode.INTERNAL_ERROR);
        assertThat(server.events())
                .containsExactly(new WireEvent.ExchangeReset(
                        3, ErrorCode.CANCEL, false, false, "an earlier exchange was reset"));
        server.connection.sendResponse(1, OK, bytes("one"));
        assertThat(Replies.read(server.sends())).hasSize(1);
        assertThat(server.connection.isFinished()).isTrue();
    }

    // ---- the caller's faults

    @Test
    void aSecondAnswerIsTheCallersFault() {
        server.receives(GET);
        server.connection.sendResponse(1, OK);
        assertThatThrownBy(() -> server.connection.sendResponse(1, OK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exchange 1");
        assertThatThrownBy(() -> server.connection.sendInformational(1, ResponseHead.of(Status.CONTINUE)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.connection.sendResponse(2, OK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exchange 2");
    }

    @Test
    void contentOutOfPlaceIsTheCallersFault() {
        server.receives(GET);
        assertThatThrownBy(() -> server.connection.sendBody(1, bytes("x"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.connection.endBody(1)).isInstanceOf(IllegalStateException.class);
        server.connection.sendResponse(1, ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_LENGTH, "3")));
        assertThatThrownBy(() -> server.connection.sendBody(1, bytes("four")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4 octets")
                .hasMessageContaining("leaves 3");
        server.connection.sendBody(1, bytes("ab"));
        assertThatThrownBy(() -> server.connection.endBody(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 octets more");
        server.connection.sendBody(1, bytes("c"));
        server.connection.endBody(1);
        assertThatThrownBy(() -> server.connection.sendBody(1, bytes("d"))).isInstanceOf(IllegalStateException.class);
        assertThat(Replies.read(server.sends()).get(0).body()).isEqualTo("abc");
    }

    @Test
    void headsThatContradictTheirContentAreTheCallersFault() {
        server.receives(GET);
        assertThatThrownBy(() -> server.connection.sendResponse(
                        1, ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_LENGTH, "3")), bytes("four")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.connection.sendResponse(
                        1, ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_LENGTH, "x")), bytes("f")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> server.connection.sendResponse(1, ResponseHead.of(Status.NO_CONTENT), bytes("content")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.connection.sendUpgrade(1, OK)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.connection.sendUpgrade(1, H2cUpgrade.ACCEPTANCE))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.connection.sendInformational(1, OK))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.connection.sendRequest(RequestHead.of(Method.GET, "/")))
                .isInstanceOf(IllegalStateException.class);
        server.connection.sendResponse(1, OK, bytes("still works"));
        assertThat(server.sends()).endsWith("still works");
    }

    @Test
    void sendingOnAnExchangeThatIsOverIsIgnored() {
        server.receives(GET);
        server.connection.sendResponse(1, OK, Bytes.empty());
        server.sends();
        boolean[] dropped = {false};
        server.connection.sendResponse(1, OK);
        server.connection.sendBody(1, bytes("x"));
        server.connection.endBody(1);
        server.connection.markBody(1, () -> dropped[0] = true);
        server.connection.release(1, 7);
        server.connection.reset(1, ErrorCode.CANCEL);
        assertThat(dropped[0]).isTrue();
        assertThat(server.sends()).isEmpty();
        assertThat(server.receives(GET)).hasSize(1);
    }
}
