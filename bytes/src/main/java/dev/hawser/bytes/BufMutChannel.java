package dev.hawser.bytes;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/** A place seen as a channel. */
final class BufMutChannel implements WritableByteChannel {

    private final BufMut target;
    private boolean open = true;

    BufMutChannel(BufMut target) {
        this.target = target;
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        if (!open) throw new ClosedChannelException();
        int n = (int) Math.min(source.remaining(), target.remainingMut());
        byte[] some = new byte[Math.min(n, 8192)];
        for (int left = n; left > 0; ) {
            int k = Math.min(left, some.length);
            source.get(some, 0, k);
            target.write(some, 0, k);
            left -= k;
        }
        return n;
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
