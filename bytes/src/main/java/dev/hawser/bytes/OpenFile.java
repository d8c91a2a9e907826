package dev.hawser.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file opened for reading, from which a transport sends without bringing the octets into user space where it can.
 *
 * <p>Abstract because the JDK does not tell a {@link FileChannel}'s descriptor: a transport that calls {@code sendfile}
 * opens the file itself and knows its own kind again. Every kind lends a channel, so that any transport can send any
 * file, if need be by copying.
 *
 * <p>Safe for use by several threads. {@link #close} takes effect when the last {@link #hold} has been released, so a
 * descriptor is never used after it has come to mean another file.
 */
public abstract class OpenFile implements Closeable {

    private static final int READ_AHEAD = 64 << 10;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(OpenFile.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Twice the number of holds, and one more once closing has been asked for. */
    private volatile int state;

    private volatile boolean padded;
    private volatile boolean fellShort;

    /** For the kinds of open files. */
    protected OpenFile() {}

    /** Opens {@code path} by the JDK. Whether that file can be sent without a copy depends on the transport. */
    public static OpenFile open(Path path) throws IOException {
        return of(FileChannel.open(path, StandardOpenOption.READ));
    }

    /** Takes over {@code channel}, which must be open for reading: it is closed with the result. */
    public static OpenFile of(FileChannel channel) {
        return new ChannelFile(Objects.requireNonNull(channel));
    }

    /** The file's size now, in octets. */
    public abstract long size() throws IOException;

    /** A channel on this very file, lent until this is closed; its position is nobody's. Read by absolute positions. */
    public abstract FileChannel channel() throws IOException;

    /**
     * Whether octets {@code [position, position + length)} can be read now without waiting for a disk. Does not wait itself.
     * A kind that cannot tell says no; then they are read ahead first.
     */
    public boolean isCached(long position, long length) {
        return false;
    }

    /** Reads the octets so that they are cached. Waits for the disk; may end early where the file does. */
    public void readAhead(long position, long length) throws IOException {
        ByteBuffer scratch = ByteBuffer.allocate((int) Math.min(length, READ_AHEAD));
        for (long at = position, end = position + length; at < end; ) {
            int n = channel().read(scratch.clear().limit((int) Math.min(end - at, scratch.capacity())), at);
            if (n < 0) return;
            at += n;
        }
    }

    /**
     * From now on a transport sends zeros for octets that the file has lost since it was opened, instead of breaking off,
     * and {@link #fellShort} tells: for protocols that cut a file into frames, where a frame once begun has to be completed
     * and something better than the connection can be given up. Returns false, and changes nothing, where the kind of file
     * cannot do it.
     */
    public final boolean padShortfall() {
        if (!canFallShort()) return false;
        padded = true;
        return true;
    }

    /** Whether zeros were sent for octets that were lost. */
    public final boolean fellShort() {
        return fellShort;
    }

    /** For transports: octets that are to be sent are not there. Returns whether zeros are to be sent for them. */
    public final boolean fallShort() {
        if (padded) fellShort = true;
        return padded;
    }

    /** Whether transports that send this kind of file ask {@link #fallShort}. */
    protected boolean canFallShort() {
        return false;
    }

    /** Gives the descriptor back to the system. Called once, by the thread that closes or releases last. */
    protected abstract void closeNow() throws IOException;

    /** Keeps the file open until {@link #release}. Returns false, and holds nothing, when it has been closed. */
    public final boolean hold() {
        while (true) {
            int now = state;
            if ((now & 1) != 0) return false;
            if (STATE.compareAndSet(this, now, now + 2)) return true;
        }
    }

    /** Ends one {@link #hold}. */
    public final void release() throws IOException {
        int now;
        do {
            now = state;
            if (now < 2) throw new IllegalStateException("release() without hold()");
        } while (!STATE.compareAndSet(this, now, now - 2));
        if (now == 3) closeNow();
    }

    /** Whether {@link #close} has not been called. */
    public final boolean isOpen() {
        return (state & 1) == 0;
    }

    /** Closes the file, now or when the last hold ends. Regions of it that are not sent yet fail their connection. */
    @Override
    public final void close() throws IOException {
        int before = (int) STATE.getAndBitwiseOr(this, 1);
        if (before == 0) closeNow();
    }

    private static final class ChannelFile extends OpenFile {
        private final FileChannel channel;

        ChannelFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public FileChannel channel() {
            return channel;
        }

        @Override
        protected void closeNow() throws IOException {
            channel.close();
        }
    }
}
