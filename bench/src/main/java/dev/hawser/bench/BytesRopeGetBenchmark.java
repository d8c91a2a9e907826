package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.Rope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** 256 octets from places all over so many parts; 32 MiB in all, which is too long to be flattened. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesRopeGetBenchmark {

    /** Parts of the whole. */
    @Param({"10", "100", "1000"})
    public int parts;

    private static final int TOTAL = 32 << 20;

    private final int[] places = new Random(5).ints(256, 0, TOTAL - 4096).toArray();
    private Rope rope;
    private Rope small;
    private CompositeByteBuf netty;

    /** Puts the parts together. */
    @Setup
    public void fill() {
        int size = TOTAL / parts;
        byte[] a = new byte[size];
        byte[] b = new byte[size];
        Rope.Builder builder = Rope.builder();
        Rope.Builder smallBuilder = Rope.builder();
        netty = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        for (int i = 0; i < parts; i++) {
            Bytes part = Bytes.wrap(i % 2 == 0 ? a : b);
            builder.append(part);
            smallBuilder.append(part.slice(0, 1024));
            ByteBuf piece = Unpooled.wrappedBuffer(i % 2 == 0 ? a : b);
            netty.addComponent(true, piece);
        }
        rope = builder.build();
        small = smallBuilder.build();
    }

    /** Hawser, as a list. */
    @Benchmark
    public long hawserRope() {
        long sum = 0;
        for (int at : places) sum += rope.get(at);
        return sum;
    }

    /** Hawser, short parts: it flattens itself while it is being warmed up. */
    @Benchmark
    public long hawserFlattened() {
        long sum = 0;
        int mask = Integer.highestOneBit((int) small.length()) - 1;
        for (int at : places) sum += small.get(at & mask);
        return sum;
    }

    /** Netty without a limit of parts. */
    @Benchmark
    public long nettyComposite() {
        long sum = 0;
        for (int at : places) sum += netty.getByte(at);
        return sum;
    }
}
