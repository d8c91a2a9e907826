package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 256 numbers of eight octets, in network order, from places all over 4 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesGetBenchmark {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final ValueLayout.OfLong LAYOUT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final int[] places = new Random(5).ints(256, 0, 4096 - 8).toArray();
    private final byte[] array = new byte[4096];
    private final ByteBuffer heapBuffer = ByteBuffer.wrap(array);
    private final ByteBuffer directBuffer = ByteBuffer.allocateDirect(4096);
    private final MemorySegment heapSegment = MemorySegment.ofArray(array);
    private final MemorySegment nativeSegment = Arena.global().allocate(4096);
    private final Bytes heap = Bytes.wrap(array);
    private final Bytes heapSlice = Bytes.wrap(new byte[5000], 100, 4096);
    private final Bytes offHeapSlice = Bytes.wrap(Arena.global().allocate(5000)).slice(100, 4196);
    private final Bytes otherHeap = Bytes.wrap(new byte[4096]);
    private final Bytes offHeap = Bytes.wrap(nativeSegment);
    private final ByteBuf nettyHeap = Unpooled.wrappedBuffer(array);
    private final ByteBuf nettyDirect = Unpooled.directBuffer(4096).writeZero(4096);
    private final UnsafeBuffer agrona = new UnsafeBuffer(array);

    /** An array and nothing else: the measure of the others. */
    @Benchmark
    public long array() {
        long sum = 0;
        for (int at : places) sum += (long) LONG.get(array, at);
        return sum;
    }

    /** Hawser, on the heap. */
    @Benchmark
    public long hawserHeap() {
        long sum = 0;
        for (int at : places) sum += heap.getLong(at);
        return sum;
    }

    /** Hawser, outside the heap. */
    @Benchmark
    public long hawserNative() {
        long sum = 0;
        for (int at : places) sum += offHeap.getLong(at);
        return sum;
    }

    /** Hawser, on the heap: a view of a part of an array, whose own check cannot see where the view ends. */
    @Benchmark
    public long hawserHeapSlice() {
        long sum = 0;
        for (int at : places) sum += heapSlice.getLong(at);
        return sum;
    }

    /** Hawser, outside the heap: a view of a part of a block. */
    @Benchmark
    public long hawserNativeSlice() {
        long sum = 0;
        for (int at : places) sum += offHeapSlice.getLong(at);
        return sum;
    }

    /** Both of Hawser's kinds at one call site. */
    @Benchmark
    public long hawserBothKinds() {
        long sum = 0;
        for (int i = 0; i < places.length; i++) sum += ((i & 1) == 0 ? heap : offHeap).getLong(places[i]);
        return sum;
    }

    /** A heap and a direct buffer of the JDK at one call site. */
    @Benchmark
    public long bothByteBuffers() {
        long sum = 0;
        for (int i = 0; i < places.length; i++) {
            sum += ((i & 1) == 0 ? heapBuffer : directBuffer).getLong(places[i]);
        }
        return sum;
    }

    /** A heap and a native segment of the JDK at one call site. */
    @Benchmark
    public long bothSegments() {
        long sum = 0;
        for (int i = 0; i < places.length; i++) {
            sum += ((i & 1) == 0 ? heapSegment : nativeSegment).get(LAYOUT, places[i]);
        }
        return sum;
    }

    /** Netty's two kinds at one call site. */
    @Benchmark
    public long bothNetty() {
        long sum = 0;
        for (int i = 0; i < places.length; i++) sum += ((i & 1) == 0 ? nettyHeap : nettyDirect).getLong(places[i]);
        return sum;
    }

    /** Two views of Hawser's of one kind by turns: what it costs not to know the view before the loop. */
    @Benchmark
    public long hawserTwoOfAKind() {
        long sum = 0;
        for (int i = 0; i < places.length; i++) sum += ((i & 1) == 0 ? heap : otherHeap).getLong(places[i]);
        return sum;
    }

    /** A heap buffer of the JDK. */
    @Benchmark
    public long heapByteBuffer() {
        long sum = 0;
        for (int at : places) sum += heapBuffer.getLong(at);
        return sum;
    }

    /** A direct buffer of the JDK. */
    @Benchmark
    public long directByteBuffer() {
        long sum = 0;
        for (int at : places) sum += directBuffer.getLong(at);
        return sum;
    }

    /** A heap segment of the JDK. */
    @Benchmark
    public long heapMemorySegment() {
        long sum = 0;
        for (int at : places) sum += heapSegment.get(LAYOUT, at);
        return sum;
    }

    /** A native segment of the JDK. */
    @Benchmark
    public long nativeMemorySegment() {
        long sum = 0;
        for (int at : places) sum += nativeSegment.get(LAYOUT, at);
        return sum;
    }

    /** Netty, on the heap. */
    @Benchmark
    public long nettyHeap() {
        long sum = 0;
        for (int at : places) sum += nettyHeap.getLong(at);
        return sum;
    }

    /** Netty, outside the heap. */
    @Benchmark
    public long nettyDirect() {
        long sum = 0;
        for (int at : places) sum += nettyDirect.getLong(at);
        return sum;
    }

    /** Agrona, bounds checked. */
    @Benchmark
    public long agrona() {
        long sum = 0;
        for (int at : places) sum += agrona.getLong(at, ByteOrder.BIG_ENDIAN);
        return sum;
    }
}
