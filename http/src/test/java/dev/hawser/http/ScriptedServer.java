package dev.hawser.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does what a test says, connection by connection, octet by octet, on plain sockets. */
final class ScriptedServer implements Closeable {

    /** What happens on one connection. It is closed when this returns. */
    interface Script {
        void play(Line line, int connection) throws IOException, InterruptedException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final List<String> heads = new CopyOnWriteArrayList<>();

    ScriptedServer(Script script) throws IOException {
        Thread.ofVirtual().start(() -> accept(script));
    }

    String url(String path) {
        return "http://127.0.0.1:" + listener.getLocalPort() + path;
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                int number = connections.getAndIncrement();
                Thread.ofVirtual().start(() -> play(script, socket, number));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void play(Script script, Socket socket, int number) {
        try (socket) {
            script.play(new Line(socket), number);
        } catch (IOException | InterruptedException e) {
            // The client has gone, which some tests are about.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) socket.close();
    }

    /** One connection, in the words of both protocols. */
    final class Line {

        final Socket socket;
        final DataInputStream in;
        private final OutputStream out;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void send(String octets) throws IOException {
            send(octets.getBytes(ISO_8859_1));
        }

        void send(byte[] octets) throws IOException {
            out.write(octets);
            out.flush();
        }

        /** Ends the connection so that the client sees a reset. */
        void breakOff() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits for the client's end. */
        void awaitEnd() throws IOException {
            while (in.read() >= 0) continue;
        }

        /** Reads a head up to its empty line. */
        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                if (octet < 0) throw new EOFException();
                head.append((char) octet);
            }
            heads.add(head.toString());
            return head.toString();
        }

        String read(int octets) throws IOException {
            byte[] read = new byte[octets];
            in.readFully(read);
            return new String(read, ISO_8859_1);
        }

        // ---- HTTP/2

        /** Reads the preface and sends SETTINGS with {@code pairs} of identifier and value. */
        void greet(int... pairs) throws IOException {
            read(24);
            byte[] payload = new byte[pairs.length * 3];
            for (int i = 0; i < pairs.length; i += 2) {
                int at = i * 3;
                payload[at + 1] = (byte) pairs[i];
                for (int k = 0; k < 4; k++) payload[at + 2 + k] = (byte) (pairs[i + 1] >>> (24 - 8 * k));
            }
            frame(4, 0, 0, payload);
        }

        void frame(int type, int flags, int stream, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(new byte[] {
                (byte) (payload.length >> 16),
                (byte) (payload.length >> 8),
                (byte) payload.length,
                (byte) type,
                (byte) flags,
                (byte) (stream >> 24),
                (byte) (stream >> 16),
                (byte) (stream >> 8),
                (byte) stream
            });
            frame.write(payload);
            send(frame.toByteArray());
        }

        /** Reads frames until HEADERS come; acknowledges SETTINGS on the way. Returns the stream. */
        int readHeaders() throws IOException {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.skipNBytes(length);
                if (type == 4 && (flags & 1) == 0) frame(4, 1, 0, new byte[0]);
                if (type == 1) return stream;
            }
        }

        /** Reads frames until DATA that end their stream; returns what all of them hold. */
        String readContent() throws IOException {
            StringBuilder content = new StringBuilder();
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                in.skipNBytes(4);
                String payload = read(length);
                if (type == 0) content.append(payload);
                if (type == 0 && (flags & 1) != 0) return content.toString();
            }
        }

        /** Reads frames until so many octets of content have come. */
        String readData(int octets) throws IOException {
            StringBuilder content = new StringBuilder();
            while (content.length() < octets) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5);
                String payload = read(length);
                if (type == 0) content.append(payload);
            }
            return content.toString();
        }

        /** Reads frames, none of which may be content, up to the answer to a PING. */
        void awaitPingAck() throws IOException {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                in.skipNBytes(4L + length);
                if (type == 0) throw new IOException("%d octets of content".formatted(length));
                if (type == 6 && (flags & 1) != 0) return;
            }
        }

        /** Reads frames up to the first that resets a stream; returns which. */
        int awaitReset() throws IOException {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(1);
                int stream = in.readInt();
                in.skipNBytes(length);
                if (type == 3) return stream;
            }
        }

        void credit(int stream, int octets) throws IOException {
            byte[] payload = {(byte) (octets >> 24), (byte) (octets >> 16), (byte) (octets >> 8), (byte) octets};
            frame(8, 0, stream, payload);
        }

        /** 200 with {@code content}. */
        void answer(int stream, String content) throws IOException {
            frame(1, 4, stream, new byte[] {(byte) 0x88});
            frame(0, 1, stream, content.getBytes(ISO_8859_1));
        }

        void reset(int stream, int code) throws IOException {
            frame(3, 0, stream, new byte[] {0, 0, 0, (byte) code});
        }

        void goAway(int last, int code) throws IOException {
            frame(7, 0, 0, new byte[] {0, 0, 0, (byte) last, 0, 0, 0, (byte) code});
        }
    }
}
