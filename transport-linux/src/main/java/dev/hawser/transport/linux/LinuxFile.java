package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.hawser.bytes.OpenFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A regular file whose descriptor is known. */
final class LinuxFile extends OpenFile {

    private static final int STATX_SIZE = 256;
    private static final long MODE_OFFSET = 28;
    private static final long SIZE_OFFSET = 40;
    private static final int TYPE_MASK = 0xf000;
    private static final int REGULAR = 0x8000;

    /** To be used only while this is held. */
    final int fd;

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
    protected synchronized void closeNow() throws IOException {
        Socket.close(fd);
        if (channel != null) channel.close();
    }
}
