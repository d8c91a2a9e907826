package dev.hawser.transport.tls;

import dev.hawser.bytes.BufList;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.PeerResetException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One end of a pair of channels in memory whose writes can be short and whose reads can be cut as a test likes. */
final class LinkEnd implements Channel {

    private enum Life {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final SteppedLoop loop;
    private final BufList out;
    private LinkEnd peer = this;
    private @Nullable ChannelHandler handler;
    private Life life = Life.OPEN;
    private byte[] inbox = new byte[0];
    private int inboxAt;
    private boolean peerEnded;
    private boolean endTold;
    private boolean ending;
    private boolean ended;
    private boolean paused;
    private boolean blocked;
    private @Nullable IOException cause;

    /** Octets that one flush sends at most; the rest waits for the next turn. */
    int writeLimit = Integer.MAX_VALUE;
    /** Octets that one read delivers at most. */
    int readLimit = Integer.MAX_VALUE;
    /** Everything sent so far, and how many flushes sent something. */
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    int writes;
    /** Changes what is sent on its way. */
    UnaryOperator<byte[]> tampering = octets -> octets;

    private LinkEnd(SteppedLoop loop) {
        this.loop = loop;
        this.out = new BufList(loop.packBlocks());
        loop.ends.add(this);
    }

    /** Puts octets into this end's way that nobody has sent. */
    void receives(byte[] octets) {
        inbox = octets;
        inboxAt = 0;
    }

    /** A pair on one loop; neither end has a handler yet. */
    static LinkEnd[] pair(SteppedLoop loop) {
        LinkEnd a = new LinkEnd(loop);
        LinkEnd b = new LinkEnd(loop);
        a.peer = b;
        b.peer = a;
        return new LinkEnd[] {a, b};
    }

    void handledBy(ChannelHandler value) {
        handler = value;
    }

    boolean deliver() {
        if (life != Life.OPEN) return false;
        boolean busy = false;
        if (blocked) {
            blocked = false;
            push();
            if (!blocked && life == Life.OPEN) Objects.requireNonNull(handler).onDrained();
            busy = true;
        }
        if (paused || life != Life.OPEN || handler == null) return busy;
        if (inboxAt < inbox.length) {
            int n = Math.min(readLimit, inbox.length - inboxAt);
            byte[] lent = new byte[n + 3];
            System.arraycopy(inbox, inboxAt, lent, 3, n);
            inboxAt += n;
            handler.onRead(lent, 3, n + 3);
            Arrays.fill(lent, (byte) 0x5a);
            return true;
        }
        if (peerEnded && !endTold) {
            endTold = true;
            handler.onReadEnd();
            if (ended) close();
            return true;
        }
        return busy;
    }

    boolean reap() {
        if (life != Life.CLOSING) return false;
        life = Life.CLOSED;
        out.clear();
        ChannelHandler told = handler;
        if (told != null) told.onClosed(cause);
        return true;
    }

    private void push() {
        int n = (int) Math.min(writeLimit, out.remaining());
        if (n > 0) {
            byte[] all = out.copyRemaining().toByteArray();
            byte[] now = tampering.apply(Arrays.copyOf(all, n));
            sent.writeBytes(now);
            writes++;
            if (peer.life == Life.OPEN) {
                int left = peer.inbox.length - peer.inboxAt;
                byte[] joined = new byte[left + now.length];
                System.arraycopy(peer.inbox, peer.inboxAt, joined, 0, left);
                System.arraycopy(now, 0, joined, left, now.length);
                peer.inbox = joined;
                peer.inboxAt = 0;
            }
            out.advance(n);
        }
        blocked = !out.isEmpty();
        if (!blocked && ending && !ended) {
            ended = true;
            peer.peerEnded = true;
            if (endTold) close();
        }
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public BufList out() {
        return out;
    }

    @Override
    public void flush() {
        if (life == Life.OPEN && !blocked && !out.isEmpty()) push();
    }

    @Override
    public boolean isBlocked() {
        return blocked;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void shutdownOutput() {
        if (life != Life.OPEN || ending) return;
        ending = true;
        if (!blocked) push();
    }

    @Override
    public void close() {
        if (life != Life.OPEN) return;
        life = Life.CLOSING;
        blocked = false;
        peer.peerEnded = true;
    }

    @Override
    public void abort() {
        if (life != Life.OPEN) return;
        life = Life.CLOSING;
        blocked = false;
        if (peer.life == Life.OPEN) {
            peer.life = Life.CLOSING;
            peer.cause = new PeerResetException("reset by the other end");
        }
    }

    @Override
    public boolean isOpen() {
        return life == Life.OPEN;
    }

    @Override
    public @Nullable SocketAddress local() {
        return null;
    }

    @Override
    public @Nullable SocketAddress remote() {
        return null;
    }

    @Override
    public @Nullable String applicationProtocol() {
        return null;
    }
}
