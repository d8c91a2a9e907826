package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.Rope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** So many parts of 512 octets put one behind the other, starting from none. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesListBenchmark {

    /** Parts put together. */
    @Param({"16", "100", "1000"})
    public int parts;

    private Bytes[] pieces;
    private ByteBuf[] nettyPieces;

    /** Makes the parts: two arrays by turns, so that no two of them are neighbours. */
    @Setup
    public void fill() {
        byte[] a = new byte[512];
        byte[] b = new byte[512];
        pieces = new Bytes[parts];
        nettyPieces = new ByteBuf[parts];
        for (int i = 0; i < parts; i++) {
            pieces[i] = Bytes.wrap(i % 2 == 0 ? a : b);
            nettyPieces[i] = Unpooled.wrappedBuffer(i % 2 == 0 ? a : b);
        }
    }

    /** Hawser: every rope on the way is a value of its own. */
    @Benchmark
    public Object hawserAppend() {
        Rope rope = Rope.empty();
        for (Bytes piece : pieces) rope = rope.append(piece);
        return rope;
    }

    /** Hawser: collected, then made. */
    @Benchmark
    public Object hawserBuilder() {
        Rope.Builder builder = Rope.builder();
        for (Bytes piece : pieces) builder.append(piece);
        return builder.build();
    }

    /** Netty as it comes: beyond 16 parts it copies them into one, again and again. */
    @Benchmark
    public boolean nettyDefault() {
        return nettyList(Unpooled.compositeBuffer());
    }

    /** Netty with the limit taken away. */
    @Benchmark
    public boolean nettyUnlimited() {
        return nettyList(Unpooled.compositeBuffer(Integer.MAX_VALUE));
    }

    /** A composite owns a reference to each part and gives it up when it copies the part, or at its own end. */
    private boolean nettyList(CompositeByteBuf out) {
        for (ByteBuf piece : nettyPieces) out.addComponent(true, piece.retainedDuplicate());
        return out.release();
    }
}
