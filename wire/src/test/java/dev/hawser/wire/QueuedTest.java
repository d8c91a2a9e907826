package dev.hawser.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.h1.H1Config;
import dev.hawser.wire.h1.H1Connection;
import dev.hawser.wire.h1.Spares;
import dev.hawser.wire.h2.H2Config;
import dev.hawser.wire.h2.H2Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits is the sum of what waits on each exchange, and content that has left waits no more. */
class QueuedTest {

    private static final int WINDOW = 65_535;

    private static List<WireEvent> carry(WireConnection from, WireConnection to) {
        BufList out = new BufList();
        from.fill(out, Long.MAX_VALUE);
        byte[] octets = out.copyRemaining().toByteArray();
        out.clear();
        to.receive(octets, 0, octets.length, 0);
        List<WireEvent> events = new ArrayList<>();
        for (WireEvent event; (event = to.poll()) != null; ) events.add(event);
        return events;
    }

    private static void twoAnswers(WireConnection client, WireConnection server, int first, int second) {
        server.sendResponse(first, ResponseHead.of(Status.OK), Bytes.wrap(new byte[100_000]));
        server.sendResponse(second, ResponseHead.of(Status.OK), Bytes.wrap(new byte[50_000]));
        assertThat(server.queued()).isEqualTo(150_000);
        assertThat(client.queued()).isZero();
    }

    @Test
    void overHttp2ItIsWhatTheWindowsLeave() {
        H2Connection client = H2Connection.client(
                H2Config.builder().windows(WINDOW, WINDOW, WINDOW).build(), 0);
        H2Connection server = H2Connection.server(H2Config.builder().build(), new DateField(0), 0);
        RequestHead head = RequestHead.builder(Method.GET, "/")
                .scheme("http")
                .authority("x")
                .build();
        int first = client.sendRequest(head, Bytes.empty());
        int second = client.sendRequest(head, Bytes.empty());
        carry(client, server);
        carry(server, client);
        twoAnswers(client, server, first, second);
        carry(server, client);
        assertThat(server.queued()).isEqualTo(150_000 - WINDOW);
        assertThat(server.queued()).isEqualTo(server.queued(first) + server.queued(second));
    }

    @Test
    void overHttp1ItIsWhatHasNotBeenTaken() {
        H1Connection client = H1Connection.client(H1Config.builder().build(), new Spares(), 0);
        H1Connection server = H1Connection.server(H1Config.builder().build(), new Spares(), new DateField(0), 0);
        byte[] requests = "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        server.receive(requests, 0, requests.length, 0);
        while (server.poll() != null) {}
        twoAnswers(client, server, 1, 2);
        server.fill(new BufList(), Long.MAX_VALUE);
        assertThat(server.queued()).isZero();
    }
}
