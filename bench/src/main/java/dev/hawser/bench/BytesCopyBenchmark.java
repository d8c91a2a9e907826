package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.BytesMut;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * So many octets copied out of a view, or into a writable buffer.
 *
 * <p>By turns between places of which no two lie alike within their pages: what a copy costs depends on that by a third, and a
 * benchmark with one place would measure where its arrays happen to lie.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesCopyBenchmark {

    private static final int PLACES = 16;
    private static final int SOURCE_STEP = 264;
    private static final int TARGET_STEP = 72;

    /** Octets copied. */
    @Param({"16384"})
    public int size;

    private final Bytes[] heap = new Bytes[PLACES];
    private final Bytes[] offHeap = new Bytes[PLACES];
    private byte[] array;
    private byte[] target;
    private BytesMut mutable;
    private ByteBuf netty;
    private int turn;

    /** Makes the octets. */
    @Setup
    public void fill() {
        array = new byte[size + PLACES * SOURCE_STEP];
        target = new byte[size + PLACES * TARGET_STEP];
        Bytes block = Bytes.wrap(Arena.global().allocate(array.length, 64));
        for (int i = 0; i < PLACES; i++) {
            heap[i] = Bytes.wrap(array, i * SOURCE_STEP, size);
            offHeap[i] = block.slice(i * SOURCE_STEP, i * SOURCE_STEP + size);
        }
        mutable = new BytesMut(size);
        netty = Unpooled.wrappedBuffer(array);
    }

    private int next() {
        return turn++ & (PLACES - 1);
    }

    /** The JDK's copy: the measure of the others. */
    @Benchmark
    public Object arraycopy() {
        int i = next();
        System.arraycopy(array, i * SOURCE_STEP, target, i * TARGET_STEP, size);
        return target;
    }

    /** Out of Hawser's heap view. */
    @Benchmark
    public Object hawserGet() {
        int i = next();
        heap[i].copyTo(0, target, i * TARGET_STEP, size);
        return target;
    }

    /** Out of Hawser's native view. */
    @Benchmark
    public Object hawserGetNative() {
        int i = next();
        offHeap[i].copyTo(0, target, i * TARGET_STEP, size);
        return target;
    }

    /** Into Hawser's writable buffer. */
    @Benchmark
    public Object hawserPut() {
        mutable.clear();
        mutable.write(array, next() * SOURCE_STEP, size);
        return mutable;
    }

    /** Out of Netty's buffer. */
    @Benchmark
    public Object nettyGet() {
        int i = next();
        return netty.getBytes(i * SOURCE_STEP, target, i * TARGET_STEP, size);
    }
}
