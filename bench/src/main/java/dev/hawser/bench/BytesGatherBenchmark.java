package dev.hawser.bench;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.BytesMut;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Eight pieces written in one gathering call: to the null device, which takes everything and costs nothing itself, so that
 * only naming them is left, and to a socket, which the same thread then reads empty.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesGatherBenchmark {

    private final Bytes[] large = new Bytes[8];
    private final ByteBuffer[] largeBuffers = new ByteBuffer[8];
    private final byte[][] small = new byte[8][64];
    private final ByteBuffer staging = ByteBuffer.allocateDirect(4096);
    private final BufList list = new BufList();
    private final ByteBuffer drained = ByteBuffer.allocateDirect(8 * 16384);
    private FileChannel out;
    private SocketChannel socket;
    private SocketChannel peer;

    /** Opens the device, and two sockets that are connected. */
    @Setup
    public void open() throws IOException {
        out = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
        for (int i = 0; i < 8; i++) {
            BytesMut piece = BytesMut.ofNative(16384);
            piece.resize(16384, 0);
            large[i] = piece.freeze();
            largeBuffers[i] = ByteBuffer.allocateDirect(16384);
        }
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket = SocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 20);
            socket.connect(server.getLocalAddress());
            peer = server.accept();
        }
    }

    /** Closes them. */
    @TearDown
    public void close() throws IOException {
        out.close();
        socket.close();
        peer.close();
    }

    private long drain(long sent) throws IOException {
        drained.clear().limit((int) sent);
        while (drained.hasRemaining()) if (peer.read(drained) < 0) throw new EOFException();
        return sent;
    }

    /** The bare call: eight native pieces of 16 KiB. */
    @Benchmark
    public long bareGather() throws IOException {
        for (ByteBuffer buffer : largeBuffers) buffer.clear();
        return out.write(largeBuffers);
    }

    /** The same pieces by Hawser's list. */
    @Benchmark
    public long hawserGather() throws IOException {
        for (Bytes piece : large) list.append(piece);
        return list.writeTo(out);
    }

    /** The bare call to a socket. */
    @Benchmark
    public long bareGatherToSocket() throws IOException {
        for (ByteBuffer buffer : largeBuffers) buffer.clear();
        return drain(socket.write(largeBuffers));
    }

    /** The same pieces by Hawser's list to a socket. */
    @Benchmark
    public long hawserGatherToSocket() throws IOException {
        for (Bytes piece : large) list.append(piece);
        return drain(list.writeTo(socket));
    }

    /** Eight pieces of 64 octets copied into one direct buffer by hand, and written. */
    @Benchmark
    public long bareFlatten() throws IOException {
        staging.clear();
        for (byte[] piece : small) staging.put(piece);
        return out.write(staging.flip());
    }

    /** The same pieces packed by Hawser's list. */
    @Benchmark
    public long hawserPack() throws IOException {
        for (byte[] piece : small) list.packCopy(piece, 0, 64);
        return list.writeTo(out);
    }
}
