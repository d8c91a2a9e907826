package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.spi.ConnectCore;
import dev.hawser.transport.spi.CounterCells;
import dev.hawser.transport.spi.ListenerCore;
import dev.hawser.transport.spi.LoopCore;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loop that asks {@code io_uring} once for every connection and is then told of all that comes: one call a turn hands
 * over what was asked for in the turn before, and waits.
 *
 * <p>Operations bear the number of a <em>seat</em>, not a descriptor. A seat is free again only when the kernel has
 * answered the last operation that was asked for on it, so that no answer can meet somebody else.
 */
final class UringLoop extends LoopCore {

    private static final int RING = 1024;
    private static final int BUFFERS = 256;
    private static final int BUFFER = 16 << 10;
    private static final int KINDS = 3;

    /** Where an operation's number bears a block to be sent, plus one, instead of a seat. */
    private static final int BLOCK = 40;

    private static final int SEND_BLOCKS = 256;

    /** Whoever asks for operations. */
    interface Seated {
        /**
         * The kernel answers.
         *
         * @param kind which of the seat's operations
         * @param result a count, a descriptor, or {@code -errno}
         * @param flags as in {@link Ring}
         */
        void done(int kind, int result, int flags) throws IOException;
    }

    /** Native memory of this loop, freed when nobody knows the loop. */
    private final Arena arena = Arena.ofAuto();

    final MemorySegment errno = arena.allocate(Sys.ERRNO);
    final Gather gather;
    final ProvidedBuffers buffers;
    final SendBlocks sendBlocks = new SendBlocks(arena, SEND_BLOCKS);

    private final Ring ring;
    private final int waker;
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);

    /** Guards the waker against being used after it was closed. */
    private final Object wakeLock = new Object();

    private boolean released;

    private @Nullable Seated[] seats = new @Nullable Seated[256];
    private int[] asked = new int[256];
    private int[] free = new int[256];
    private int freeCount;
    private int used;

    /** Channels that have read octets which are wanted again. */
    private final ArrayDeque<UringChannel> resumed = new ArrayDeque<>();

    /** Channels that have more to send than what goes when the turn ends. */
    private final ArrayDeque<UringChannel> sending = new ArrayDeque<>();

    /** How often all that was asked for has been handed over. */
    private int handOvers;

    UringLoop(LoopOptions options) throws IOException {
        super(options);
        this.ring = new Ring(arena, errno, RING);
        int opened = -1;
        try {
            this.buffers = new ProvidedBuffers(arena, ring, BUFFERS, Math.min(BUFFER, options.readBlock()));
            opened = Sys.eventfd(errno, 0);
            if (opened < 0) throw Errno.loop("the loop's waker", -opened);
        } catch (IOException e) {
            ring.release();
            throw e;
        }
        this.waker = opened;
        this.gather = new Gather(this, arena, errno, options, counters);
        watch(waker, sit(this::woken), 0, Sys.EPOLLIN, true);
    }

    private void woken(int kind, int result, int flags) {
        if ((flags & Ring.MORE) == 0) watch(waker, 0, 0, Sys.EPOLLIN, true);
    }

    CounterCells cells() {
        return counters;
    }

    LoopOptions loopOptions() {
        return options;
    }

    // Seats.

    int sit(Seated who) {
        int seat;
        if (freeCount != 0) {
            seat = free[--freeCount];
        } else {
            seat = used++;
            if (seat == seats.length) {
                seats = Arrays.copyOf(seats, seat * 2);
                asked = Arrays.copyOf(asked, seat * 2);
                free = Arrays.copyOf(free, seat * 2);
            }
        }
        seats[seat] = who;
        return seat;
    }

    /** Hands {@code seat} and what was asked for on it to another. */
    void handOver(int seat, Seated to) {
        seats[seat] = to;
    }

    /**
     * Gives {@code seat} back and closes {@code fd}, after what was asked of the kernel for it has been called off: an
     * operation that waits holds the socket open, and the peer would not see the end.
     *
     * @param kinds a bit for each kind of operation that may wait. By these the kernel finds them at once; by the
     *     descriptor it would look through all there are
     */
    void leave(int seat, int fd, int kinds) {
        leaveLater(seat, fd, kinds);
        seats[seat] = null;
        if (asked[seat] == 0) free[freeCount++] = seat;
    }

    /** As {@link #leave}, but who sits there is still told what was asked before, and then has to {@link #vacate}. */
    void leaveLater(int seat, int fd, int kinds) {
        if (ring.isEnabled()) {
            for (int left = kinds; left != 0; left &= left - 1) cancel(seat, Integer.numberOfTrailingZeros(left));
            ring.ask(Ring.CLOSE, Ring.SKIP_SUCCESS, fd, Ring.NOBODY);
        } else {
            Sys.close(errno, fd);
        }
    }

    /** Gives {@code seat} back, of which nothing is asked any more. */
    void vacate(int seat) {
        seats[seat] = null;
        free[freeCount++] = seat;
    }

    // Operations.

    private long who(int seat, int kind) {
        asked[seat]++;
        return (long) seat << KINDS | kind;
    }

    void receive(int fd, int seat, int kind) {
        long entry = ring.ask(Ring.RECV, Ring.BUFFER_SELECT, fd, who(seat, kind));
        ring.setPriority(entry, 1 << 1); // As often as something comes.
        ring.setGroup(entry, ProvidedBuffers.GROUP);
    }

    void accept(int fd, int seat, int kind) {
        long entry = ring.ask(Ring.ACCEPT, 0, fd, who(seat, kind));
        ring.setPriority(entry, 1); // As often as somebody comes.
        ring.setFlags(entry, Sys.SOCK_NONBLOCK | Sys.SOCK_CLOEXEC);
    }

    /**
     * Sends {@code block} when the turn has ended. The kernel does that within the call that hands it over, or not at all, and
     * answers only what it could not send whole.
     */
    void send(int fd, int block) {
        long entry = ring.ask(Ring.SEND, Ring.SKIP_SUCCESS, fd, (block + 1L) << BLOCK);
        ring.setAddress(entry, sendBlocks.address(block));
        ring.setLength(entry, sendBlocks.length(block));
        ring.setFlags(entry, Sys.MSG_NOSIGNAL | Sys.MSG_DONTWAIT | Sys.MSG_WAITALL);
    }

    /** In which hand-over what is asked for now will go. */
    int handOver() {
        return handOvers;
    }

    /** {@code channel} wants to send more as soon as what was asked for has been handed over. */
    void sendsAfterwards(UringChannel channel) {
        sending.add(channel);
    }

    /** Tells of {@code events}, and of errors and hang-ups in any case. */
    void watch(int fd, int seat, int kind, int events, boolean often) {
        long entry = ring.ask(Ring.POLL_ADD, 0, fd, who(seat, kind));
        ring.setLength(entry, often ? 1 : 0);
        ring.setFlags(entry, events);
    }

    /** Calls an operation off; it answers ECANCELED, or what it has answered already. */
    void cancel(int seat, int kind) {
        long entry = ring.ask(Ring.ASYNC_CANCEL, Ring.SKIP_SUCCESS, -1, Ring.NOBODY);
        ring.setAddress(entry, (long) seat << KINDS | kind);
    }

    /** Lets the kernel see at once what was asked for. */
    void submit() {
        ring.submit();
    }

    /** {@code channel} has read more than it could deliver, and may deliver it now. */
    void resumes(UringChannel channel) {
        resumed.add(channel);
    }

    // Waiting.

    @Override
    protected void poll(long nanos) throws IOException {
        if (!ring.isEnabled()) ring.enable();
        boolean waits = nanos != 0 && resumed.isEmpty() && sending.isEmpty();
        int failed = ring.enter(waits ? 1 : 0, nanos);
        awake();
        if (failed < 0 && failed != -Sys.EINTR && failed != -Sys.ETIME && failed != -Sys.EBUSY && failed != -Sys.EAGAIN)
            throw Errno.loop("io_uring_enter", -failed);
        sent();
        for (int i = sending.size(); i > 0; i--) sending.remove().handedOver();
        for (int i = resumed.size(); i > 0; i--) resumed.remove().deliverKept();
        while (ring.next()) dispatch(ring.who(), ring.result(), ring.flags());
        ring.taken();
    }

    /**
     * Looks at what became of the blocks before anybody may send again: an octet that a socket has not taken goes before all
     * that is sent from now on, and a block that is lent from now on has not been handed over.
     */
    private void sent() {
        boolean all = ring.isHandedOver(); // Whoever is told below may ask for more.
        for (int i = ring.first(), end = ring.end(); i != end; i++) {
            long who = ring.whoAt(i);
            if (isBlock(who)) sendBlocks.unsent((int) (who >>> BLOCK) - 1, ring.resultAt(i));
        }
        if (!all) return;
        sendBlocks.handedOver();
        handOvers++;
    }

    private static boolean isBlock(long who) {
        return who >>> BLOCK != 0 && who != Ring.NOBODY;
    }

    private void dispatch(long who, int result, int flags) throws IOException {
        if (who == Ring.NOBODY || isBlock(who)) return;
        int seat = (int) (who >>> KINDS);
        int kind = (int) who & (1 << KINDS) - 1;
        if ((flags & Ring.MORE) == 0) asked[seat]--;
        Seated known = seats[seat];
        if (known != null) {
            known.done(kind, result, flags);
            return;
        }
        if ((flags & Ring.HAS_BUFFER) != 0) buffers.giveBack(flags >>> 16);
        if (kind == UringListener.ACCEPTED && result >= 0) Sys.close(errno, result);
        if (asked[seat] == 0) free[freeCount++] = seat;
    }

    @Override
    protected void wake() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment ownErrno = own.allocate(Sys.ERRNO);
            synchronized (wakeLock) {
                if (!released) Sys.write(ownErrno, waker, one.address(), 8);
            }
        }
    }

    @Override
    protected void release() {
        gather.release();
        synchronized (wakeLock) {
            released = true;
            // What was called off lets go of its sockets, before the ring goes and the kernel would do it at its
            // leisure.
            if (ring.isEnabled()) {
                ring.enter(0, 0);
                ring.enter(0, 0);
            }
            ring.release();
            Sys.close(errno, waker);
        }
    }

    // Sockets.

    @Override
    protected ListenerCore bind(SocketAddress address, ListenOptions listenOptions, Acceptor acceptor)
            throws IOException {
        return new UringListener(this, address, listenOptions, acceptor);
    }

    @Override
    protected ConnectCore attempt(SocketAddress address, ConnectOptions connectOptions, ConnectHandler handler) {
        return new UringConnect(this, address, connectOptions, handler);
    }
}
