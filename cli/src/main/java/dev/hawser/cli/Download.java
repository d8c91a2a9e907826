package dev.hawser.cli;

import dev.hawser.http.CallException;
import dev.hawser.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where the content of a reply goes: a file, or standard output. A file that cannot be completed keeps what has come, and
 * whoever breaks the command off is told how much that is.
 */
final class Download implements AutoCloseable {

    private static final long REDRAW = 100_000_000L;
    private static final int BLOCK = 16 * 1024;

    private final @Nullable Path file;
    private final PrintStream standard;
    private final ProgressBar progress;
    private final Thread hook = new Thread(this::brokenOff, "hawser-get-broken-off");

    /** Octets that are where they belong, those of an earlier run included. */
    private volatile long done;

    private volatile boolean ending;

    /**
     * Begins.
     *
     * @param file null for standard output
     * @param from how many octets of the file are there already
     */
    Download(@Nullable Path file, long from, PrintStream standard, ProgressBar progress) {
        this.file = file;
        this.done = from;
        this.standard = standard;
        this.progress = progress;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** On SIGINT and SIGTERM, while the JVM ends: takes the bar away, and says what is left behind. */
    private void brokenOff() {
        ending = true;
        progress.close();
        String left = file == null || done == 0 ? "" : "; %s has %d octets (-C - goes on)".formatted(file, done);
        System.err.println("hawser get: interrupted" + left);
    }

    /** Writes {@code before} and the content of {@code reply}. */
    void write(byte[] before, Reply reply) throws IOException {
        long length = reply.body().length();
        long whole = length < 0 ? -1 : done + length;
        try (OutputStream to = open()) {
            to.write(before);
            copy(reply, to, whole);
        } catch (CallException e) {
            if (file == null) throw e;
            String of = whole < 0 ? "" : " of " + whole;
            throw new Failure("%s; %s has %d%s octets".formatted(e.getMessage(), file, done, of), e);
        }
    }

    /** There is nothing behind what is there already. */
    void isComplete() throws IOException {
        if (file != null) open().close();
    }

    private OutputStream open() throws IOException {
        if (file == null) return new Standard(standard);
        if (done == 0) {
            return new Named(
                    file,
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING));
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        // What stands behind is of another time, and would outlive a content that is shorter.
        return new Named(file, channel.truncate(done).position(done));
    }

    private void copy(Reply reply, OutputStream to, long whole) throws IOException {
        long from = done;
        long reached = from;
        long begun = System.nanoTime();
        long drawn = begun;
        byte[] block = new byte[BLOCK];
        InputStream content = reply.body().asInputStream();
        for (int n; (n = content.read(block)) >= 0; ) {
            to.write(block, 0, n);
            reached += n;
            done = reached;
            long now = System.nanoTime();
            if (now - drawn < REDRAW || ending) continue;
            drawn = now;
            double rate = (reached - from) * 1e9 / (now - begun);
            String text = "%s, %s/s".formatted(LoadReport.octets((double) reached), LoadReport.octets(rate));
            progress.show(whole <= 0 ? -1 : (double) reached / whole, text);
        }
        to.flush();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The JVM is ending already, and the hook has taken the bar away.
        }
        progress.close();
    }

    /** A file whose failures name it. */
    private static final class Named extends OutputStream {
        private final Path file;
        private final OutputStream to;

        Named(Path file, FileChannel channel) {
            this.file = file;
            this.to = Channels.newOutputStream(channel);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] array, int offset, int count) throws IOException {
            try {
                to.write(array, offset, count);
            } catch (IOException e) {
                throw new IOException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
            }
        }

        @Override
        public void close() throws IOException {
            to.close();
        }
    }

    /** Standard output, which tells of its failures only when it is asked, and which is not ours to close. */
    private static final class Standard extends OutputStream {
        private final PrintStream to;

        Standard(PrintStream to) {
            this.to = to;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] array, int offset, int count) throws IOException {
            to.write(array, offset, count);
            if (to.checkError()) throw new IOException("standard output takes no more");
        }

        @Override
        public void flush() {
            to.flush();
        }
    }
}
