package dev.hawser.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a pool knows about one block, through all its leases. Outlives the block, so that a forgotten lease can be told
 * from a closed one.
 *
 * <p>One word holds the turn (how often the block was leased) and what has happened in it; every change is one
 * compare-and-set, so that a close and an escape cannot both win. A lease carries its turn: a stale one can never touch
 * the next. The owner's accesses need no more than a look at the word, because only the owner's close can end a turn
 * in a way that leads to reuse; all others mark the block as escaped first.
 */
final class LeaseState {

    private static final long OPEN = 1;
    private static final long ESCAPED = 2;
    private static final long WRITER = 4;
    private static final long GIVEN_AWAY = 8;
    private static final int TURN = 4;

    private static final VarHandle WORD;
    private static final VarHandle OWNER;

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            WORD = here.findVarHandle(LeaseState.class, "word", long.class);
            OWNER = here.findVarHandle(LeaseState.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final BlockPool pool;
    final long id;
    final int size;

    private volatile long word;
    private @Nullable Thread owner;
    private long exposed;

    /** Where the present lease was taken, if it was sampled. */
    volatile @Nullable Throwable origin;

    LeaseState(BlockPool pool, long id, int size) {
        this.pool = pool;
        this.id = id;
        this.size = size;
    }

    /** Begins a turn and returns its number. The block is in nobody's hands but the caller's. */
    long open() {
        long turn = (word >>> TURN) + 1;
        owner = Thread.currentThread();
        WORD.setRelease(this, (turn << TURN) | OPEN);
        return turn;
    }

    /** Lets the calling thread in, or throws; a thread that does not own the turn marks the block as escaped. */
    @SuppressWarnings("ReferenceEquality") // A thread is itself and no other.
    void enter(long turn, String asked) {
        check(word, turn, asked);
        if (owner != Thread.currentThread()) enterForeign(turn, asked);
    }

    private void enterForeign(long turn, String asked) {
        if (OWNER.compareAndSet(this, null, Thread.currentThread())) {
            // The turn may have ended between the look at the word and this claim; then it owns nothing.
            check(word, turn, asked);
            return;
        }
        mark(turn, asked, ESCAPED);
    }

    /** Lets the next thread that enters be the owner. */
    void release() {
        OWNER.setRelease(this, null);
    }

    void takeWriter(long turn) {
        if ((mark(turn, "writer", WRITER) & WRITER) != 0) {
            throw new IllegalStateException("writer: the block's one writer has been taken");
        }
    }

    /** A view of {@code octets} more leaves: from now on the block belongs to its views. */
    void escape(long turn, int octets) {
        if ((word & ESCAPED) == 0) mark(turn, "freeze", ESCAPED);
        exposed += octets;
    }

    /** Sets {@code flag} and returns what was set before. */
    private long mark(long turn, String asked, long flag) {
        while (true) {
            long now = word;
            check(now, turn, asked);
            if ((now & flag) != 0 || WORD.compareAndSet(this, now, now | flag)) return now;
        }
    }

    /** Ends the turn. Returns whether the block may be used again. */
    boolean close(long turn) {
        while (true) {
            long now = word;
            check(now, turn, "close");
            boolean escaped = (now & ESCAPED) != 0;
            long next = (turn << TURN) | (escaped ? GIVEN_AWAY : 0);
            if (!WORD.compareAndSet(this, now, next)) continue;
            if (origin != null) origin = null;
            return !escaped;
        }
    }

    private static void check(long now, long turn, String asked) {
        if (now >>> TURN != turn || (now & OPEN) == 0) throw closed(now, turn, asked);
    }

    private static LeaseClosedException closed(long now, long turn, String asked) {
        String then = now >>> TURN == turn ? "closed" : "closed, and the block leased again since";
        return new LeaseClosedException("%s: lease %d of its block was %s".formatted(asked, turn, then));
    }

    boolean isOpen(long turn) {
        long now = word;
        return now >>> TURN == turn && (now & OPEN) != 0;
    }

    boolean hasEscaped(long turn) {
        long now = word;
        return now >>> TURN == turn && (now & (ESCAPED | GIVEN_AWAY)) != 0;
    }

    boolean isLeased() {
        return (word & OPEN) != 0;
    }

    boolean isGivenAway() {
        return (word & GIVEN_AWAY) != 0;
    }

    long turns() {
        return word >>> TURN;
    }

    BlockStats stats() {
        long now = word;
        BlockStats.Place place = (now & OPEN) != 0
                ? BlockStats.Place.LEASED
                : (now & GIVEN_AWAY) != 0 ? BlockStats.Place.WITH_ITS_VIEWS : BlockStats.Place.IDLE;
        return new BlockStats(id, size, place, now >>> TURN, exposed);
    }

    /** The octets of the block that are in views now; 0 unless one has escaped. */
    long exposed() {
        return exposed;
    }
}
