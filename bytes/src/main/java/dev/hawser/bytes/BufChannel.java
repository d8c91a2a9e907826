package dev.hawser.bytes;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** A reader seen as a channel. */
final class BufChannel implements ReadableByteChannel {

    private final Buf source;
    private boolean open = true;

    BufChannel(Buf source) {
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        if (!open) throw new ClosedChannelException();
        if (!target.hasRemaining()) return 0;
        if (!source.hasRemaining()) return -1;
        int before = target.position();
        while (target.hasRemaining() && source.hasRemaining()) {
            ByteBuffer here = source.chunk().asByteBuffer();
            int n = Math.min(here.remaining(), target.remaining());
            target.put(here.limit(n));
            source.advance(n);
        }
        return target.position() - before;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
