package dev.hawser.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The free blocks that platform threads keep by their side, one each: a loop that takes and gives back by turns meets
 * nobody, and pays for no exchange.
 *
 * <p>A place belongs to the first thread that comes to it. Only its owner reads and writes the block in it. When the
 * owner has ended, what it left is found by {@link #takeLeft}, before a new block is made. Virtual threads have no
 * place: there are too many of them.
 */
final class Sides {

    private final Side[] sides;
    private final int mask;

    private static final class Side {
        private static final VarHandle OWNER;

        static {
            try {
                OWNER = MethodHandles.lookup().findVarHandle(Side.class, "owner", Thread.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private @Nullable Thread owner;
        private @Nullable Block block;

        @SuppressWarnings("ReferenceEquality") // A thread is itself and no other.
        boolean isOf(Thread thread) {
            Thread now = owner;
            return now == thread || (now == null && isClaimedBy(thread));
        }

        private boolean isClaimedBy(Thread thread) {
            return !thread.isVirtual() && OWNER.compareAndSet(this, null, thread);
        }
    }

    /** @param count a power of two, or 0 */
    Sides(int count) {
        sides = new Side[count];
        Arrays.setAll(sides, i -> new Side());
        mask = count - 1;
    }

    /** The block at the side of {@code me}, the calling thread, or null. */
    @Nullable
    Block take(Thread me, int home) {
        if (mask < 0) return null;
        Side side = sides[home & mask];
        if (!side.isOf(me)) return null;
        Block block = side.block;
        if (block != null) side.block = null;
        return block;
    }

    /** Puts the block at the side of {@code me}, the calling thread; returns whether there was a place. */
    boolean put(Thread me, int home, Block block) {
        if (mask < 0) return false;
        Side side = sides[home & mask];
        if (!side.isOf(me) || side.block != null) return false;
        side.block = block;
        return true;
    }

    /** A block that was at the side of a thread that has ended, or null. Its place is for somebody else then. */
    @Nullable
    Block takeLeft() {
        for (Side side : sides) {
            Thread owner = side.owner;
            // That the owner is seen to be dead orders all that it did before this.
            if (owner == null || owner.isAlive() || !Side.OWNER.compareAndSet(side, owner, Thread.currentThread())) {
                continue;
            }
            Block block = side.block;
            side.block = null;
            Side.OWNER.setRelease(side, null);
            if (block != null) return block;
        }
        return null;
    }

    /** How many blocks there are; about, while others take and give back. */
    int count() {
        int n = 0;
        for (Side side : sides) if (side.block != null) n++;
        return n;
    }
}
