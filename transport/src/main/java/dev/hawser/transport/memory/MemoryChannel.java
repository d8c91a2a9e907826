package dev.hawser.transport.memory;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.internal.Raw;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.PeerResetException;
import dev.hawser.transport.spi.ChannelCore;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One end of a connection in memory, in a loop. */
final class MemoryChannel extends ChannelCore {

    private final MemoryLoop owner;
    private final MemoryEnd ours;
    private final MemoryEnd theirs;
    private final @Nullable SocketAddress local;
    private final @Nullable SocketAddress remote;
    private boolean wantsRead;
    private boolean wantsWrite;

    MemoryChannel(
            MemoryLoop owner,
            MemoryEnd ours,
            MemoryEnd theirs,
            @Nullable SocketAddress local,
            @Nullable SocketAddress remote) {
        super(owner);
        this.owner = owner;
        this.ours = ours;
        this.theirs = theirs;
        this.local = local;
        this.remote = remote;
    }

    void open(Acceptor acceptor) {
        begin(acceptor);
    }

    boolean isReady() {
        return isOpen() && (canRead() || canWrite() || (ours.reset && isOpen()));
    }

    private boolean canRead() {
        return wantsRead && (ours.size() > 0 || ours.ended || ours.reset);
    }

    private boolean canWrite() {
        return wantsWrite && (theirs.room() > 0 || theirs.gone);
    }

    void ready() {
        // A reset is told whatever is wanted, as a socket does.
        if (ours.reset) fail(new PeerResetException("the peer has broken the connection off"));
        if (canRead()) readable();
        if (canWrite()) writable();
    }

    @Override
    protected int receive(byte[] block) {
        int n = ours.size() == 0 && ours.ended ? -1 : ours.take(block);
        owner.cells().countRead(n);
        return n;
    }

    @Override
    protected boolean send(BufList out) throws IOException {
        if (out.isEmpty()) return true;
        if (theirs.gone) throw new PeerResetException("the peer has gone");
        long offered = out.remaining();
        Copy copy = new Copy(Math.min(theirs.room(), owner.loopOptions().writeQuantum()));
        Raw.spans(out, copy);
        out.advance(copy.taken);
        owner.cells().countWrite(copy.entries, copy.taken, offered);
        if (copy.failure != null) throw copy.failure;
        return out.isEmpty();
    }

    @Override
    protected void wantRead(boolean wanted) {
        wantsRead = wanted;
    }

    @Override
    protected void wantWrite(boolean wanted) {
        wantsWrite = wanted;
    }

    @Override
    protected void endOutput() {
        theirs.ended = true;
    }

    @Override
    protected void release(boolean reset) {
        owner.forget(this);
        ours.gone = true;
        theirs.ended = true;
        // A socket that is closed over unread octets resets, too.
        if (reset || ours.size() > 0) theirs.reset = true;
    }

    @Override
    public @Nullable SocketAddress local() {
        return local;
    }

    @Override
    public @Nullable SocketAddress remote() {
        return remote;
    }

    /** Copies the front of a list to the other end. */
    private final class Copy implements Raw.Spans {
        private final int limit;
        private int taken;
        private int entries;
        private @Nullable IOException failure;

        Copy(int limit) {
            this.limit = limit;
        }

        @Override
        public boolean heap(byte[] array, int offset, int length) {
            int n = Math.min(length, limit - taken);
            if (n > 0) entries++;
            theirs.add(array, offset, n);
            taken += n;
            return n == length;
        }

        @Override
        public boolean memory(MemorySegment memory, ByteBuffer buffer, long offset, int length) {
            int n = Math.min(length, limit - taken);
            byte[] copy = memory.asSlice(offset, n).toArray(ValueLayout.JAVA_BYTE);
            return heap(copy, 0, n) && n == length;
        }

        @Override
        public boolean file(FileRegion region, long start, long length) {
            int n = (int) Math.min(length, limit - taken);
            ByteBuffer copy = ByteBuffer.allocate(n);
            try {
                read(region, region.position() + start, copy);
            } catch (IOException e) {
                failure = e;
                return false;
            }
            return heap(copy.array(), 0, n) && n == length;
        }

        private static void read(FileRegion region, long from, ByteBuffer target) throws IOException {
            if (!region.file().hold()) throw new IOException("a file was closed before it was sent");
            try {
                while (target.hasRemaining()) {
                    if (region.file().channel().read(target, from + target.position()) < 0) {
                        throw new EOFException(
                                "a file ended at octet %d, before its region did".formatted(from + target.position()));
                    }
                }
            } finally {
                region.file().release();
            }
        }
    }
}
