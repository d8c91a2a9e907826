package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The two queues of one {@code io_uring}: what is asked of the kernel, and what has become of it.
 *
 * <p>Made by any thread and not yet enabled; of the thread alone that calls {@link #enable}. Completions are made only
 * within that thread's own {@link #enter} (DEFER_TASKRUN): between two calls nothing in memory that an operation names is
 * touched by the kernel.
 */
final class Ring {

    static final int POLL_ADD = 6;
    static final int ACCEPT = 13;
    static final int ASYNC_CANCEL = 14;
    static final int CLOSE = 19;
    static final int SEND = 26;
    static final int RECV = 27;

    /** Of an operation: takes one of the provided buffers; tells nothing when it succeeds. */
    static final int BUFFER_SELECT = 1 << 5;

    static final int SKIP_SUCCESS = 1 << 6;

    /** Of a completion: it names a buffer; the operation goes on. */
    static final int HAS_BUFFER = 1;

    static final int MORE = 2;

    /** Whoever asks for this is not told. */
    static final long NOBODY = -1;

    private static final int CQSIZE = 1 << 3;
    private static final int CLAMP = 1 << 4;
    private static final int DISABLED = 1 << 6;
    private static final int SUBMIT_ALL = 1 << 7;
    private static final int SINGLE_ISSUER = 1 << 12;
    private static final int DEFER_TASKRUN = 1 << 13;
    private static final int SINGLE_MMAP = 1;
    private static final int GETEVENTS = 1;
    private static final int EXT_ARGUMENT = 1 << 3;
    private static final int REGISTER_ENABLE = 12;
    private static final int REGISTER_BUFFERS = 22;

    private static final int PARAMETERS = 120;
    private static final int SQ_OFFSETS = 40;
    private static final int CQ_OFFSETS = 80;
    private static final long ENTRIES_AT = 0x1000_0000L;
    private static final int ENTRY = 64;
    private static final int COMPLETION = 16;
    private static final int LINK_REGISTRATION = 40;

    private static final VarHandle WORD = JAVA_INT.varHandle();

    private final MemorySegment errno;
    private final int fd;
    private final MemorySegment rings;
    private final MemorySegment entries;
    private final MemorySegment argument;
    private final int sqHead;
    private final int sqTail;
    private final int sqMask;
    private final int cqHead;
    private final int cqTail;
    private final int cqMask;
    private final int completions;

    private boolean enabled;

    /** The tail of what is asked; the kernel learns of it in {@link #enter}. */
    private int tail;

    /** Where the completion that {@link #next} found lies. */
    private int current;

    private int head;

    Ring(Arena arena, MemorySegment errno, int size) throws IOException {
        this.errno = errno;
        MemorySegment parameters = arena.allocate(PARAMETERS, 8);
        parameters.set(JAVA_INT, 4, size * 4);
        parameters.set(JAVA_INT, 8, CQSIZE | CLAMP | DISABLED | SUBMIT_ALL | SINGLE_ISSUER | DEFER_TASKRUN);
        this.fd = Sys.raw(errno, Sys.IO_URING_SETUP, size, parameters.address(), 0, 0, 0);
        if (fd < 0) throw Errno.loop("io_uring_setup", -fd);
        int sqEntries = parameters.get(JAVA_INT, 0);
        int cqEntries = parameters.get(JAVA_INT, 4);
        boolean single = (parameters.get(JAVA_INT, 20) & SINGLE_MMAP) != 0;
        this.completions = parameters.get(JAVA_INT, CQ_OFFSETS + 20);
        int array = parameters.get(JAVA_INT, SQ_OFFSETS + 24);
        long length = Math.max(array + sqEntries * 4L, completions + (long) cqEntries * COMPLETION);
        this.rings = single ? map(length, 0) : MemorySegment.NULL;
        this.entries = single ? map((long) sqEntries * ENTRY, ENTRIES_AT) : MemorySegment.NULL;
        if (rings.byteSize() == 0 || entries.byteSize() == 0) {
            release();
            throw new IOException("the queues of io_uring cannot be mapped");
        }
        this.sqHead = parameters.get(JAVA_INT, SQ_OFFSETS);
        this.sqTail = parameters.get(JAVA_INT, SQ_OFFSETS + 4);
        this.sqMask = sqEntries - 1;
        this.cqHead = parameters.get(JAVA_INT, CQ_OFFSETS);
        this.cqTail = parameters.get(JAVA_INT, CQ_OFFSETS + 4);
        this.cqMask = cqEntries - 1;
        for (int i = 0; i < sqEntries; i++) rings.set(JAVA_INT, array + i * 4L, i);
        this.argument = arena.allocate(LINK_REGISTRATION, 8);
        argument.set(JAVA_LONG, 16, argument.address() + 24); // The time follows.
    }

    @SuppressWarnings("restricted") // What this module is for.
    private MemorySegment map(long length, long offset) {
        long address = Sys.mapShared(errno, fd, length, offset);
        // An address of this half of memory is no -errno.
        return address < 0
                ? MemorySegment.NULL
                : MemorySegment.ofAddress(address).reinterpret(length);
    }

    /** Provides {@code count} buffers, described in {@code ring}, as group {@code group}. */
    void provide(Arena arena, MemorySegment ring, int count, int group) throws IOException {
        MemorySegment registration = arena.allocate(LINK_REGISTRATION, 8);
        registration.set(JAVA_LONG, 0, ring.address());
        registration.set(JAVA_INT, 8, count);
        registration.set(JAVA_SHORT, 12, (short) group);
        int failed = Sys.raw(errno, Sys.IO_URING_REGISTER, fd, REGISTER_BUFFERS, registration.address(), 1, 0);
        if (failed < 0) throw Errno.loop("io_uring_register of buffers", -failed);
    }

    boolean isEnabled() {
        return enabled;
    }

    /** From now on the calling thread's. */
    void enable() throws IOException {
        int failed = Sys.raw(errno, Sys.IO_URING_REGISTER, fd, REGISTER_ENABLE, 0, 0, 0);
        if (failed < 0) throw Errno.loop("enabling io_uring", -failed);
        enabled = true;
    }

    /** Asks for an operation; what it answers bears {@code who}. The rest of the entry is zero. */
    long ask(int operation, int flags, int descriptor, long who) {
        if (tail - (int) WORD.getAcquire(rings, (long) sqHead) > sqMask) submitFull();
        long at = (long) (tail & sqMask) * ENTRY;
        entries.set(
                JAVA_LONG,
                at,
                operation | flags << 8 | (long) descriptor << 32); // Both architectures are little-endian.
        entries.set(JAVA_LONG, at + 8, 0);
        entries.set(JAVA_LONG, at + 16, 0);
        entries.set(JAVA_LONG, at + 24, 0);
        entries.set(JAVA_LONG, at + 32, who);
        entries.set(JAVA_LONG, at + 40, 0);
        entries.set(JAVA_LONG, at + 48, 0);
        entries.set(JAVA_LONG, at + 56, 0);
        tail++;
        return at;
    }

    void setPriority(long entry, int value) {
        entries.set(JAVA_SHORT, entry + 2, (short) value);
    }

    void setAddress(long entry, long value) {
        entries.set(JAVA_LONG, entry + 16, value);
    }

    void setLength(long entry, int value) {
        entries.set(JAVA_INT, entry + 24, value);
    }

    /** Flags of the operation itself, or the events of a poll. */
    void setFlags(long entry, int value) {
        entries.set(JAVA_INT, entry + 28, value);
    }

    void setGroup(long entry, int value) {
        entries.set(JAVA_SHORT, entry + 40, (short) value);
    }

    /** The queue is full before the turn has ended: the kernel takes it now. */
    private void submitFull() {
        int taken = submit(0, 0, 0);
        if (taken <= 0) throw new IllegalStateException("io_uring takes nothing: " + Errno.text(-taken));
    }

    /** Hands over what has been asked for and waits for {@code wait} completions, for at most {@code nanos}. */
    int enter(int wait, long nanos) {
        if (wait == 0 || nanos == Long.MAX_VALUE) return submit(wait, GETEVENTS, 0);
        argument.set(JAVA_LONG, 24, nanos / 1_000_000_000);
        argument.set(JAVA_LONG, 32, nanos % 1_000_000_000);
        return submit(wait, GETEVENTS | EXT_ARGUMENT, 24);
    }

    /** Hands over what has been asked for, and learns of nothing. */
    void submit() {
        if (enabled) submit(0, 0, 0);
    }

    private int submit(int wait, int flags, int length) {
        WORD.setRelease(rings, (long) sqTail, tail);
        int count = tail - (int) WORD.getAcquire(rings, (long) sqHead);
        return Sys.enter(errno, fd, count, wait, flags, length == 0 ? 0 : argument.address(), length);
    }

    /** Whether the kernel has taken all that was asked for. */
    boolean isHandedOver() {
        return tail == (int) WORD.getAcquire(rings, (long) sqHead);
    }

    /** The number of the completion that {@link #next} will find first. */
    int first() {
        return head;
    }

    /** The number behind that of the last completion there is. */
    int end() {
        return (int) WORD.getAcquire(rings, (long) cqTail);
    }

    /** Whom completion {@code number} is for; it stays to be found. */
    long whoAt(int number) {
        return rings.get(JAVA_LONG, completions + (number & cqMask) * COMPLETION);
    }

    int resultAt(int number) {
        return rings.get(JAVA_INT, completions + (number & cqMask) * COMPLETION + 8L);
    }

    /** Finds the next completion; it lasts until the call after. */
    boolean next() {
        if (head == (int) WORD.getAcquire(rings, (long) cqTail)) return false;
        current = completions + (head & cqMask) * COMPLETION;
        head++;
        return true;
    }

    long who() {
        return rings.get(JAVA_LONG, current);
    }

    int result() {
        return rings.get(JAVA_INT, current + 8L);
    }

    int flags() {
        return rings.get(JAVA_INT, current + 12L);
    }

    /** Gives the places of the completions found so far back to the kernel. */
    void taken() {
        WORD.setRelease(rings, (long) cqHead, head);
    }

    void release() {
        if (rings.byteSize() != 0) Sys.unmap(errno, rings.address(), rings.byteSize());
        if (entries.byteSize() != 0) Sys.unmap(errno, entries.address(), entries.byteSize());
        Sys.close(errno, fd);
    }
}
