package dev.hawser.bench;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

/** Eight pieces written in one gathering call to the null device, which takes everything and costs nothing itself. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesGatherBenchmark {

    private final Bytes[] large = new Bytes[8];
    private final ByteBuffer[] largeBuffers = new ByteBuffer[8];
    private final byte[][] small = new byte[8][64];
    private final ByteBuffer staging = ByteBuffer.allocateDirect(4096);
    private final BufList list = new BufList();
    private FileChannel out;

    /** Opens the device. */
    @Setup
    public void open() throws IOException {
        out = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
        for (int i = 0; i < 8; i++) {
            large[i] = Bytes.wrap(Arena.global().allocate(16384));
            largeBuffers[i] = ByteBuffer.allocateDirect(16384);
        }
    }

    /** Closes the device. */
    @TearDown
    public void close() throws IOException {
        out.close();
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
