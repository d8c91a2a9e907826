package dev.hawser.http.websocket;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Client;
import dev.hawser.http.Handler;
import dev.hawser.http.Tunnel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket: messages both ways, whole, in order (RFC 6455).
 *
 * <p>Blocking, and meant for virtual threads. One thread at a time receives; any number may send, and each message leaves as
 * a whole. Receiving also answers pings and the peer's close, so somebody should always be receiving. A peer that does not
 * read holds up whoever sends; one that is not read from is held up itself.
 */
public final class WebSocket implements AutoCloseable {

    private static final class Masking {
        /** RFC 6455 10.3: nobody must be able to guess a mask. */
        static final SecureRandom RANDOM = new SecureRandom();
    }

    private final Tunnel tunnel;
    private final WebSocketConfig config;
    private final @Nullable String subprotocol;
    private final FrameInput in;
    private final FrameOutput out;
    private final ReentrantLock sending = new ReentrantLock();
    private final SilenceWatch watch;
    private boolean closeSent; // Guarded by sending.
    private volatile int closeCode;
    private volatile String closeReason = "";

    private WebSocket(Tunnel tunnel, WebSocketConfig config, @Nullable String subprotocol, boolean server) {
        this.tunnel = tunnel;
        this.config = config;
        this.subprotocol = subprotocol;
        this.in = new FrameInput(tunnel, server);
        this.out = new FrameOutput(tunnel, server ? null : Masking.RANDOM);
        this.watch = new SilenceWatch(this, config.pingAfter());
    }

    /** A handler that accepts WebSockets, with every default, and lets {@code handler} talk; a route for GET is its place. */
    public static Handler handler(WebSocketHandler handler) {
        return handler(WebSocketConfig.defaults(), handler);
    }

    /** A handler that accepts WebSockets as {@code config} says and lets {@code handler} talk; a route for GET is its place. */
    public static Handler handler(WebSocketConfig config, WebSocketHandler handler) {
        return new Acceptance(config, handler);
    }

    /**
     * Opens a WebSocket to {@code url}. Waits for the handshake; the client's versions say by which protocol it goes.
     *
     * @param url of ws or wss
     * @throws IOException when there is no connection, or the server takes no WebSocket there; the message says what it said
     * @throws IllegalArgumentException for another scheme
     */
    public static WebSocket connect(Client client, String url, WebSocketConfig config) throws IOException {
        return Opening.open(client, url, config);
    }

    /** The server's end of a socket over {@code tunnel}, for which the handshake is done. Takes the tunnel. */
    public static WebSocket server(Tunnel tunnel, WebSocketConfig config, @Nullable String subprotocol) {
        return new WebSocket(tunnel, config, subprotocol, true);
    }

    /** The client's end of a socket over {@code tunnel}, for which the handshake is done. Takes the tunnel. */
    public static WebSocket client(Tunnel tunnel, WebSocketConfig config, @Nullable String subprotocol) {
        return new WebSocket(tunnel, config, subprotocol, false);
    }

    /** The subprotocol that was agreed on, or null. */
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    /** Starts to ask a peer that is silent. */
    void watchSilence() {
        watch.start();
    }

    // ---------------------------------------------------------------- receiving

    /**
     * The next message; null once the peer has closed, which it is answered for. Waits.
     *
     * @throws WebSocketException when the peer breaks the protocol or a limit; it has been told, and nothing more comes
     * @throws IOException when the connection is lost without a word
     */
    public @Nullable Message receive() throws IOException {
        if (closeCode != 0) return null;
        try {
            return nextMessage();
        } catch (WebSocketException fault) {
            fail(fault);
            throw fault;
        } catch (IOException lost) {
            if (closeCode == 0) closeCode = CloseCode.ABNORMAL;
            watch.stop();
            throw lost;
        }
    }

    private @Nullable Message nextMessage() throws IOException {
        int kind = FrameInput.CONTINUATION;
        Payload payload = null;
        while (in.readHead()) {
            watch.heard();
            if (in.isControl()) {
                if (control()) return null;
                continue;
            }
            if (payload == null) {
                if (in.opcode == FrameInput.CONTINUATION) throw FrameInput.violation("a continuation of nothing");
                kind = in.opcode;
                payload = new Payload(config, kind == FrameInput.TEXT);
            } else if (in.opcode != FrameInput.CONTINUATION) {
                throw FrameInput.violation("a message within another");
            }
            payload.add(in);
            if (in.fin) return payload.complete();
        }
        throw new EOFException("the peer ended without closing the WebSocket");
    }

    /** Acts on a control frame; whether it was the peer's close. */
    private boolean control() throws IOException {
        byte[] payload = new byte[(int) in.length];
        for (int filled = 0; filled < payload.length; ) {
            filled += in.readPayload(payload, filled, payload.length - filled);
        }
        watch.heard();
        switch (in.opcode) {
            case FrameInput.PING -> sendControl(FrameInput.PONG, Bytes.wrap(payload));
            case FrameInput.CLOSE -> {
                closedByPeer(payload);
                return true;
            }
            default -> {
                // A pong: that something was heard is all that it says.
            }
        }
        return false;
    }

    private void closedByPeer(byte[] payload) throws IOException {
        int code = CloseCode.NONE;
        if (payload.length == 1) throw FrameInput.violation("a close frame of one octet");
        if (payload.length != 0) {
            code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
            if (!CloseCode.maySend(code)) throw FrameInput.violation("a close frame with code " + code);
            Utf8Check check = new Utf8Check();
            if (!check.accepts(payload, 2, payload.length) || !check.isComplete()) {
                throw new WebSocketException(CloseCode.INVALID_DATA, "a reason that is no UTF-8");
            }
            closeReason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
        closeCode = code;
        watch.stop();
        // RFC 6455 5.5.1: the answer echoes the code.
        sendClose(Bytes.wrap(Arrays.copyOf(payload, Math.min(payload.length, 2))));
    }

    private void fail(WebSocketException fault) {
        closeCode = fault.code();
        watch.stop();
        try {
            sendClose(closePayload(fault.code(), ""));
        } catch (IOException gone) {
            // Whoever is to be told has gone.
        }
        tunnel.close();
    }

    /** The code the peer closed with; {@link CloseCode#NONE} for none, 0 while it has not closed. */
    public int closeCode() {
        return closeCode;
    }

    /** The reason the peer closed with; empty for none. */
    public String closeReason() {
        return closeReason;
    }

    // ---------------------------------------------------------------- sending

    /**
     * Sends text as one message. Waits for a peer that does not read.
     *
     * @throws IOException when the connection is lost
     * @throws IllegalStateException after {@link #close}
     */
    public void send(String text) throws IOException {
        send(FrameInput.TEXT, Bytes.of(text));
    }

    /** Sends octets as one message, as {@link #send(String)} does text. Shares them until they are on the wire. */
    public void send(Bytes octets) throws IOException {
        send(FrameInput.BINARY, octets);
    }

    /**
     * Sends a ping; the peer's pong is taken by {@link #receive}.
     *
     * @throws IllegalArgumentException for more than 125 octets
     */
    public void ping(Bytes octets) throws IOException {
        if (octets.length() > FrameInput.MOST_OF_CONTROL) {
            throw new IllegalArgumentException("a ping of %d octets, at most 125".formatted(octets.length()));
        }
        sendControl(FrameInput.PING, octets);
    }

    private void send(int opcode, Bytes payload) throws IOException {
        sending.lock();
        try {
            if (closeSent) throw new IllegalStateException("send() after the WebSocket was closed");
            out.write(opcode, payload);
        } finally {
            sending.unlock();
        }
    }

    /** Sends a control frame, unless all has been said. */
    private void sendControl(int opcode, Bytes payload) throws IOException {
        sending.lock();
        try {
            if (!closeSent) out.write(opcode, payload);
        } finally {
            sending.unlock();
        }
    }

    private void sendClose(Bytes payload) throws IOException {
        sending.lock();
        try {
            if (closeSent) return;
            closeSent = true;
            out.write(FrameInput.CLOSE, payload);
            tunnel.endOutput();
        } finally {
            sending.unlock();
        }
    }

    // ---------------------------------------------------------------- the end

    /**
     * Closes with {@code code} and {@code reason}: nothing more can be sent, and {@link #receive} goes on until the peer's
     * answer. Twice is once.
     *
     * @param reason at most 123 octets in UTF-8
     * @throws IllegalArgumentException for a code that may not be sent, and a reason that is too long
     */
    public void close(int code, String reason) throws IOException {
        if (!CloseCode.maySend(code)) throw new IllegalArgumentException("close code " + code);
        Bytes payload = closePayload(code, reason);
        if (payload.length() > FrameInput.MOST_OF_CONTROL) {
            throw new IllegalArgumentException("a reason of %d octets, at most 123".formatted(payload.length() - 2));
        }
        sendClose(payload);
    }

    private static Bytes closePayload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return Bytes.wrap(payload);
    }

    /** Closes with {@link CloseCode#NORMAL} unless it is closed, waits a while for the peer's answer, and lets go of the tunnel. */
    @Override
    public void close() {
        finish(CloseCode.NORMAL);
    }

    /** Ends with {@code code} unless that was said. */
    void finish(int code) {
        watch.stop();
        if (closeCode == 0) {
            Thread patience = Thread.ofVirtual().name("hawser-websocket-close").start(this::breakOffLate);
            try {
                sendClose(closePayload(code, ""));
                Message late;
                do {
                    late = receive();
                } while (late != null);
            } catch (IOException gone) {
                // It is over either way.
            } finally {
                patience.interrupt();
            }
        }
        tunnel.close();
    }

    private void breakOffLate() {
        try {
            Thread.sleep(config.closeTimeout());
            tunnel.abort();
        } catch (InterruptedException closed) {
            // The peer has answered.
        }
    }

    /** Breaks off without a word, for a peer that is silent or worse. Any thread. */
    public void abort() {
        watch.stop();
        tunnel.abort();
    }
}
