package dev.hawser.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
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

    private static H2Connection serverOf(int requests, H2Config config) {
        H2Connection client = H2Connection.client(H2Config.client(), 0);
        H2Connection server = H2Connection.server(config, new DateField(0), 0);
        RequestHead head = RequestHead.builder(Method.GET, "/").authority("x").build();
        for (int i = 0; i < requests; i++) client.sendRequest(head, Bytes.empty());
        carry(client, server);
        for (int i = 0; i < requests; i++) server.sendResponse(2 * i + 1, ResponseHead.of(Status.OK));
        return server;
    }

    @Test
    void aStreamAboveItsHighWatermarkIsCongestedAndOneAtItIsNot() {
        H2Connection server =
                serverOf(1, H2Config.builder().watermarks(1000, 3000).build());
        server.sendBody(1, Bytes.wrap(new byte[3000]));
        assertThat(server.isCongested(1)).isFalse();
        server.sendBody(1, Bytes.wrap(new byte[1]));
        assertThat(server.isCongested(1)).isTrue();
        server.fill(new BufList(), Long.MAX_VALUE);
        assertThat(server.isCongested(1)).isFalse();
        assertThat(server.poll()).isEqualTo(new WireEvent.BodyDrained(1));
    }

    @Test
    void aboveTheConnectionsMarkEachStreamMayHaveLittleButNoneIsShutOut() {
        H2Config config = H2Config.builder()
                .watermarks(1000, 3000)
                .maxQueuedOctets(10_000)
                .build();
        H2Connection server = serverOf(8, config);
        for (int i = 0; i < 3; i++) server.sendBody(2 * i + 1, Bytes.wrap(new byte[3000]));
        server.sendBody(7, Bytes.wrap(new byte[1000]));
        assertThat(server.queued()).isEqualTo(10_000);
        for (int i = 0; i < 8; i++) assertThat(server.isCongested(2 * i + 1)).isFalse();
        server.sendBody(9, Bytes.wrap(new byte[1]));
        for (int i = 0; i < 8; i++)
            assertThat(server.isCongested(2 * i + 1)).as("stream %d", 2 * i + 1).isEqualTo(i < 3);
        server.sendBody(7, Bytes.wrap(new byte[1]));
        assertThat(server.isCongested(7)).isTrue();
        assertThat(server.isCongested(9)).isFalse();
    }

    @Test
    void producersThatHeedTheMarksCannotFillAConnectionThatNobodyReads() {
        H2Connection server = serverOf(100, H2Config.server());
        for (int round = 0; round < 1000; round++) {
            for (int id = 1; id < 200; id += 2) {
                if (!server.isCongested(id)) server.sendBody(id, Bytes.wrap(new byte[16_384]));
            }
        }
        // The connection's share, and beyond it the low watermark and one piece for each stream.
        assertThat(server.queued()).isBetween(4L << 20, (4L << 20) + 100 * (65_536 + 16_384));
    }

    @Test
    void whoWasHeldBackByTheConnectionIsToldWhenItMayGoOn() {
        H2Config config =
                H2Config.builder().watermarks(1000, 3000).maxQueuedOctets(4000).build();
        H2Connection server = serverOf(2, config);
        server.sendBody(1, Bytes.wrap(new byte[2500]));
        server.sendBody(3, Bytes.wrap(new byte[2500]));
        assertThat(server.isCongested(1)).isTrue();
        assertThat(server.isCongested(3)).isTrue();
        server.fill(new BufList(), Long.MAX_VALUE);
        assertThat(server.poll()).isEqualTo(new WireEvent.BodyDrained(1));
        assertThat(server.poll()).isEqualTo(new WireEvent.BodyDrained(3));
        assertThat(server.queued()).isZero();
    }

    @Test
    void whateverEndsAStreamItsQueueCountsNoMore() {
        H2Connection server = serverOf(4, H2Config.server());
        for (int id = 1; id < 8; id += 2) server.sendBody(id, Bytes.wrap(new byte[1000]));
        server.reset(1, ErrorCode.CANCEL);
        assertThat(server.queued()).isEqualTo(3000);
        byte[] reset = {0, 0, 4, 3, 0, 0, 0, 0, 3, 0, 0, 0, 8};
        server.receive(reset, 0, reset.length, 0);
        while (server.poll() != null) {}
        assertThat(server.queued()).isEqualTo(2000);
        server.endBody(5);
        server.fill(new BufList(), Long.MAX_VALUE);
        assertThat(server.queued()).isZero();
        server.sendBody(7, Bytes.wrap(new byte[1000]));
        byte[] nonsense = {0, 0, 0, 6, 0, 0, 0, 0, 0};
        server.receive(nonsense, 0, nonsense.length, 0);
        while (server.poll() != null) {}
        assertThat(server.queued()).isZero();
    }

    private static void isAbandoned(WireConnection server) {
        List<String> ran = new ArrayList<>();
        server.sendBody(1, Bytes.wrap(new byte[1000]));
        server.markBody(1, () -> ran.add("before"));
        server.abandon();
        assertThat(ran).containsExactly("before");
        assertThat(server.queued()).isZero();
        server.sendBody(1, Bytes.wrap(new byte[1000]));
        server.markBody(1, () -> ran.add("after"));
        server.endBody(1);
        assertThat(ran).containsExactly("before", "after");
        assertThat(server.queued()).isZero();
    }

    @Test
    void whenTheChannelIsGoneWhatIsQueuedIsDroppedAndItsOwnersHearOfIt() {
        isAbandoned(serverOf(1, H2Config.server()));
        H1Connection http1 = H1Connection.server(H1Config.builder().build(), new Spares(), new DateField(0), 0);
        byte[] request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        http1.receive(request, 0, request.length, 0);
        while (http1.poll() != null) {}
        http1.sendResponse(1, ResponseHead.of(Status.OK));
        isAbandoned(http1);
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

    @Test
    void whoWatchesHearsWhatIsDroppedAndOnlyOfWhatIs() {
        List<String> heard = new ArrayList<>();
        H2Connection server = serverOf(5, H2Config.server());
        for (int id = 1; id < 10; id += 2) {
            String name = id + ": ";
            server.watchDrops(id, octets -> heard.add(name + octets));
            server.sendBody(id, Bytes.wrap(new byte[1000]));
            server.markBody(id, () -> heard.add(name + "mark"));
        }
        server.reset(1, ErrorCode.CANCEL);
        assertThat(heard).containsExactly("1: 1000", "1: mark");
        heard.clear();
        server.endBody(3);
        server.endBody(5);
        server.fill(new BufList(), Long.MAX_VALUE);
        // The end of 3 and 5 has left, and of 7 and 9 all that there was.
        byte[] resets = {0, 0, 4, 3, 0, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 4, 3, 0, 0, 0, 0, 7, 0, 0, 0, 8};
        server.receive(resets, 0, resets.length, 0);
        while (server.poll() != null) {}
        assertThat(heard).containsExactly("7: 0");
        server.sendBody(9, Bytes.wrap(new byte[7]));
        server.abandon();
        assertThat(heard).containsExactly("7: 0", "9: 7");
    }

    @Test
    void overHttp1ItIsWhatTheConnectionsEndLeaves() {
        H1Connection client = H1Connection.client(H1Config.DEFAULT, new Spares(), 0);
        H1Connection server = H1Connection.server(H1Config.DEFAULT, new Spares(), new DateField(0), 0);
        RequestHead head = RequestHead.builder(Method.GET, "/").authority("x").build();
        List<String> heard = new ArrayList<>();
        for (int id = 1; id <= 2; id++) {
            String name = id + ": ";
            client.sendRequest(head, Bytes.empty());
            carry(client, server);
            server.watchDrops(id, octets -> heard.add(name + octets));
            server.sendResponse(id, ResponseHead.of(Status.OK), Bytes.wrap(new byte[1000]));
            server.markBody(id, () -> heard.add(name + "mark"));
            if (id == 1) carry(server, client);
        }
        assertThat(heard).containsExactly("1: mark");
        server.abandon();
        assertThat(heard).containsExactly("1: mark", "2: 1000", "2: mark");
    }
}
