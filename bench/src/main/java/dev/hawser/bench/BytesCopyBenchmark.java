package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.BytesMut;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** So many octets copied out of a view, or into a writable buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesCopyBenchmark {

    /** Octets copied. */
    @Param({"16384"})
    public int size;

    private byte[] array;
    private byte[] target;
    private Bytes heap;
    private Bytes offHeap;
    private BytesMut mutable;
    private ByteBuf netty;

    /** Makes the octets. */
    @Setup
    public void fill() {
        array = new byte[size];
        target = new byte[size];
        heap = Bytes.wrap(array);
        MemorySegment segment = Arena.global().allocate(size, 64);
        offHeap = Bytes.wrap(segment);
        mutable = new BytesMut(size);
        netty = Unpooled.wrappedBuffer(array.clone());
    }

    /** The JDK's copy: the measure of the others. */
    @Benchmark
    public Object arraycopy() {
        System.arraycopy(array, 0, target, 0, size);
        return target;
    }

    /** Out of Hawser's heap view. */
    @Benchmark
    public Object hawserGet() {
        heap.copyTo(0, target, 0, size);
        return target;
    }

    /** Out of Hawser's native view. */
    @Benchmark
    public Object hawserGetNative() {
        offHeap.copyTo(0, target, 0, size);
        return target;
    }

    /** Into Hawser's writable buffer. */
    @Benchmark
    public Object hawserPut() {
        mutable.clear();
        mutable.write(array, 0, size);
        return mutable;
    }

    /** Out of Netty's buffer. */
    @Benchmark
    public Object nettyGet() {
        return netty.getBytes(0, target, 0, size);
    }
}
