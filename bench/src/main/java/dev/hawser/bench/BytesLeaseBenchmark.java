package dev.hawser.bench;

import dev.hawser.bytes.BlockPool;
import dev.hawser.bytes.BytesMut;
import dev.hawser.bytes.Lease;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A native block of 16 KiB taken and given back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytesLeaseBenchmark {

    private final BlockPool pool = new BlockPool(16384, 8);
    private final ByteBufAllocator adaptive = new AdaptiveByteBufAllocator(true);

    /** Hawser. */
    @Benchmark
    public int hawserLease() {
        Lease lease = pool.lease();
        int size = lease.size();
        lease.close();
        return size;
    }

    /** Hawser, eight octets written and read in between. */
    @Benchmark
    public long hawserLeaseAndWrite() {
        try (Lease lease = pool.lease()) {
            BytesMut out = lease.writer();
            out.writeLong(42);
            return out.readLong();
        }
    }

    /** Netty's pool. */
    @Benchmark
    public int nettyPooled() {
        ByteBuf buf = PooledByteBufAllocator.DEFAULT.directBuffer(16384);
        int size = buf.capacity();
        buf.release();
        return size;
    }

    /** Netty's adaptive allocator, its default. */
    @Benchmark
    public int nettyAdaptive() {
        ByteBuf buf = adaptive.directBuffer(16384);
        int size = buf.capacity();
        buf.release();
        return size;
    }

    /** The JDK: an arena that is closed. */
    @Benchmark
    public long confinedArena() {
        try (Arena arena = Arena.ofConfined()) {
            return arena.allocate(16384).byteSize();
        }
    }
}
