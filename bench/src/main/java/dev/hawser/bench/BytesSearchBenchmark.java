package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The place of one octet, which is the last of so many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesSearchBenchmark {

    /** Octets searched. */
    @Param({"64", "1024", "16384"})
    public int size;

    private byte[] array;
    private Bytes heap;
    private Bytes offHeap;
    private ByteBuf nettyHeap;
    private ByteBuf nettyDirect;
    private Buffer okio;

    /** Fills the octets. */
    @Setup
    public void fill() {
        array = new byte[size];
        for (int i = 0; i < size; i++) array[i] = (byte) (i % 100);
        array[size - 1] = (byte) 200;
        MemorySegment segment = Arena.global().allocate(size);
        segment.copyFrom(MemorySegment.ofArray(array));
        heap = Bytes.wrap(array);
        offHeap = Bytes.wrap(segment);
        nettyHeap = Unpooled.wrappedBuffer(array);
        nettyDirect = Unpooled.directBuffer(size).writeBytes(array);
        okio = new Buffer().write(array);
    }

    /** One octet after the other: the measure of the others. */
    @Benchmark
    public int naiveLoop() {
        byte[] a = array;
        for (int i = 0; i < a.length; i++) if (a[i] == (byte) 200) return i;
        return -1;
    }

    /** Hawser, on the heap. */
    @Benchmark
    public int hawserHeap() {
        return heap.indexOf((byte) 200);
    }

    /** Hawser, outside the heap. */
    @Benchmark
    public int hawserNative() {
        return offHeap.indexOf((byte) 200);
    }

    /** Netty, on the heap. */
    @Benchmark
    public int nettyHeap() {
        return nettyHeap.indexOf(0, size, (byte) 200);
    }

    /** Netty, outside the heap. */
    @Benchmark
    public int nettyDirect() {
        return nettyDirect.indexOf(0, size, (byte) 200);
    }

    /** Okio. */
    @Benchmark
    public long okio() {
        return okio.indexOf((byte) 200);
    }
}
