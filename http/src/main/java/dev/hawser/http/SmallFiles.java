package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers with small files that were sent before, in memory, so that the next one needs no file to be opened. An answer is
 * good as long as its file has the time and size it had, which each request looks at anyway. Any thread.
 *
 * <p>Bounded: what is asked for goes to the young, and when these are half of what is allowed they become the old and the old
 * before them are forgotten. So what is asked for again stays.
 */
final class SmallFiles {

    /** Octets of the largest file that is kept: what costs less to send than to open. */
    static final int LARGEST = 16 * 1024;

    /** What an answer takes beside its content, about. Octets. */
    private static final int OVERHEAD = 1024;

    private record Kept(EntityTag tag, Response response, int octets) {}

    private final long most;
    private volatile ConcurrentHashMap<Path, Kept> young = new ConcurrentHashMap<>();
    private volatile ConcurrentHashMap<Path, Kept> old = new ConcurrentHashMap<>();
    private long held; // Of the young. Guarded by this.

    /** A cache of {@code most} octets; 0 for none. */
    SmallFiles(long most) {
        this.most = most;
    }

    /** Whether {@code chosen} may be kept: small, and not written so shortly ago that it could change unseen. */
    boolean takes(Representation chosen) {
        return chosen.size() <= LARGEST
                && LARGEST + OVERHEAD <= most / 2
                && !chosen.compresses()
                && !chosen.tag().weak();
    }

    /** The answer with {@code chosen}, as it was when it was kept; null when there is none, or the file has changed. */
    @Nullable
    Response find(Representation chosen) {
        Kept kept = young.get(chosen.path());
        if (kept == null) {
            kept = old.get(chosen.path());
            if (kept != null && kept.tag().equals(chosen.tag())) put(chosen.path(), kept);
        }
        return kept != null && kept.tag().equals(chosen.tag()) ? kept.response() : null;
    }

    /** Reads {@code chosen} and keeps the answer with it; null when the file changes meanwhile. */
    @Nullable
    Response keep(Representation chosen, Response.Builder response) throws IOException {
        byte[] content;
        try (InputStream in = Files.newInputStream(chosen.path())) {
            content = in.readNBytes(LARGEST + 1);
        }
        long nanos = Files.getLastModifiedTime(chosen.path()).to(TimeUnit.NANOSECONDS);
        if (content.length != chosen.size() || !chosen.tag().isOf(content.length, nanos)) return null;
        Response made = response.body(Bytes.wrap(content));
        put(chosen.path(), new Kept(chosen.tag(), made, content.length + OVERHEAD));
        return made;
    }

    private synchronized void put(Path path, Kept kept) {
        Kept before = young.put(path, kept);
        held += kept.octets() - (before == null ? 0 : before.octets());
        if (held <= most / 2) return;
        old = young;
        young = new ConcurrentHashMap<>();
        held = 0;
    }

    /** Octets that are held, about. */
    synchronized long held() {
        long sum = held;
        for (Kept kept : old.values()) sum += kept.octets();
        return sum;
    }
}
