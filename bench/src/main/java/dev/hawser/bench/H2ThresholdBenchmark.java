package dev.hawser.bench;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.DateField;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.H2Config;
import dev.hawser.wire.h2.H2Connection;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From which size on a piece of content should be named where it lies. Sixty-four pieces off the heap, queued on one
 * stream, become frames and one gathering write to the null device, which takes everything and costs nothing itself.
 * Figures are for one piece.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class H2ThresholdBenchmark {

    private static final int PIECES = 64;

    /** Octets of one piece. */
    @Param({"128", "256", "512", "1024", "2048", "4096"})
    int size;

    private final BufList out = new BufList(new PackBlocks(65_536, 8));
    private final byte[] credit = new byte[26];
    private FileChannel device;
    private Bytes piece;
    private H2Connection copying;
    private H2Connection gathering;

    /** Opens the device and two connections with one stream each. */
    @Setup
    public void open() throws IOException {
        device = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
        piece = Bytes.wrap(Arena.global().allocate(size));
        copying = connection(Integer.MAX_VALUE);
        gathering = connection(1);
        ByteBuffer frames = ByteBuffer.wrap(credit);
        windowUpdate(frames, 0, PIECES * size);
        windowUpdate(frames, 1, PIECES * size);
    }

    /** Closes the device. */
    @TearDown
    public void close() throws IOException {
        device.close();
    }

    private static void frame(ByteBuffer frames, int length, int type, int flags, int stream) {
        frames.putInt(length << 8 | type).put((byte) flags).putInt(stream);
    }

    private static void windowUpdate(ByteBuffer frames, int stream, int increment) {
        frame(frames, 4, 8, 0, stream);
        frames.putInt(increment);
    }

    private static H2Connection connection(int threshold) {
        H2Config config = H2Config.builder().gatherThreshold(threshold).build();
        H2Connection connection = H2Connection.server(config, new DateField(784_111_777), 0);
        ByteBuffer opening = ByteBuffer.allocate(128);
        opening.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(opening, 6, 4, 0, 0);
        opening.putShort((short) 4).putInt(1 << 30);
        frame(opening, 0, 4, 1, 0);
        windowUpdate(opening, 0, 1 << 30);
        frame(opening, 7, 1, 5, 1);
        opening.put((byte) 0x82)
                .put((byte) 0x86)
                .put((byte) 0x84)
                .put((byte) 1)
                .put((byte) 2)
                .put((byte) 'm')
                .put((byte) 'e');
        connection.receive(opening.array(), 0, opening.position(), 0);
        if (!(connection.poll() instanceof WireEvent.RequestReceived)) throw new IllegalStateException("no request");
        connection.sendResponse(1, ResponseHead.of(Status.OK));
        connection.fill(new BufList(), Long.MAX_VALUE);
        return connection;
    }

    private long send(H2Connection connection) throws IOException {
        for (int i = 0; i < PIECES; i++) connection.sendBody(1, piece);
        connection.fill(out, Long.MAX_VALUE);
        long octets = out.remaining();
        if (octets < (long) PIECES * size) throw new IllegalStateException(octets + " octets committed");
        while (!out.isEmpty()) out.writeTo(device);
        connection.receive(credit, 0, credit.length, 0);
        while (connection.poll() != null) {}
        return octets;
    }

    /** Every piece is copied beside the frame heads. */
    @Benchmark
    @OperationsPerInvocation(PIECES)
    public long copied() throws IOException {
        return send(copying);
    }

    /** Every piece is an entry of the gathering write. */
    @Benchmark
    @OperationsPerInvocation(PIECES)
    public long gathered() throws IOException {
        return send(gathering);
    }
}
