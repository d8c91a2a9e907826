package dev.hawser.transport.linux;

import dev.hawser.transport.EventLoop;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The stretches of files that are mapped while they leave in frames: many small pieces, each behind a head of its own, that
 * one gathering call can name where {@code sendfile} would take a call for each.
 *
 * <p>Only the kernel reads what is mapped here. Where a file has lost octets it says EFAULT, which no program dies of. At
 * most {@link #MOST} windows are open for a loop, whoever reads slowly; the oldest makes room for the next. The loop's own.
 */
final class FileWindows {

    /** Octets of a window at most. */
    static final int LENGTH = 4 << 20;

    /** Windows of a loop at most. */
    static final int MOST = 16;

    private static final String CLOSED = "a file was closed before it was sent";

    /** A stretch of a file in memory. */
    static final class Window {
        final FileWindows owner;
        final LinuxFile file;
        final long address;
        final long from;
        final long length;

        private Window(FileWindows owner, LinuxFile file, long address, long from, long length) {
            this.owner = owner;
            this.file = file;
            this.address = address;
            this.from = from;
            this.length = length;
        }

        /** Whether it is mapped still. The loop's own. */
        boolean isOpen() {
            return owner.open.contains(this);
        }

        /** How many octets of the file lie in memory from its octet {@code at} on. */
        long covers(long at) {
            return at < from ? 0 : Math.max(0, from + length - at);
        }

        long address(long at) {
            return address + at - from;
        }

        /** The file is closed: nobody will ask for it again. Any thread. */
        void drop() {
            if (owner.loop.inLoop()) {
                owner.drop(this);
                return;
            }
            try {
                owner.loop.execute(() -> owner.drop(this));
            } catch (RejectedExecutionException ended) {
                // Then all of its windows have gone.
            }
        }
    }

    private final EventLoop loop;
    private final MemorySegment errno;
    private final ArrayDeque<Window> open = new ArrayDeque<>(MOST);

    FileWindows(EventLoop loop, MemorySegment errno) {
        this.loop = loop;
        this.errno = errno;
    }

    /** The window that has octet {@code at} of {@code file}, or null. */
    @Nullable
    Window at(LinuxFile file, long at) {
        Window known = file.window;
        return known != null && known.owner == this && known.covers(at) > 0 ? known : null;
    }

    /** Maps {@code file} from about {@code from} on, towards {@code end}; null where the system will not have it. */
    @Nullable
    Window open(LinuxFile file, long from, long end) throws IOException {
        Window before = file.window;
        if (before != null && before.owner == this) drop(before);
        else if (open.size() == MOST) drop(open.getFirst());
        if (!file.hold()) throw new IOException(CLOSED);
        Window made = null;
        try {
            long start = from - from % LinuxFile.PAGE;
            long length = Math.min(LENGTH, end - start);
            long address = Sys.mapFile(errno, file.fd, length, start);
            if (address >= 0) {
                made = new Window(this, file, address, start, length);
                file.window = made;
                open.addLast(made);
            }
        } finally {
            file.release();
        }
        // Somebody has closed the file meanwhile: with the last hold on it the window went, and its address is
        // anybody's.
        if (made != null && !made.isOpen()) throw new IOException(CLOSED);
        return made;
    }

    private void drop(Window window) {
        if (!open.remove(window)) return;
        if (window.file.window == window) window.file.window = null;
        Sys.unmap(errno, window.address, window.length);
    }

    /** The loop has ended. */
    void dropAll() {
        while (!open.isEmpty()) drop(open.getFirst());
    }
}
