package dev.hawser.http;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h1.H1Config;
import dev.hawser.wire.h1.H1Connection;
import dev.hawser.wire.h1.Spares;
import dev.hawser.wire.h2.H2Config;
import dev.hawser.wire.h2.H2Connection;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client of one thread: a protocol machine over a plain socket, for what no ready-made client can say. */
final class WirePeer implements Closeable {

    final WireConnection wire;
    final Socket socket;
    private final BufList out = new BufList();
    private final byte[] block = new byte[64 * 1024];
    private boolean ended;

    /** The head that was heard last had no content behind it. */
    private boolean contentEnded;

    private WirePeer(InetSocketAddress address, WireConnection wire) throws IOException {
        this.wire = wire;
        this.socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
    }

    static WirePeer http1(InetSocketAddress address) throws IOException {
        return new WirePeer(address, H1Connection.client(H1Config.DEFAULT, new Spares(), System.nanoTime()));
    }

    /** Returns once the server's SETTINGS have come. */
    static WirePeer http2(InetSocketAddress address) throws IOException {
        return http2(address, H2Config.client());
    }

    static WirePeer http2(InetSocketAddress address, H2Config config) throws IOException {
        WirePeer peer = new WirePeer(address, H2Connection.client(config, System.nanoTime()));
        peer.flush();
        peer.read();
        peer.wire.poll();
        peer.flush();
        return peer;
    }

    /** Sends a request without content and returns its number. */
    int asks(RequestHead head) throws IOException {
        int id = wire.sendRequest(head, Bytes.empty());
        flush();
        return id;
    }

    /** Sends a request whose content follows. */
    int begins(RequestHead head) throws IOException {
        int id = wire.sendRequest(head);
        flush();
        return id;
    }

    void says(int id, String octets) throws IOException {
        says(id, octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    void says(int id, byte[] octets) throws IOException {
        wire.sendBody(id, Bytes.wrap(octets));
        flush();
    }

    /** Waits until everything said has been taken into the server's windows. */
    void isRidOf(int id) throws IOException {
        while (wire.queued(id) > 0) {
            read();
            while (wire.poll() != null) continue;
            flush();
        }
    }

    void ends(int id) throws IOException {
        wire.endBody(id);
        flush();
    }

    void ends(int id, Fields trailers) throws IOException {
        wire.endBody(id, trailers);
        flush();
    }

    /** The next event, with octets of its own; waits for it. Null when the server has closed. */
    WireEvent hears() throws IOException {
        while (true) {
            WireEvent event = wire.poll();
            if (event instanceof WireEvent.DataReceived(int id, byte[] array, int offset, int length, boolean last)) {
                WireEvent kept = new WireEvent.DataReceived(
                        id, Arrays.copyOfRange(array, offset, offset + length), 0, length, last);
                wire.release(id, length);
                flush();
                return kept;
            }
            if (event != null) return event;
            flush();
            if (ended) return null;
            read();
        }
    }

    /** The head of the final response; whatever else comes first is passed over. */
    WireEvent.ResponseReceived hearsHead() throws IOException {
        for (WireEvent event; (event = hears()) != null; ) {
            if (event instanceof WireEvent.ResponseReceived response) {
                contentEnded = response.last();
                return response;
            }
        }
        throw new IOException("closed before a response");
    }

    /** The next {@code count} octets of content. */
    String hears(int count) throws IOException {
        StringBuilder heard = new StringBuilder();
        while (heard.length() < count) {
            WireEvent event = hears();
            if (event == null) throw new IOException("closed after: " + heard);
            if (event instanceof WireEvent.DataReceived data) heard.append(text(data));
        }
        return heard.toString();
    }

    /** All content up to its end. */
    String hearsAll() throws IOException {
        StringBuilder heard = new StringBuilder();
        if (contentEnded) return "";
        for (WireEvent event; (event = hears()) != null; ) {
            switch (event) {
                case WireEvent.DataReceived data -> {
                    heard.append(text(data));
                    if (data.last()) return heard.toString();
                }
                case WireEvent.TrailersReceived _ -> {
                    return heard.toString();
                }
                case WireEvent.ExchangeReset reset -> throw new IOException("reset: " + reset.code());
                case WireEvent.ConnectionFailed failed -> throw new IOException("failed: " + failed.reason());
                default -> {}
            }
        }
        throw new IOException("closed after: " + heard);
    }

    /** All content of one of several exchanges; the others' events are passed over. */
    String hearsAllOf(int id) throws IOException {
        StringBuilder heard = new StringBuilder();
        for (WireEvent event; (event = hears()) != null; ) {
            if (!(event instanceof WireEvent.DataReceived data) || data.exchange() != id) continue;
            heard.append(text(data));
            if (data.last()) return heard.toString();
        }
        throw new IOException("closed after: " + heard);
    }

    /** Takes what has come off the socket, and gives no credit for it. */
    void reads() throws IOException {
        read();
        while (wire.poll() != null) continue;
        flush();
    }

    private static String text(WireEvent.DataReceived data) {
        return new String(data.array(), data.offset(), data.length(), StandardCharsets.ISO_8859_1);
    }

    void flush() throws IOException {
        while (wire.wantsOutput() || !out.isEmpty()) {
            wire.fill(out, 1 << 20);
            if (out.isEmpty()) break;
            byte[] octets = out.copyRemaining().toByteArray();
            out.advance(octets.length);
            socket.getOutputStream().write(octets);
        }
        if ((wire.isOutputEnded() || wire.isFinished()) && !socket.isOutputShutdown()) socket.shutdownOutput();
    }

    private void read() throws IOException {
        int n = socket.getInputStream().read(block);
        if (n < 0) {
            ended = true;
            wire.receiveEnd(System.nanoTime());
        } else {
            wire.receive(block, 0, n, System.nanoTime());
        }
    }

    /** Ends the connection so that the server sees a reset. */
    void breaksOff() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
