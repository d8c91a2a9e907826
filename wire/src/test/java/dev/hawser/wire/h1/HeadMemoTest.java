package dev.hawser.wire.h1;

import static dev.hawser.wire.h1.ServerScript.GET;
import static dev.hawser.wire.h1.ServerScript.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked again and again is compared instead of parsed, and nobody can tell. */
class HeadMemoTest {

    private static final String ASKED = "GET /metrics?all HTTP/1.1\r\nHost: h:1\r\nAccept: text/plain\r\n\r\n";

    private final Spares spares = new Spares();
    private final ServerScript server = new ServerScript(H1Config.DEFAULT, spares);
    private int asked;

    private RequestHead ask(String head) {
        List<WireEvent> events = server.receives(head);
        assertThat(events).hasSize(1);
        server.connection.sendResponse(++asked, ResponseHead.of(Status.NO_CONTENT), Bytes.empty());
        server.sends();
        return request(events);
    }

    private RequestHead askOften(String head) {
        RequestHead last = ask(head);
        for (int i = 0; i < 40; i++) last = ask(head);
        return last;
    }

    @Test
    void aHeadThatIsRepeatedIsTheSameHead() {
        RequestHead before = askOften(ASKED);
        RequestHead after = ask(ASKED);
        assertThat(after).isSameAs(before);
        assertThat(after.path()).isEqualTo("/metrics");
        assertThat(after.query()).isEqualTo("all");
        assertThat(after.fields().get(FieldName.ACCEPT)).isEqualTo("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization: Basic eDp5", "Cookie: a=b", "Proxy-Authorization: Basic eDp5"})
    void aHeadWithCredentialsIsReadAnewEachTime(String field) {
        String head = ASKED.replace("Accept: text/plain", field);
        assertThat(askOften(head)).isNotSameAs(ask(head));
    }

    @Test
    void anotherHeadOfTheSameLengthIsAnother() {
        askOften(ASKED);
        assertThat(ask(ASKED.replace("plain", "plaiN")).fields().get(FieldName.ACCEPT))
                .isEqualTo("text/plaiN");
    }

    @Test
    void aHeadThatGoesOnWhereAKnownOneEndsIsNoneOfIt() {
        askOften(ASKED);
        String more = ASKED.substring(0, ASKED.length() - 2) + "X-More: 1\r\n\r\n";
        assertThat(ask(more).fields().get("X-More")).isEqualTo("1");
    }

    @Test
    void aKnownHeadCutAnywhereIsReadAsAnyOther() {
        askOften(ASKED);
        for (int cut = 1; cut < ASKED.length(); cut++) {
            assertThat(server.receives(ASKED.substring(0, cut)))
                    .as("cut at %d", cut)
                    .isEmpty();
            assertThat(ask(ASKED.substring(cut)).target()).as("cut at %d", cut).isEqualTo("/metrics?all");
        }
    }

    @Test
    void whatFollowsAKnownHeadIsReadOn() {
        askOften(ASKED);
        String post = "POST /in HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
        List<WireEvent> events = server.receives(ASKED + ASKED + post + GET);
        assertThat(events.stream()
                        .filter(WireEvent.RequestReceived.class::isInstance)
                        .map(event -> ((WireEvent.RequestReceived) event).head().target()))
                .containsExactly("/metrics?all", "/metrics?all", "/in", "/");
        assertThat(server.content).hasToString("abc");
    }

    @Test
    void whatOneConnectionTookAnotherMayRefuse() {
        askOften(ASKED);
        var strict = new ServerScript(H1Config.builder().maxFields(1).build(), spares);
        strict.receives(ASKED);
        assertThat(strict.sends()).startsWith("HTTP/1.1 431 ");
    }
}
