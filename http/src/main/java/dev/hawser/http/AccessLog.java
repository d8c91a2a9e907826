package dev.hawser.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each request, on a thread of its own, so that no request waits for a disk.
 *
 * <p>What is not written yet waits in a queue of bounded length. When that is full, or the disk is, lines are lost and
 * counted ({@link #lost}), {@link FaultReport} hears of it at most once in ten seconds, and requests go on. Safe for use
 * by any thread.
 */
public final class AccessLog implements RequestObserver, AutoCloseable {

    /** Requests whose lines may wait. */
    static final int MOST_WAITING = 8192;

    /** Older files that rotation by size keeps: FILE.1 is the youngest of them. */
    static final int KEPT = 4;

    private static final int BATCH = 512;
    private static final long REPORT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long CLOSE_MILLIS = 2_000;

    /** Where lines go. A file is opened again for rotation; a stream that is somebody else's is not. */
    @FunctionalInterface
    interface Target {
        OutputStream open() throws IOException;
    }

    private final AccessLogFormat format;
    private final FaultReport faults;
    private final Target target;
    private final @Nullable Path file;
    private final long mostOctets;
    private final ArrayBlockingQueue<Served> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final Thread writer;
    private volatile boolean reopening;
    private volatile boolean closing;

    // The writer's own.
    private @Nullable OutputStream out;
    private long octets;
    private long rotateAbove;
    private boolean cut; // The last line that the file has is one of which a part was lost.
    private long reportedAt;
    private long reportedLost;

    AccessLog(
            AccessLogFormat format,
            FaultReport faults,
            Target target,
            @Nullable Path file,
            long mostOctets,
            int mostWaiting) {
        this.format = format;
        this.faults = faults;
        this.target = target;
        this.file = file;
        this.mostOctets = mostOctets;
        this.rotateAbove = mostOctets;
        this.waiting = new ArrayBlockingQueue<>(mostWaiting);
        this.reportedAt = System.nanoTime() - REPORT_PAUSE_NANOS;
        this.writer = Thread.ofPlatform().name("hawser-access-log").daemon().unstarted(this::write);
    }

    /**
     * Appends to {@code file}, which is made if it is not there.
     *
     * @param mostOctets above this size the file becomes FILE.1, the one before FILE.2, and so on up to FILE.4; 0 for
     *     never
     * @throws IOException when the file cannot be opened
     */
    public static AccessLog toFile(Path file, AccessLogFormat format, long mostOctets, FaultReport faults)
            throws IOException {
        Target target = () -> Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        AccessLog log = new AccessLog(format, faults, target, file, mostOctets, MOST_WAITING);
        log.open();
        log.writer.start();
        return log;
    }

    /** Writes to {@code stream}, and flushes it after each batch; never closes it. */
    public static AccessLog toStream(OutputStream stream, AccessLogFormat format, FaultReport faults) {
        AccessLog log = new AccessLog(format, faults, () -> stream, null, 0, MOST_WAITING);
        log.out = stream;
        log.writer.start();
        return log;
    }

    /** For tests: a target that can be made to fail, and the file that it writes, if that is one. */
    static AccessLog to(
            Target target, @Nullable Path file, AccessLogFormat format, int mostWaiting, FaultReport faults) {
        AccessLog log = new AccessLog(format, faults, target, file, 0, mostWaiting);
        log.writer.start();
        return log;
    }

    @Override
    public void served(Served request) {
        if (closing || !waiting.offer(request)) lost.incrementAndGet();
    }

    /** Lines that were written. */
    public long written() {
        return written.get();
    }

    /** Lines that were not, because the queue or the disk was full. */
    public long lost() {
        return lost.get();
    }

    /** Closes the file and opens it by its name again, before the next line: for whoever has renamed it. */
    public void reopen() {
        reopening = true;
    }

    /** Writes what waits, for at most two seconds, and closes the file. Twice is once. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---------------------------------------------------------------- the writer

    private void write() {
        List<Served> batch = new ArrayList<>(BATCH);
        StringBuilder text = new StringBuilder(64 * 1024);
        while (true) {
            boolean last = closing;
            try {
                Served first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) batch.add(first);
                waiting.drainTo(batch, BATCH - batch.size());
            } catch (InterruptedException e) {
                last = true; // Nobody but the end of the process interrupts this thread.
            }
            if (!batch.isEmpty()) append(batch, text);
            reportLoss();
            if (last && batch.isEmpty()) break;
            batch.clear();
        }
        shut();
    }

    private void append(List<Served> batch, StringBuilder text) {
        text.setLength(0);
        for (Served request : batch) format.append(text, request);
        byte[] lines = text.toString().getBytes(StandardCharsets.US_ASCII);
        try {
            if (reopening && file != null) {
                reopening = false;
                open();
            }
            if (file != null && mostOctets > 0 && octets != 0 && octets + lines.length > rotateAbove) rotate(file);
            OutputStream to = out;
            if (to == null) to = open();
            if (cut) {
                to.write('\n');
                octets++;
                cut = false;
            }
            to.write(lines);
            to.flush();
            octets += lines.length;
            written.addAndGet(batch.size());
        } catch (IOException | RuntimeException e) {
            int whole = wholeLines(lines);
            written.addAndGet(whole);
            lost.addAndGet(batch.size() - whole);
            report("access log: lines are lost", e);
        }
    }

    /** How many of {@code lines} the file has although writing them failed: a disk that runs full takes some. */
    private int wholeLines(byte[] lines) {
        if (file == null || out == null) return 0;
        long size;
        try {
            size = Files.size(file);
        } catch (IOException e) {
            return 0;
        }
        int came = Math.clamp(size - octets, 0, lines.length);
        int whole = 0;
        for (int i = 0; i < came; i++) if (lines[i] == '\n') whole++;
        if (came != 0) cut = lines[came - 1] != '\n';
        octets = size;
        return whole;
    }

    private OutputStream open() throws IOException {
        shut();
        OutputStream opened = target.open();
        octets = file == null ? 0 : Files.size(file);
        out = opened;
        return opened;
    }

    /** Where a folder forbids it the file goes on growing, and it is tried again when as much again has come. */
    private void rotate(Path current) throws IOException {
        shut();
        rotateAbove = mostOctets;
        try {
            for (int i = KEPT; i > 0; i--) move(i == 1 ? current : numbered(current, i - 1), numbered(current, i));
        } catch (IOException e) {
            rotateAbove = octets + mostOctets;
            report("access log: the file cannot be renamed", e);
        }
        open();
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // There are not so many yet.
        }
    }

    private static Path numbered(Path file, int i) {
        return file.resolveSibling(Objects.requireNonNull(file.getFileName()) + "." + i);
    }

    private void shut() {
        OutputStream open = out;
        out = null;
        if (open == null || file == null) return;
        try {
            open.close();
        } catch (IOException e) {
            report("access log: closing the file", e);
        }
    }

    /** A queue that ran over says so here, where there is time. */
    private void reportLoss() {
        long now = lost.get();
        if (now != reportedLost) report("access log: lines are lost", new IOException(now + " so far"));
    }

    private void report(String what, Exception fault) {
        long now = System.nanoTime();
        if (now - reportedAt < REPORT_PAUSE_NANOS) return;
        reportedAt = now;
        reportedLost = lost.get();
        faults.report(what, fault);
    }
}
