package dev.hawser.wire.h1;

import static dev.hawser.wire.h1.ServerScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class H1ClientTest {

    private static final Fields HOST = Fields.of(FieldName.HOST, "h");
    private static final RequestHead GET = RequestHead.of(Method.GET, "/", HOST);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ServerScript client = ServerScript.client();

    @Test
    void aRequestHasOneHostAndNoMoreThanItNeeds() {
        assertThat(client.connection.sendRequest(GET, Bytes.empty())).isEqualTo(1);
        assertThat(client.sends()).isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    void hostIsMadeOfTheAuthority() {
        RequestHead head =
                RequestHead.builder(Method.GET, "/x?y").authority("a:1").build();
        client.connection.sendRequest(head, Bytes.empty());
        assertThat(client.sends()).isEqualTo("GET /x?y HTTP/1.1\r\nHost: a:1\r\n\r\n");
        assertThatThrownBy(() ->
                        ServerScript.client().connection.sendRequest(RequestHead.of(Method.GET, "/"), Bytes.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Host");
    }

    @Test
    void contentIsCountedWhereItsLengthIsKnown() {
        client.connection.sendRequest(RequestHead.of(Method.POST, "/", HOST), bytes("hello"));
        assertThat(client.sends()).isEqualTo("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
    }

    @Test
    void aMethodThatMeansContentDeclaresThatThereIsNone() {
        client.connection.sendRequest(RequestHead.of(Method.POST, "/", HOST), Bytes.empty());
        assertThat(client.sends()).isEqualTo("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    }

    @Test
    void streamedContentIsChunkedUnlessItIsCompleteInTime() {
        int first = client.connection.sendRequest(RequestHead.of(Method.PUT, "/", HOST));
        client.connection.sendBody(first, bytes("a"));
        assertThat(client.sends())
                .isEqualTo("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
        client.connection.endBody(first);
        assertThat(client.sends()).isEqualTo("0\r\n\r\n");
        client.receives(OK);
        int second = client.connection.sendRequest(RequestHead.of(Method.PUT, "/", HOST));
        client.connection.sendBody(second, bytes("a"));
        client.connection.endBody(second);
        assertThat(client.sends()).isEqualTo("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na");
        client.receives(OK);
        client.connection.endBody(client.connection.sendRequest(GET));
        assertThat(client.sends()).isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    @Test
    void oneRequestAtATimeUnlessMoreAreAllowed() {
        client.connection.sendRequest(GET, Bytes.empty());
        assertThat(client.connection.canOpen()).isFalse();
        assertThatThrownBy(() -> client.connection.sendRequest(GET, Bytes.empty()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 are open");
        client.sends();
        client.receives(OK);
        assertThat(client.connection.canOpen()).isTrue();
        assertThat(client.connection.sendRequest(GET, Bytes.empty())).isEqualTo(2);
    }

    @Test
    void pipelinedResponsesBelongToTheirRequests() {
        ServerScript ahead =
                ServerScript.client(H1Config.builder().maxUnanswered(3).build());
        ahead.connection.sendRequest(GET, Bytes.empty());
        ahead.connection.sendRequest(RequestHead.of(Method.HEAD, "/", HOST), Bytes.empty());
        ahead.connection.sendRequest(GET, Bytes.empty());
        assertThat(ahead.sends())
                .isEqualTo("GET / HTTP/1.1\r\nHost: h\r\n\r\nHEAD / HTTP/1.1\r\nHost: h\r\n\r\n"
                        + "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        List<WireEvent> events = ahead.receives(OK + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + OK);
        assertThat(events).hasSize(5);
        assertThat(((WireEvent.ResponseReceived) events.get(2)).exchange()).isEqualTo(2);
        assertThat(((WireEvent.ResponseReceived) events.get(2)).last()).isTrue();
        assertThat(ahead.content).hasToString("okok");
    }

    @Test
    void contentWaitsForContinue() {
        RequestHead head =
                RequestHead.of(Method.POST, "/", Fields.of(FieldName.HOST, "h", FieldName.EXPECT, "100-continue"));
        client.connection.sendRequest(head, bytes("hello"));
        assertThat(client.sends()).endsWith("Content-Length: 5\r\n\r\n");
        assertThat(client.connection.wantsOutput()).isFalse();
        List<WireEvent> events = client.receives("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(events).hasOnlyElementsOfType(WireEvent.InformationalReceived.class);
        assertThat(client.sends()).isEqualTo("hello");
        assertThat(client.receives(OK)).hasSize(2);
    }

    @Test
    void streamedContentWaitsForContinueAndIsThenCountedOrChunked() {
        RequestHead head =
                RequestHead.of(Method.POST, "/", Fields.of(FieldName.HOST, "h", FieldName.EXPECT, "100-continue"));
        int exchange = client.connection.sendRequest(head);
        client.connection.sendBody(exchange, bytes("hello"));
        assertThat(client.sends()).endsWith("Transfer-Encoding: chunked\r\n\r\n");
        assertThat(client.connection.queued(exchange)).isEqualTo(5);
        client.receives("HTTP/1.1 100 Continue\r\n\r\n");
        client.connection.endBody(exchange);
        assertThat(client.sends()).isEqualTo("5\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    void contentDoesNotWaitForContinueForever() {
        RequestHead head =
                RequestHead.of(Method.POST, "/", Fields.of(FieldName.HOST, "h", FieldName.EXPECT, "100-continue"));
        client.connection.sendRequest(head, bytes("hello"));
        client.sends();
        client.waits(Duration.ofSeconds(2));
        client.waits(Duration.ofSeconds(1));
        assertThat(client.sends()).isEqualTo("hello");
    }

    @Test
    void aRefusalInsteadOfContinueEndsTheConnection() {
        RequestHead head =
                RequestHead.of(Method.POST, "/", Fields.of(FieldName.HOST, "h", FieldName.EXPECT, "100-continue"));
        client.connection.sendRequest(head, bytes("hello"));
        client.sends();
        List<WireEvent> events = client.receives("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
        assertThat(events).hasOnlyElementsOfType(WireEvent.ResponseReceived.class);
        assertThat(client.sends()).isEmpty();
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void interimResponsesComeBeforeTheFinalOne() {
        client.connection.sendRequest(GET, Bytes.empty());
        client.sends();
        List<WireEvent> events = client.receives("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK);
        WireEvent.InformationalReceived hints = (WireEvent.InformationalReceived) events.get(0);
        assertThat(hints.head().status()).isEqualTo(Status.EARLY_HINTS);
        assertThat(hints.head().fields().get(FieldName.LINK)).isEqualTo("</x>");
        assertThat(events.get(1)).isInstanceOf(WireEvent.ResponseReceived.class);
    }

    @Test
    void aConnectTunnelOpensWithTheResponse() {
        RequestHead head = RequestHead.of(Method.CONNECT, "h:443", Fields.of(FieldName.HOST, "h:443"));
        client.connection.sendRequest(head);
        assertThat(client.sends()).isEqualTo("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        client.receives("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntunnelled");
        assertThat(client.content).hasToString("tunnelled");
        client.connection.sendBody(1, bytes("up"));
        assertThat(client.sends()).isEqualTo("up");
        assertThat(client.connection.canOpen()).isFalse();
        assertThat(((WireEvent.DataReceived) client.receivesEnd().get(0)).last())
                .isTrue();
        client.connection.endBody(1);
        client.sends();
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void aTunnelWhoseOutputHasEndedIsStillHeard() {
        client.connection.sendRequest(RequestHead.of(Method.CONNECT, "h:443", Fields.of(FieldName.HOST, "h:443")));
        client.sends();
        client.receives("HTTP/1.1 200 OK\r\n\r\n");
        client.connection.sendBody(1, bytes("up"));
        client.connection.endBody(1);
        assertThat(client.sends()).isEqualTo("up");
        assertThat(client.connection.isOutputEnded()).isTrue();
        assertThat(client.connection.wantsOutput()).isFalse();
        assertThat(client.connection.isFinished()).isFalse();
        client.receives("down");
        assertThat(client.content).hasToString("down");
        assertThat(((WireEvent.DataReceived) client.receivesEnd().get(0)).last())
                .isTrue();
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void aRefusedConnectIsAnOrdinaryResponse() {
        client.connection.sendRequest(RequestHead.of(Method.CONNECT, "h:443", HOST));
        client.sends();
        client.receives("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        assertThat(client.content).hasToString("no");
        assertThat(client.connection.canOpen()).isTrue();
    }

    @Test
    void anUpgradeThatWasAskedForIsATunnel() {
        RequestHead head = RequestHead.of(
                Method.GET,
                "/",
                HOST.toBuilder()
                        .add(FieldName.CONNECTION, "Upgrade")
                        .add(FieldName.UPGRADE, "x")
                        .build());
        client.connection.sendRequest(head, Bytes.empty());
        assertThat(client.sends()).contains("Connection: Upgrade\r\nUpgrade: x\r\n");
        client.receives("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\noctets");
        assertThat(client.content).hasToString("octets");
        client.connection.sendBody(1, bytes("up"));
        assertThat(client.sends()).isEqualTo("up");
    }

    @Test
    void theEndOfTheConnectionEndsContentWithoutLength() {
        client.connection.sendRequest(GET, Bytes.empty());
        client.sends();
        client.receives("HTTP/1.0 200 OK\r\n\r\nall of");
        client.receives(" it");
        List<WireEvent> events = client.receivesEnd();
        assertThat(((WireEvent.DataReceived) events.get(0)).last()).isTrue();
        assertThat(client.content).hasToString("all of it");
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void anAnswerThatDoesNotComeIsToldWithWhetherTheRequestHadLeft() {
        ServerScript ahead =
                ServerScript.client(H1Config.builder().maxUnanswered(2).build());
        ahead.connection.sendRequest(GET, Bytes.empty());
        ahead.sends();
        ahead.connection.sendRequest(GET, Bytes.empty());
        List<WireEvent> events = ahead.receivesEnd();
        assertThat(events)
                .extracting(Object::getClass)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactly(
                        WireEvent.ExchangeReset.class, WireEvent.ExchangeReset.class, WireEvent.ConnectionFailed.class);
        assertThat(((WireEvent.ExchangeReset) events.get(0)).unprocessed()).isFalse();
        assertThat(((WireEvent.ExchangeReset) events.get(1)).unprocessed()).isTrue();
        assertThat(ahead.connection.isFinished()).isTrue();
    }

    @Test
    void octetsThatAnswerNothingEndTheConnection() {
        assertThat(client.receives(OK)).hasOnlyElementsOfType(WireEvent.ConnectionFailed.class);
        assertThat(client.connection.isFinished()).isTrue();
        assertThat(client.connection.canOpen()).isFalse();
    }

    @Test
    void aServerThatClosesWhileIdleIsNoFailure() {
        client.connection.sendRequest(GET, Bytes.empty());
        client.sends();
        client.receives(OK);
        assertThat(client.receivesEnd()).isEmpty();
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void connectionCloseInTheRequestEndsItWithTheResponse() {
        RequestHead head =
                RequestHead.of(Method.GET, "/", Fields.of(FieldName.HOST, "h", FieldName.CONNECTION, "close"));
        client.connection.sendRequest(head, Bytes.empty());
        assertThat(client.sends()).isEqualTo("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(client.connection.canOpen()).isFalse();
        client.receives(OK);
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void aResponseBeforeTheRequestHasEndedMakesTheRestPointless() {
        int exchange = client.connection.sendRequest(RequestHead.of(Method.POST, "/", HOST));
        client.connection.sendBody(exchange, bytes("part"));
        client.sends();
        assertThat(client.receives("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"))
                .hasOnlyElementsOfType(WireEvent.ResponseReceived.class);
        client.connection.sendBody(exchange, bytes("more"));
        assertThat(client.sends()).isEmpty();
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void resetGivesTheConnectionUp() {
        client.connection.sendRequest(GET, Bytes.empty());
        client.sends();
        client.connection.reset(1, ErrorCode.CANCEL);
        assertThat(client.connection.isFinished()).isTrue();
        assertThat(client.events()).isEmpty();
    }

    @Test
    void shutdownWaitsForTheResponse() {
        client.connection.sendRequest(GET, Bytes.empty());
        client.sends();
        client.connection.shutdown();
        assertThat(client.connection.canOpen()).isFalse();
        assertThat(client.connection.isFinished()).isFalse();
        assertThat(client.receives(OK)).hasSize(2);
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void anIdleConnectionEndsAfterAMinute() {
        client.connection.sendRequest(GET, Bytes.empty());
        client.sends();
        client.waits(Duration.ofMinutes(5));
        client.receives(OK);
        client.waits(Duration.ofSeconds(59));
        assertThat(client.connection.isFinished()).isFalse();
        client.waits(Duration.ofSeconds(1));
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void contentThatStopsComingFailsTheConnection() {
        client.connection.sendRequest(GET, Bytes.empty());
        client.sends();
        client.receives("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nh");
        List<WireEvent> events = client.waits(Duration.ofSeconds(30));
        assertThat(events.getLast()).isInstanceOf(WireEvent.ConnectionFailed.class);
        assertThat(client.connection.isFinished()).isTrue();
    }

    @Test
    void aClientAnswersNobody() {
        assertThatThrownBy(() -> client.connection.sendResponse(1, dev.hawser.message.ResponseHead.of(Status.OK)))
                .isInstanceOf(IllegalStateException.class);
    }
}
