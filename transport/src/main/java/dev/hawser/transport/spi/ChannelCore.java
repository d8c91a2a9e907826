package dev.hawser.transport.spi;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.PeerResetException;
import dev.hawser.transport.TurnTask;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The states of a channel, whatever moves its octets. A transport adds the calls that do.
 *
 * <p>Whether events are wanted is changed late: an event that nobody wanted any more turns its cause off. So a pause
 * that ends before the next octet comes, and a list that drains at once, cost no system call.
 */
public abstract class ChannelCore implements Channel, ColdCheck {

    private enum Life {
        OPEN,
        CLOSING,
        CLOSED
    }

    private enum Input {
        FLOWING,
        PAUSED,
        ENDED
    }

    private enum Output {
        OPEN,
        /** The end has been asked for and follows what is still in the list. */
        ENDING,
        ENDED
    }

    /** Of the stretch of a file that is next to be sent. */
    private enum Warmth {
        UNKNOWN,
        /** Another thread waits for the disk. */
        WARMING,
        /** It has been read just now, and is sent without being asked after again: so there is progress in any case. */
        WARM
    }

    /** The loop that owns this channel. */
    protected final LoopCore loop;

    private final BufList out;
    private @Nullable ChannelHandler handler;
    private Life life = Life.OPEN;
    private Input input = Input.FLOWING;
    private Output output = Output.OPEN;
    private boolean blocked;
    private boolean reset;
    private Warmth warmth = Warmth.UNKNOWN;
    private @Nullable IOException cause;

    /** Why nothing can be sent any more, while what has come is still read. */
    private @Nullable IOException broken;

    /** Neighbours among the loop's open channels. */
    @Nullable
    ChannelCore next;

    @Nullable
    ChannelCore previous;

    /** For transports. */
    protected ChannelCore(LoopCore loop) {
        this.loop = loop;
        this.out = new BufList(loop.packBlocks());
    }

    // What a transport adds. All are called in the loop's thread.

    /** Reads once into the start of {@code block}: the octets read, 0 when there are none now, -1 at the end. */
    protected abstract int receive(byte[] block) throws IOException;

    /**
     * Sends what the socket takes of {@code out}, up to the quantum of a turn; whether that was all. Stops in front of a
     * stretch of a file that is not cached and {@link #isCold tells so}.
     */
    protected abstract boolean send(BufList out) throws IOException;

    /** Wants to be told when there is something to read, or not any more. Both may be what it wants already. */
    protected abstract void wantRead(boolean wanted) throws IOException;

    /** Wants to be told when there is room to send, or not any more. Both may be what it wants already. */
    protected abstract void wantWrite(boolean wanted) throws IOException;

    /** Tells the peer that our direction has ended. */
    protected abstract void endOutput() throws IOException;

    /** Gives the descriptor back; so that the peer sees a reset if {@code reset}. Must not fail. */
    protected abstract void release(boolean reset);

    // What it gets.

    /** Registers with the loop, asks {@code acceptor} for the handler, and lets octets flow. */
    protected final void begin(Acceptor acceptor) {
        loop.add(this);
        try {
            handler = acceptor.accept(this);
            if (life == Life.OPEN) wantRead(true);
        } catch (IOException e) {
            fail(e);
        } catch (Throwable fault) {
            handlerFailed(fault);
        }
    }

    /** There is something to read, or the end, or a failure that reading will show. */
    protected final void readable() {
        if (life != Life.OPEN) return;
        try {
            if (input != Input.FLOWING) {
                wantRead(false);
                return;
            }
            byte[] block = loop.readBlock();
            int n = receive(block);
            if (n > 0) {
                loop.readFilled(n);
                deliver(block, 0, n);
            } else if (n < 0) {
                // The system tells of a reset once: who has met it when sending reads an end, and it is none.
                if (broken != null) fail(broken);
                else deliverEnd();
                // Whoever closes now, as most do, need not ask the kernel for anything but that.
                if (life == Life.OPEN) wantRead(false);
            }
        } catch (IOException e) {
            fail(broken == null ? e : broken);
        }
    }

    /** Hands octets to the handler, for transports that have read already. */
    protected final void deliver(byte[] array, int from, int to) {
        ChannelHandler told = handler;
        if (told == null || life != Life.OPEN) return;
        try {
            told.onRead(array, from, to);
        } catch (Throwable fault) {
            handlerFailed(fault);
        }
    }

    /** The peer has ended its direction. */
    protected final void deliverEnd() {
        ChannelHandler told = handler;
        if (told == null || life != Life.OPEN || input == Input.ENDED) return;
        input = Input.ENDED;
        try {
            told.onReadEnd();
        } catch (Throwable fault) {
            handlerFailed(fault);
        }
        if (output == Output.ENDED) close();
    }

    /** There is room to send. */
    protected final void writable() {
        if (life != Life.OPEN) return;
        if (!blocked || broken != null || warmth == Warmth.WARMING) {
            try {
                wantWrite(false);
            } catch (IOException e) {
                fail(e);
            }
            return;
        }
        drain();
    }

    private void drain() {
        blocked = false;
        push();
        ChannelHandler told = handler;
        if (blocked || life != Life.OPEN || told == null) return;
        try {
            told.onDrained();
        } catch (Throwable fault) {
            handlerFailed(fault);
        }
    }

    /** The channel is of no more use; the handler is told at the end of the turn, and the peer sees a reset. */
    protected final void fail(IOException failure) {
        if (life != Life.OPEN) return;
        cause = failure;
        reset = true; // What was cut short must not look complete.
        closing();
    }

    /** Whether our direction's end has been asked for, and may follow what is sent now. */
    protected final boolean isEnding() {
        return output != Output.OPEN;
    }

    /** Whether octets are to be read now. */
    protected final boolean isReading() {
        return life == Life.OPEN && input == Input.FLOWING;
    }

    private void handlerFailed(Throwable fault) {
        loop.report(fault);
        fail(handlerFault(fault));
    }

    static IOException handlerFault(Throwable fault) {
        return new IOException("the connection's handler failed: " + fault, fault);
    }

    boolean isHandledBy(TurnTask task) {
        ChannelHandler told = handler;
        return told != null && told.answersFor(task);
    }

    /**
     * Whether {@code length} octets from {@code position} of {@code file} would have to be waited for. If so they are read
     * ahead elsewhere, and sending goes on when they have been. For {@link #send}, which then has not sent all.
     */
    @Override
    public final boolean isCold(OpenFile file, long position, long length) {
        if (warmth == Warmth.WARM) {
            warmth = Warmth.UNKNOWN;
            return false;
        }
        if (file.isCached(position, length)) return false;
        warmth = Warmth.WARMING;
        loop.counters.countColdRead();
        ReadAhead.begin(new FileRegion(file, position, length), loop, this::warmed);
        return true;
    }

    private void warmed() {
        warmth = Warmth.WARM;
        if (life == Life.OPEN && broken == null) drain();
    }

    private void push() {
        try {
            if (!send(out)) {
                blocked = true;
                out.trim(); // A slow reader must not pin a whole pack array.
                if (warmth != Warmth.WARMING) wantWrite(true);
            } else if (output == Output.ENDING) {
                endOutput();
                output = Output.ENDED;
                if (input == Input.ENDED) close();
            }
        } catch (IOException e) {
            sendingFailed(e);
        }
    }

    /**
     * Sending has failed. A peer that takes nothing any more may have said why before it went: what has come from it is
     * still read, and the failure is told when that ends (RFC 9112 9.5: the answer to a request that was not needed in
     * full).
     */
    protected final void sendingFailed(IOException failure) {
        if (!(failure instanceof PeerResetException) || input != Input.FLOWING || life != Life.OPEN) {
            fail(failure);
            return;
        }
        broken = failure;
        blocked = true;
        try {
            wantWrite(false);
        } catch (IOException e) {
            fail(failure);
        }
    }

    private void closing() {
        life = Life.CLOSING;
        blocked = false;
        loop.closed(this);
    }

    /** The turn ends: the descriptor goes, and the handler learns of it. */
    void reap() {
        life = Life.CLOSED;
        loop.remove(this);
        release(reset);
        ChannelHandler told = handler;
        handler = null;
        try {
            // Before the list is cleared, whose marks would else look to the handler as if all had left.
            if (told != null) told.onClosed(cause);
        } catch (Throwable fault) {
            loop.report(fault);
        }
        try {
            out.clear();
        } catch (Throwable fault) {
            loop.report(fault);
        }
    }

    // What everybody gets.

    @Override
    public final EventLoop loop() {
        return loop;
    }

    @Override
    public final BufList out() {
        return out;
    }

    @Override
    public final void flush() {
        if (life != Life.OPEN || blocked || out.isEmpty()) return;
        if (output == Output.ENDED) {
            throw new IllegalStateException("flush() of %d octets after shutdownOutput()".formatted(out.remaining()));
        }
        push();
    }

    @Override
    public final boolean isBlocked() {
        return blocked;
    }

    @Override
    public final void pauseReading() {
        if (input == Input.FLOWING) input = Input.PAUSED;
        if (broken != null) fail(broken); // Nobody would notice any more.
    }

    @Override
    public final void resumeReading() {
        if (input != Input.PAUSED) return;
        input = Input.FLOWING;
        if (life != Life.OPEN) return;
        try {
            wantRead(true);
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    public final void shutdownOutput() {
        if (life != Life.OPEN || output != Output.OPEN) return;
        output = Output.ENDING;
        if (!blocked) push();
    }

    @Override
    public final void close() {
        if (life == Life.OPEN) closing();
    }

    @Override
    public final void abort() {
        if (life != Life.OPEN) return;
        reset = true;
        closing();
    }

    @Override
    public final boolean isOpen() {
        return life == Life.OPEN;
    }

    @Override
    public @Nullable String applicationProtocol() {
        return null;
    }
}
