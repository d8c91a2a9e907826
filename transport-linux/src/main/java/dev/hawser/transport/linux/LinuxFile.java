package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.hawser.bytes.OpenFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A regular file whose descriptor is known. */
final class LinuxFile extends OpenFile {

    private static final int CACHESTAT_SIZE = 40;
    private static final int STATX_SIZE = 256;
    private static final long MODE_OFFSET = 28;
    private static final long SIZE_OFFSET = 40;
    private static final int TYPE_MASK = 0xf000;
    private static final int REGULAR = 0x8000;

    static final long PAGE = pageSize();

    /** To be used only while this is held. */
    final int fd;

    /** What a loop has mapped of it, last. */
    volatile FileWindows.@Nullable Window window;

    private final Path path;
    private @Nullable FileChannel channel;

    private LinuxFile(int fd, Path path) {
        this.fd = fd;
        this.path = path;
    }

    static LinuxFile openFile(Path path) throws IOException {
        int fd = Socket.with((arena, errno) -> Sys.open(errno, arena.allocateFrom(path.toString())));
        if (fd < 0) throw Errno.file(path, -fd);
        LinuxFile file = new LinuxFile(fd, path);
        boolean regular = false;
        try {
            regular = Socket.with((arena, errno) -> {
                MemorySegment stat = file.stat(arena.allocate(STATX_SIZE, 8), arena.allocateFrom(""), errno);
                return (stat.get(JAVA_SHORT, MODE_OFFSET) & TYPE_MASK) == REGULAR;
            });
        } finally {
            if (!regular) file.close();
        }
        if (!regular) throw new FileSystemException(path.toString(), null, "not a regular file");
        return file;
    }

    private MemorySegment stat(MemorySegment result, MemorySegment empty, MemorySegment errno) throws IOException {
        int failed = Sys.statx(errno, fd, empty, result);
        if (failed < 0) throw Errno.file(path, -failed);
        return result;
    }

    @Override
    public long size() throws IOException {
        if (!hold()) throw new IOException(path + " has been closed");
        try {
            return Socket.with((arena, errno) -> stat(arena.allocate(STATX_SIZE, 8), arena.allocateFrom(""), errno)
                    .get(JAVA_LONG, SIZE_OFFSET));
        } finally {
            release();
        }
    }

    /**
     * {@code cachestat} counts pages, but only for who owns the file or may write to it. For others the octets are read, if
     * they are cached, to where nobody looks at them.
     */
    @Override
    public boolean isCached(long position, long length) {
        if (length <= 0) return true;
        try {
            if (!hold()) return true; // Sending will say so.
            try {
                return Socket.with((arena, errno) -> isCached(arena, errno, position, length));
            } finally {
                release();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isCached(Arena arena, MemorySegment errno, long position, long length) {
        MemorySegment range = arena.allocateFrom(JAVA_LONG, position, length);
        MemorySegment counted = arena.allocate(CACHESTAT_SIZE, 8);
        if (Sys.cachestat(errno, fd, range, counted) == 0) {
            long pages = (position + length - 1) / PAGE - position / PAGE + 1;
            return counted.get(JAVA_LONG, 0) >= pages;
        }
        return isReadable(arena, errno, position, length);
    }

    /** As {@link #isCached}, for a file of somebody else's. */
    boolean isReadable(long position, long length) throws IOException {
        return Socket.with((arena, errno) -> isReadable(arena, errno, position, length));
    }

    private boolean isReadable(Arena arena, MemorySegment errno, long position, long length) {
        MemorySegment entry = arena.allocate(16, 8);
        entry.set(JAVA_LONG, 0, Scratch.MEMORY.address());
        for (long at = position, end = position + length; at < end; ) {
            entry.set(JAVA_LONG, 8, Math.min(end - at, Scratch.MEMORY.byteSize()));
            long n = Sys.readCached(errno, fd, entry, at);
            if (n <= 0) return n == 0; // At the end of the file nothing is waited for.
            at += n;
        }
        return true;
    }

    /** Written by any thread, read by none. */
    private static final class Scratch {
        static final MemorySegment MEMORY = Arena.global().allocate(128 << 10);
    }

    private static long pageSize() {
        try {
            return Socket.with((arena, errno) -> Sys.pageSize(errno));
        } catch (IOException e) {
            throw new AssertionError(e); // It cannot fail.
        }
    }

    /** This name leads to the very file that is open, whatever has become of its path. */
    @Override
    public synchronized FileChannel channel() throws IOException {
        FileChannel known = channel;
        if (known != null) return known;
        if (!hold()) throw new IOException(path + " has been closed");
        try {
            known = FileChannel.open(Path.of("/proc/self/fd/" + fd), StandardOpenOption.READ);
            channel = known;
            return known;
        } finally {
            release();
        }
    }

    @Override
    protected boolean canFallShort() {
        return true;
    }

    @Override
    protected synchronized void closeNow() throws IOException {
        FileWindows.Window mapped = window;
        if (mapped != null) mapped.drop();
        Socket.close(fd);
        if (channel != null) channel.close();
    }
}
