package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** A view of 200 octets in the middle of 4 KiB, which the caller keeps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesSliceBenchmark {

    /** The least a view can be: three fields. */
    public static final class Least {
        final byte[] array;
        final int offset;
        final int length;

        Least(byte[] array, int offset, int length) {
            this.array = array;
            this.offset = offset;
            this.length = length;
        }
    }

    private final byte[] array = new byte[4096];
    private final MemorySegment segment = Arena.global().allocate(4096);
    private final Bytes heap = Bytes.wrap(array);
    private final Bytes offHeap = Bytes.wrap(segment);
    private final ByteBuffer heapBuffer = ByteBuffer.wrap(array);
    private final ByteBuf netty =
            PooledByteBufAllocator.DEFAULT.heapBuffer(4096).writeZero(4096);
    private final ByteString okio = ByteString.of(array);
    private int at = 100;

    /** The allocation of an object of three fields. */
    @Benchmark
    public Object leastObject() {
        return new Least(array, at, 200);
    }

    /** Hawser, on the heap. */
    @Benchmark
    public Object hawserHeap() {
        return heap.slice(at, at + 200);
    }

    /** Hawser, outside the heap. */
    @Benchmark
    public Object hawserNative() {
        return offHeap.slice(at, at + 200);
    }

    /** A heap buffer of the JDK. */
    @Benchmark
    public Object byteBuffer() {
        return heapBuffer.slice(at, 200);
    }

    /** A native segment of the JDK. */
    @Benchmark
    public Object memorySegment() {
        return segment.asSlice(at, 200);
    }

    /** Netty's view without a count. */
    @Benchmark
    public Object nettySlice() {
        return netty.slice(at, 200);
    }

    /** Netty's view that keeps its memory, and its release. */
    @Benchmark
    public boolean nettyRetainedSliceAndRelease(Blackhole hole) {
        ByteBuf view = netty.retainedSlice(at, 200);
        hole.consume(view);
        return view.release();
    }

    /** Okio's, which copies. */
    @Benchmark
    public Object okioSubstring() {
        return okio.substring(at, at + 200);
    }

    /** Two neighbouring views of Hawser's made one again. */
    @Benchmark
    public Object hawserSplitAndRejoin() {
        return heap.slice(at, at + 100).tryUnsplit(heap.slice(at + 100, at + 200));
    }
}
