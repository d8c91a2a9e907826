package dev.hawser.wire.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.RequestHead;
import dev.hawser.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A connection with somebody at each end: what the peer sends, what the driver is told, what leaves. */
final class ServerScript {

    static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    static final String DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

    final H1Connection connection;
    final StringBuilder content = new StringBuilder();
    private long now = 1_000_000_000L;

    ServerScript() {
        this(H1Config.DEFAULT);
    }

    ServerScript(H1Config config) {
        this(config, new Spares());
    }

    ServerScript(H1Config config, Spares spares) {
        connection = H1Connection.server(config, spares, new DateField(784111777), now);
    }

    private ServerScript(H1Connection connection) {
        this.connection = connection;
    }

    static ServerScript client() {
        return client(H1Config.DEFAULT);
    }

    static ServerScript client(H1Config config) {
        return new ServerScript(H1Connection.client(config, new Spares(), 1_000_000_000L));
    }

    /** The peer sends; all that can be told now is told. Content is collected, and released at once. */
    List<WireEvent> receives(String octets) {
        byte[] array = octets.getBytes(StandardCharsets.ISO_8859_1);
        connection.receive(array, 0, array.length, ++now);
        return events();
    }

    List<WireEvent> receivesEnd() {
        connection.receiveEnd(++now);
        return events();
    }

    List<WireEvent> events() {
        List<WireEvent> events = new ArrayList<>();
        for (WireEvent e = connection.poll(); e != null; e = connection.poll()) {
            if (e instanceof WireEvent.DataReceived data) {
                content.append(new String(data.array(), data.offset(), data.length(), StandardCharsets.ISO_8859_1));
                connection.release(data.exchange(), data.length());
            }
            events.add(e);
        }
        return events;
    }

    /** All that leaves now. */
    String sends() {
        return sends(1 << 20);
    }

    String sends(long target) {
        BufList out = new BufList();
        connection.fill(out, target);
        String octets = out.copyRemaining().toString(StandardCharsets.ISO_8859_1);
        out.clear();
        return octets;
    }

    /** Time goes by. */
    List<WireEvent> waits(Duration time) {
        now += time.toNanos();
        connection.expire(now);
        return events();
    }

    long now() {
        return now;
    }

    static Bytes bytes(String text) {
        return Bytes.of(text, StandardCharsets.ISO_8859_1);
    }

    static RequestHead request(List<WireEvent> events) {
        assertThat(events).isNotEmpty();
        return ((WireEvent.RequestReceived) events.get(0)).head();
    }
}
