package dev.hawser.bytes;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Native blocks of one size that are leased, written, and used again.
 *
 * <p>Any thread may take leases; taking and giving back allocates nothing but the lease. A free block lies in one of
 * {@code keep} slots that all threads share, one exchange away. In a pool of eight slots or more a platform thread also
 * keeps one block by its side, which nobody else touches and which costs no exchange; the pool has at most a quarter as
 * many sides as slots. Blocks are made when none is free, each with a memory of its own, so that a block that goes to
 * the garbage collector takes no other with it. What is more than is kept goes to the garbage collector as well.
 *
 * <p>A forgotten lease is found when its block is unreachable: the next {@link #lease} that makes a block,
 * {@link #stats} or {@link #sweep} counts it, and reports where it was taken if it was sampled. The system property
 * {@code hawser.leases} says which are: {@code all}, {@code off}, or one in how many. If it says nothing, it is one in
 * 8192 while the pool has never lost a lease, and one in 128 from then on.
 */
public final class BlockPool {

    /** A stack costs about a microsecond and 700 octets: at one in 8192 neither can be measured. */
    private static final int CALM_SAMPLE = 8192;

    private static final int ALARMED_SAMPLE = 128;
    private static final int SLOTS_PER_SIDE = 4;
    private static final int FEWEST_SLOTS_WITH_SIDES = 8;
    private static final int MOST_SIDES = 64;

    private final int blockSize;
    private final int mask;
    private final AtomicReferenceArray<@Nullable Block> slots;
    private final Sides sides;
    private final Consumer<LeakReport> onLeak;

    // Which leases are sampled: those whose number has none of these bits. Racy: soon enough is enough.
    private long sampleMask;
    private final long alarmedMask;
    private final boolean sampling;

    private final AtomicLong made = new AtomicLong();
    private final LongAdder collected = new LongAdder();
    private final LongAdder pastTurns = new LongAdder();
    private final LongAdder leaks = new LongAdder();
    private final LongAdder givenAway = new LongAdder();
    final Set<Trace> traces = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Block> unreachable = new ReferenceQueue<>();

    /** Remembers a block's state beyond the block. */
    static final class Trace extends PhantomReference<Block> {
        final LeaseState state;

        Trace(Block block, ReferenceQueue<Block> queue, LeaseState state) {
            super(block, queue);
            this.state = state;
        }
    }

    /** A pool that samples leases as the system property says and reports leaks to Flight Recorder only. */
    public BlockPool(int blockSize, int keep) {
        this(blockSize, keep, sampleFromProperty(CALM_SAMPLE), sampleFromProperty(ALARMED_SAMPLE), report -> {});
    }

    /**
     * A pool of blocks of {@code blockSize} octets.
     *
     * @param keep slots for free blocks; rounded up to a power of two
     * @param sampleOneIn of how many leases one remembers where it was taken; 1 for all, 0 for none, else rounded up to
     *     a power of two
     * @param onLeak is told of every leak on the thread that finds it; must not throw
     */
    public BlockPool(int blockSize, int keep, int sampleOneIn, Consumer<LeakReport> onLeak) {
        this(blockSize, keep, sampleOneIn, sampleOneIn, onLeak);
    }

    BlockPool(int blockSize, int keep, int sampleOneIn, int sampleAfterLeak, Consumer<LeakReport> onLeak) {
        if (blockSize < 1 || keep < 1 || sampleOneIn < 0) {
            throw new IllegalArgumentException(
                    "a pool of %d octets a block, %d kept, one in %d sampled".formatted(blockSize, keep, sampleOneIn));
        }
        this.blockSize = blockSize;
        int size = powerOfTwo(keep);
        this.mask = size - 1;
        this.slots = new AtomicReferenceArray<>(size);
        this.sides = new Sides(size < FEWEST_SLOTS_WITH_SIDES ? 0 : Math.min(MOST_SIDES, size / SLOTS_PER_SIDE));
        this.sampling = sampleOneIn > 0;
        this.sampleMask = sampling ? powerOfTwo(sampleOneIn) - 1L : 0;
        this.alarmedMask = sampling ? powerOfTwo(sampleAfterLeak) - 1L : 0;
        this.onLeak = onLeak;
    }

    private static int powerOfTwo(int atLeast) {
        return atLeast == 1 ? 1 : Integer.highestOneBit(Math.min(atLeast, 1 << 30) - 1) << 1;
    }

    private static int sampleFromProperty(int ifNothing) {
        String wanted = System.getProperty("hawser.leases", "");
        return switch (wanted) {
            case "all" -> 1;
            case "off" -> 0;
            case "" -> ifNothing;
            default -> Integer.parseUnsignedInt(wanted);
        };
    }

    /** Octets of one block. */
    public int blockSize() {
        return blockSize;
    }

    /** Takes a block that nobody else has. Close the lease to give it back. */
    public Lease lease() {
        Thread me = Thread.currentThread();
        int home = home(me);
        Block block = sides.take(me, home);
        if (block == null) block = takeShared(home);
        if (block == null) block = make();
        LeaseState state = state(block);
        long turn = state.open();
        if (sampling && ((state.id + turn) & sampleMask) == 0) state.origin = new Throwable("leased here");
        return new Lease(block, state, turn);
    }

    private @Nullable Block takeShared(int home) {
        for (int i = 0; i <= mask; i++) {
            int slot = (home + i) & mask;
            if (slots.getPlain(slot) != null) {
                Block block = slots.getAndSet(slot, null);
                if (block != null) return block;
            }
        }
        return null;
    }

    void giveBack(Block block) {
        Thread me = Thread.currentThread();
        int home = home(me);
        if (!sides.put(me, home, block)) giveShared(home, block);
    }

    private void giveShared(int home, Block block) {
        for (int i = 0; i <= mask; i++) {
            int slot = (home + i) & mask;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, block)) return;
        }
        // No slot is free: the block is more than is kept.
    }

    private static int home(Thread thread) {
        return (int) ((thread.threadId() * 0x9E3779B97F4A7C15L) >>> 40);
    }

    private Block make() {
        sweep();
        Block left = sides.takeLeft();
        if (left != null) return left;
        long id = made.getAndIncrement();
        LeaseState state = new LeaseState(this, id, blockSize);
        Block block = Block.allocate(blockSize, state);
        traces.add(new Trace(block, unreachable, state));
        Flight.blockMade(blockSize);
        return block;
    }

    /** Counts, and reports, the blocks that have become unreachable since the last time. */
    public void sweep() {
        while (unreachable.poll() instanceof Trace trace) {
            if (!traces.remove(trace)) continue;
            LeaseState state = trace.state;
            collected.increment();
            pastTurns.add(state.turns());
            if (state.isGivenAway()) givenAway.increment();
            if (!state.isLeased()) continue;
            leaks.increment();
            sampleMask = alarmedMask;
            LeakReport report = new LeakReport(blockSize, state.turns(), state.origin);
            Flight.leak(report);
            onLeak.accept(report);
        }
    }

    /** What the pool's blocks are doing. Counts every block once: O(blocks), for people and metrics. */
    public PoolStats stats() {
        sweep();
        long leased = 0;
        long pinnedBlocks = 0;
        long exposed = 0;
        long turns = pastTurns.sum();
        long blocks = 0;
        for (Trace trace : traces) {
            LeaseState state = trace.state;
            blocks++;
            turns += state.turns();
            if (state.isLeased()) leased++;
            if (state.isGivenAway()) pinnedBlocks++;
            exposed += state.exposed();
        }
        long free = sides.count();
        for (int i = 0; i <= mask; i++) if (slots.get(i) != null) free++;
        return new PoolStats(
                blockSize,
                made.get(),
                blocks,
                free,
                leased,
                turns,
                givenAway.sum() + pinnedBlocks,
                collected.sum(),
                leaks.sum(),
                pinnedBlocks * blockSize,
                exposed);
    }

    /** What each block in memory is doing, in no order. O(blocks), for people who look for what pins their memory. */
    public List<BlockStats> blocks() {
        sweep();
        List<BlockStats> out = new ArrayList<>();
        for (Trace trace : traces) out.add(trace.state.stats());
        return out;
    }

    private static LeaseState state(Block block) {
        LeaseState state = block.lease;
        if (state == null) throw new AssertionError("a block of no pool");
        return state;
    }
}
