package dev.hawser.wire.h1;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A driver in memory whose handler reads the whole content and answers 200 with that content. */
final class EchoServer {

    static final ResponseHead OK = ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_TYPE, "text/plain"));

    final H1Connection connection;
    final List<RequestHead> requests = new ArrayList<>();
    final List<Fields> trailers = new ArrayList<>();
    final List<WireEvent> others = new ArrayList<>();

    private final Map<Integer, ByteArrayOutputStream> contents = new HashMap<>();
    private final StringBuilder sent = new StringBuilder();
    private long now;

    EchoServer() {
        this(H1Config.DEFAULT);
    }

    EchoServer(H1Config config) {
        connection = H1Connection.server(config, new Spares(), new DateField(784111777), 0);
    }

    /** The octets are lent in an array of their own, which is spoiled afterwards. */
    void receives(String octets) {
        byte[] array = ("##" + octets + "##").getBytes(StandardCharsets.ISO_8859_1);
        connection.receive(array, 2, array.length - 2, ++now);
        turn();
        java.util.Arrays.fill(array, (byte) '?');
    }

    void receivesEnd() {
        connection.receiveEnd(++now);
        turn();
    }

    private void turn() {
        do {
            for (WireEvent e = connection.poll(); e != null; e = connection.poll()) take(e);
            BufList out = new BufList();
            connection.fill(out, 1 << 20);
            sent.append(out.copyRemaining().toString(StandardCharsets.ISO_8859_1));
            out.clear();
        } while (connection.wantsOutput());
    }

    private void take(WireEvent event) {
        switch (event) {
            case WireEvent.RequestReceived(int exchange, RequestHead head, boolean last) -> {
                requests.add(head);
                contents.put(exchange, new ByteArrayOutputStream());
                if (last) answer(exchange);
            }
            case WireEvent.DataReceived(int exchange, byte[] array, int offset, int length, boolean last) -> {
                contents.get(exchange).write(array, offset, length);
                connection.release(exchange, length);
                if (last) answer(exchange);
            }
            case WireEvent.TrailersReceived(int exchange, Fields fields) -> {
                trailers.add(fields);
                answer(exchange);
            }
            case WireEvent.ContinueExpected(int exchange) ->
                connection.sendInformational(exchange, ResponseHead.of(Status.CONTINUE));
            default -> others.add(event);
        }
    }

    private void answer(int exchange) {
        connection.sendResponse(exchange, OK, Bytes.wrap(contents.get(exchange).toByteArray()));
    }

    /** All octets sent so far. */
    String sent() {
        return sent.toString();
    }

    boolean isFinished() {
        return connection.isFinished();
    }
}
