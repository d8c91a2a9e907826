package dev.hawser.interop;

import static dev.hawser.interop.H2Frames.frame;

import dev.hawser.wire.hpack.HpackDecoder;
import dev.hawser.wire.hpack.HpackException;
import dev.hawser.wire.hpack.HpackFields;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * The client's end of an HTTP/2 connection that writes whatever it is told, and keeps account of what comes back. Writing
 * is for one thread; what came may be asked for by any.
 */
final class Http2Peer implements AutoCloseable {

    private final Socket socket;
    private final OutputStream out;

    // Guarded by this.
    private final Map<Integer, Integer> resets = new TreeMap<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private int goAway = -1;
    private int lastStream = Integer.MAX_VALUE;
    private int ends;
    private boolean isOver;
    private boolean writeFailed;
    private boolean settled;

    /** Connects, and begins to read. */
    static Http2Peer reading(int port) throws IOException {
        Http2Peer peer = new Http2Peer(port);
        peer.read();
        return peer;
    }

    /** Connects, and reads nothing until {@link #read}. */
    static Http2Peer deaf(int port) throws IOException {
        return new Http2Peer(port);
    }

    private Http2Peer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
    }

    /** The preface with these settings. */
    Http2Peer begin(long... settings) {
        return send(H2Frames.PREFACE, H2Frames.settings(settings));
    }

    /** Writes at once. Nothing is thrown where the peer has gone: that is what is waited for. */
    synchronized Http2Peer send(byte[]... octets) {
        try {
            for (byte[] part : octets) out.write(part);
            out.flush();
        } catch (IOException e) {
            writeFailed = true;
            notifyAll();
        }
        return this;
    }

    /** Writes {@code most} times what {@code octets} says of each number, in batches, until the peer has ended it. */
    Http2Peer flood(int most, IntFunction<byte[]> octets) {
        return flood(most, 50, octets);
    }

    Http2Peer flood(int most, int batch, IntFunction<byte[]> octets) {
        for (int i = 0; i < most && !hasEnded(); ) {
            byte[][] parts = new byte[Math.min(batch, most - i)][];
            for (int n = 0; n < parts.length; n++) parts[n] = octets.apply(i++);
            send(parts);
        }
        return this;
    }

    /** Reads from now on, on a thread of its own. */
    void read() {
        Thread.ofVirtual().start(() -> {
            try (var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024))) {
                HpackDecoder decoder = new HpackDecoder(4096);
                while (true) take(in, decoder);
            } catch (EOFException e) {
                over();
            } catch (IOException | HpackException e) {
                over();
            }
        });
    }

    private synchronized void over() {
        isOver = true;
        notifyAll();
    }

    private void take(DataInputStream in, HpackDecoder decoder) throws IOException, HpackException {
        int first = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[first >>> 8];
        in.readFully(payload);
        HpackFields fields = new HpackFields(100, 64 * 1024);
        int type = first & 255;
        if (type == H2Frames.HEADERS) decoder.decode(payload, 0, payload.length, fields);
        synchronized (this) {
            switch (type) {
                case H2Frames.HEADERS -> {
                    if (fields.size() != 0 && fields.get(0).name().text().equals(":status"))
                        statuses.merge(Integer.parseInt(fields.get(0).value()), 1, Integer::sum);
                }
                case H2Frames.RST_STREAM ->
                    resets.merge(ByteBuffer.wrap(payload).getInt(), 1, Integer::sum);
                case H2Frames.GOAWAY -> {
                    lastStream = ByteBuffer.wrap(payload).getInt();
                    goAway = ByteBuffer.wrap(payload).getInt(4);
                }
                case H2Frames.PING -> {
                    if ((flags & H2Frames.ACK) == 0) send(frame(H2Frames.PING, H2Frames.ACK, 0, payload));
                }
                case H2Frames.SETTINGS -> {
                    if ((flags & H2Frames.ACK) != 0) settled = true;
                    else if (goAway < 0) send(frame(H2Frames.SETTINGS, H2Frames.ACK, 0));
                }
                default -> {}
            }
            boolean answers = type == H2Frames.HEADERS || type == H2Frames.DATA;
            if (answers && (flags & H2Frames.END_STREAM) != 0) ends++;
            if (stream < 0) throw new IOException("a reserved bit is set");
            notifyAll();
        }
    }

    /** Whether the peer has said that this is the end, or has hung up. */
    synchronized boolean hasEnded() {
        return goAway >= 0 || isOver || writeFailed;
    }

    /** Waits until {@code condition}, which is looked at whenever something has come; whether it ever was. */
    synchronized boolean await(long millis, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left; !condition.getAsBoolean(); ) {
            left = end - System.nanoTime();
            if (left <= 0) return false;
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** Waits for the acknowledgement of our settings: then the peer lives by them. */
    Http2Peer settle() {
        await(5_000, () -> settled || isOver);
        return this;
    }

    /** Waits until the peer has said GOAWAY or hung up, and returns the code; -1 for a hang-up, -2 for neither. */
    synchronized int awaitEnd(long millis) {
        await(millis, () -> goAway >= 0 || isOver);
        return goAway >= 0 || isOver ? goAway : -2;
    }

    /** Waits until nothing can be read any more. */
    boolean awaitHangUp(long millis) {
        return await(millis, () -> isOver);
    }

    /** Writes now and then until the peer does not take it any more: for who does not read. */
    boolean pokeUntilGone(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            send(H2Frames.frame(0xfa, 0, 0));
            if (await(50, () -> writeFailed)) return true;
        }
        return false;
    }

    /** The last stream that the peer serves, as far as it has said. */
    synchronized int lastStream() {
        return lastStream;
    }

    synchronized boolean isOver() {
        return isOver;
    }

    /** How many streams were reset with {@code code}. */
    synchronized int resets(int code) {
        return resets.getOrDefault(code, 0);
    }

    synchronized int resets() {
        return resets.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many responses began with {@code status}. */
    synchronized int responses(int status) {
        return statuses.getOrDefault(status, 0);
    }

    /** How many responses are complete. */
    synchronized int complete() {
        return ends;
    }

    @Override
    public synchronized String toString() {
        return "%s, resets %s, responses %s%s"
                .formatted(
                        goAway >= 0 ? "GOAWAY " + goAway : isOver ? "closed" : "open",
                        resets,
                        statuses,
                        writeFailed ? ", cannot be written to" : "");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
