package dev.hawser.transport.linux;

import dev.hawser.bytes.BufList;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.spi.ChannelCore;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket that the kernel reads by itself.
 *
 * <p>Octets that it had read when the handler paused are kept, at most what the buffers of the loop hold, and delivered
 * when the handler resumes.
 */
final class UringChannel extends ChannelCore implements UringLoop.Seated, SendBlocks.Sender {

    private static final int RECEIVED = 0;
    private static final int WRITABLE = 1;
    private static final int BROKEN = 2;
    private static final int NEVER = -1;

    /** What becomes of the operation that receives. */
    private enum Receiving {
        OFF,
        ON,
        CALLED_OFF,
        /** The peer has ended its direction: there will be no more. */
        ENDED
    }

    private final UringLoop owner;
    private final int fd;
    private final int seat;
    private Receiving receiving = Receiving.OFF;
    private boolean wanted;
    private boolean watchesRoom;
    private boolean watchesErrors;

    /** The buffer that is being delivered holds this many octets. */
    private int arrived;

    private int buffer;

    /** The hand-over in which a block goes; nothing may overtake it. */
    private int handOver = NEVER;

    /** The block that a full socket has taken up to {@link #restFrom} only. */
    private int restBlock = SendBlocks.NONE;

    private int restFrom;

    /** What had been read when nobody wanted it. */
    private byte @Nullable [] kept;

    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;

    /** Takes {@code fd} over. */
    UringChannel(UringLoop owner, int fd) {
        super(owner);
        this.owner = owner;
        this.fd = fd;
        this.seat = owner.sit(this);
    }

    /** Takes {@code fd} over, and its seat, on which nothing is asked for any more. */
    UringChannel(UringLoop owner, int fd, int seat) {
        super(owner);
        this.owner = owner;
        this.fd = fd;
        this.seat = seat;
        owner.handOver(seat, this);
    }

    void open(Acceptor acceptor) {
        begin(acceptor);
    }

    @Override
    public void done(int kind, int result, int flags) {
        switch (kind) {
            case RECEIVED -> received(result, flags);
            case WRITABLE -> {
                watchesRoom = false;
                if (result != -Sys.ECANCELED) room();
            }
            default -> {
                watchesErrors = false;
                if (result > 0) broken(result);
            }
        }
    }

    private void room() {
        if (isBlocked() || restBlock == SendBlocks.NONE || !isOpen()) {
            writable();
            return;
        }
        try {
            if (!sendRest()) watchRoom();
        } catch (IOException e) {
            sendingFailed(e);
        }
    }

    @Override
    public void unsent(int block, int result) {
        handOver = NEVER;
        if (!isOpen()) return;
        if (result < 0 && result != -Sys.EAGAIN && result != -Sys.EINTR) {
            sendingFailed(Errno.moving("writing", -result));
            return;
        }
        // The socket is full. The rest goes first when there is room.
        int taken = Math.max(result, 0);
        owner.cells().countTakenBack(owner.sendBlocks.length(block) - taken);
        owner.sendBlocks.keep(block);
        restBlock = block;
        restFrom = taken;
        watchRoom();
    }

    /** What was asked for in the turn before has been handed over, and there was more. */
    void handedOver() {
        if (restBlock == SendBlocks.NONE && isBlocked()) writable();
    }

    /** Sends what a full socket has left of a block; whether that was all. */
    private boolean sendRest() throws IOException {
        int length = owner.sendBlocks.length(restBlock) - restFrom;
        long n = Sys.send(owner.errno, fd, owner.sendBlocks.address(restBlock) + restFrom, length, Sys.MSG_NOSIGNAL);
        owner.cells().countWrite(1, Math.max(n, 0), length);
        if (n < 0 && n != -Sys.EAGAIN && n != -Sys.EINTR) throw Errno.moving("writing", (int) -n);
        restFrom += (int) Math.max(n, 0);
        if (n < length) return false;
        owner.sendBlocks.giveBack(restBlock);
        restBlock = SendBlocks.NONE;
        return true;
    }

    private void received(int result, int flags) {
        boolean goesOn = (flags & Ring.MORE) != 0;
        if (!goesOn) receiving = Receiving.OFF;
        if (result > 0) {
            buffer = flags >>> 16;
            arrived = result;
            owner.cells().countRead(result);
            if (kept == null) readable();
            if (arrived != 0) keep();
            owner.buffers.giveBack(buffer);
        } else if (result == 0) {
            owner.cells().countRead(0);
            receiving = Receiving.ENDED;
            if (kept == null) readable();
            return;
        } else if (result != -Sys.ECANCELED && result != -Sys.ENOBUFS) {
            fail(Errno.moving("reading", -result));
            return;
        }
        if (!goesOn && wanted && isOpen()) listen();
    }

    private void keep() {
        byte[] before = kept;
        int length = before == null ? 0 : before.length;
        byte[] all = before == null ? new byte[arrived] : Arrays.copyOf(before, length + arrived);
        owner.buffers.copy(buffer, all, length, arrived);
        arrived = 0;
        kept = all;
    }

    /** The handler has resumed: it gets what was kept. */
    void deliverKept() {
        while (kept != null && isReading()) readable();
        if (kept != null || !isReading()) return;
        if (receiving == Receiving.ENDED) readable();
        else if (receiving == Receiving.OFF) listen();
    }

    @Override
    protected int receive(byte[] block) {
        byte[] first = kept;
        if (first != null) {
            int n = Math.min(first.length, block.length);
            System.arraycopy(first, 0, block, 0, n);
            kept = n == first.length ? null : Arrays.copyOfRange(first, n, first.length);
            return n;
        }
        int n = arrived;
        if (n == 0) return receiving == Receiving.ENDED ? -1 : 0;
        arrived = 0;
        owner.buffers.copy(buffer, block, 0, n);
        return n;
    }

    private void listen() {
        owner.receive(fd, seat, RECEIVED);
        receiving = Receiving.ON;
    }

    @Override
    protected void wantRead(boolean read) {
        wanted = read;
        if (read) {
            if (kept != null || receiving == Receiving.ENDED) owner.resumes(this);
            else if (receiving == Receiving.OFF) listen();
            return;
        }
        if (receiving == Receiving.ON) {
            owner.cancel(seat, RECEIVED);
            receiving = Receiving.CALLED_OFF;
        }
        // Nobody reads any more, so nobody would see a reset.
        if (!watchesErrors && isOpen()) {
            watchesErrors = true;
            owner.watch(fd, seat, BROKEN, 0, false);
        }
    }

    private void broken(int events) {
        if (!isOpen() || (events & Sys.EPOLLERR) == 0) return; // Both directions have ended.
        if (isReading() && receiving != Receiving.ENDED) return; // Reading will show it.
        int error = Socket.error(fd);
        fail(Errno.moving("waiting", error == 0 ? Sys.ECONNRESET : error));
    }

    @Override
    protected boolean send(BufList out) throws IOException {
        if (handOver == owner.handOver() || (restBlock != SendBlocks.NONE && !sendRest())) return false;
        if (!out.isEmpty() && !isEnding()) {
            int block = owner.sendBlocks.copy(out, this);
            if (block != SendBlocks.NONE) {
                int length = owner.sendBlocks.length(block);
                handOver = owner.handOver();
                owner.send(fd, block);
                owner.cells().countStaged(length);
                owner.cells().countWrite(1, length, length);
                out.advance(length);
                return true;
            }
        }
        return owner.gather.send(fd, out, this);
    }

    @Override
    protected void wantWrite(boolean write) {
        if (!write) return;
        if (handOver == owner.handOver()) owner.sendsAfterwards(this);
        else watchRoom();
    }

    private void watchRoom() {
        if (watchesRoom || !isOpen()) return;
        watchesRoom = true;
        owner.watch(fd, seat, WRITABLE, Sys.EPOLLOUT, false);
    }

    @Override
    protected void endOutput() throws IOException {
        int failed = Sys.shutdownOutput(owner.errno, fd);
        // Not connected any more: the failure itself comes as an event.
        if (failed < 0 && failed != -Sys.ENOTCONN) throw Errno.moving("ending the output", -failed);
    }

    @Override
    protected void release(boolean reset) {
        kept = null;
        if (restBlock != SendBlocks.NONE) owner.sendBlocks.giveBack(restBlock);
        if (reset) Socket.resetOnClose(fd);
        int waiting = 0;
        if (receiving == Receiving.ON) waiting |= 1 << RECEIVED;
        if (watchesRoom) waiting |= 1 << WRITABLE;
        if (watchesErrors) waiting |= 1 << BROKEN;
        owner.leave(seat, fd, waiting);
    }

    @Override
    public @Nullable SocketAddress local() {
        if (local == null && isOpen()) local = Socket.local(fd);
        return local;
    }

    @Override
    public @Nullable SocketAddress remote() {
        if (remote == null && isOpen()) remote = Socket.remote(fd);
        return remote;
    }
}
