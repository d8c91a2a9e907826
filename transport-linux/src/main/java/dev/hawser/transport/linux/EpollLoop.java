package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loop that waits in epoll, level-triggered.
 *
 * <p>It is woken through an eventfd that is always readable and is watched for one event only: watching it again is the
 * wake-up. So waking is one call of {@code epoll_ctl}, nothing has to be read away, and nothing is written.
 */
final class EpollLoop extends LoopCore {

    private static final int EVENTS = 512;

    /** What a descriptor stands for. */
    interface Ready {
        void ready(int events);
    }

    /** Native memory of this loop, of its thread alone but for {@link #wakeEvent}; freed when nobody knows the loop. */
    private final Arena arena = Arena.ofAuto();

    final MemorySegment errno = arena.allocate(Sys.ERRNO);
    final Gather gather;

    private final int epoll;
    private final int waker;
    private final MemorySegment events = arena.allocate((long) EVENTS * Sys.EVENT_SIZE, 8);
    private final MemorySegment control = arena.allocate(Sys.EVENT_SIZE, 8);
    private final MemorySegment wakeEvent = arena.allocate(Sys.EVENT_SIZE, 8);

    /** Guards the waker against being used after it was closed. */
    private final Object wakeLock = new Object();

    private boolean released;

    private @Nullable Ready[] byDescriptor = new @Nullable Ready[256];

    /** The read block as the system call takes it, made anew when the loop takes another one. */
    private byte[] readArray = new byte[0];

    private MemorySegment readSegment = MemorySegment.ofArray(readArray);

    EpollLoop(LoopOptions options) throws IOException {
        super(options);
        int opened = Sys.epollCreate(errno);
        if (opened < 0) throw Errno.loop("epoll_create1", -opened);
        this.epoll = opened;
        this.waker = Sys.eventfd(errno, 1);
        this.gather = new Gather(this, arena, errno, options, counters);
        wakeEvent.set(JAVA_INT_UNALIGNED, 0, Sys.EPOLLIN | Sys.EPOLLONESHOT);
        wakeEvent.set(JAVA_INT_UNALIGNED, Sys.EVENT_DATA, waker);
        int failed = waker;
        if (waker >= 0) {
            control.set(JAVA_INT_UNALIGNED, Sys.EVENT_DATA, waker);
            failed = Sys.epollControl(errno, epoll, Sys.EPOLL_CTL_ADD, waker, control.address());
        }
        if (failed < 0) {
            release();
            throw Errno.loop("the loop's waker", -failed);
        }
    }

    CounterCells cells() {
        return counters;
    }

    LoopOptions loopOptions() {
        return options;
    }

    // Descriptors.

    /** Begins to watch {@code fd}. */
    void watch(int fd, int wanted, Ready ready) throws IOException {
        if (fd >= byDescriptor.length) byDescriptor = Arrays.copyOf(byDescriptor, Integer.highestOneBit(fd) * 2);
        byDescriptor[fd] = ready;
        control(Sys.EPOLL_CTL_ADD, fd, wanted);
    }

    /** Watches {@code fd} for other events. */
    void rewatch(int fd, int wanted) throws IOException {
        control(Sys.EPOLL_CTL_MOD, fd, wanted);
    }

    /** Hands what is watched already to another. */
    void handOver(int fd, Ready ready) {
        byDescriptor[fd] = ready;
    }

    /** Ceases to watch {@code fd}, which stays open. */
    void unwatch(int fd) throws IOException {
        control(Sys.EPOLL_CTL_DEL, fd, 0);
    }

    /** Closes {@code fd}, which ends watching it. */
    void close(int fd) {
        if (fd < byDescriptor.length) byDescriptor[fd] = null;
        Sys.close(errno, fd);
    }

    private void control(int operation, int fd, int wanted) throws IOException {
        control.set(JAVA_INT_UNALIGNED, 0, wanted);
        control.set(JAVA_INT_UNALIGNED, Sys.EVENT_DATA, fd);
        int failed = Sys.epollControl(errno, epoll, operation, fd, control.address());
        if (failed < 0) throw Errno.loop("epoll_ctl of descriptor " + fd, -failed);
    }

    /** Reads once into {@code block}. */
    long receive(int fd, byte[] block) {
        if (readArray != block) {
            readArray = block;
            readSegment = MemorySegment.ofArray(block);
        }
        long n = Sys.recv(errno, fd, readSegment, block.length);
        counters.countRead(n);
        return n;
    }

    // Waiting.

    @Override
    protected void poll(long nanos) throws IOException {
        int milliseconds = nanos == Long.MAX_VALUE ? -1 : (int) Math.min((nanos + 999_999) / 1_000_000, 1 << 30);
        int count = Sys.epollWait(errno, epoll, events.address(), EVENTS, milliseconds);
        awake();
        if (count < 0) {
            if (count == -Sys.EINTR) return;
            throw Errno.loop("epoll_wait", -count);
        }
        for (int i = 0, at = 0; i < count; i++, at += Sys.EVENT_SIZE) {
            int fd = events.get(JAVA_INT_UNALIGNED, at + Sys.EVENT_DATA);
            Ready ready = byDescriptor[fd];
            if (ready != null) ready.ready(events.get(JAVA_INT_UNALIGNED, at));
        }
    }

    @Override
    protected void wake() {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment ownErrno = own.allocate(Sys.ERRNO);
            synchronized (wakeLock) {
                if (!released) Sys.epollControl(ownErrno, epoll, Sys.EPOLL_CTL_MOD, waker, wakeEvent.address());
            }
        }
    }

    @Override
    protected void release() {
        gather.release();
        synchronized (wakeLock) {
            released = true;
            Sys.close(errno, epoll);
            if (waker >= 0) Sys.close(errno, waker);
        }
    }

    // Sockets.

    @Override
    protected ListenerCore bind(SocketAddress address, ListenOptions listenOptions, Acceptor acceptor)
            throws IOException {
        return new EpollListener(this, address, listenOptions, acceptor);
    }

    @Override
    protected ConnectCore attempt(SocketAddress address, ConnectOptions connectOptions, ConnectHandler handler) {
        return new EpollConnect(this, address, connectOptions, handler);
    }
}
