package dev.hawser.http;

import dev.hawser.message.HttpDate;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a file is sent to one client.
 *
 * @param path the file the octets come from
 * @param size its octets
 * @param type the media type
 * @param coding the content coding, or null for none
 * @param compresses whether that coding is applied while it is sent; else the octets are coded already
 * @param varies whether another Accept-Encoding could have chosen another form
 * @param tag stands for this form
 * @param modified when the file was modified last, in seconds since 1970-01-01T00:00:00Z and not in the future;
 *     {@link HttpDate#INVALID} when that cannot be said in a field
 */
record Representation(
        Path path,
        long size,
        String type,
        @Nullable String coding,
        boolean compresses,
        boolean varies,
        EntityTag tag,
        long modified) {

    /** The octets of {@code path} as they are, coded already if {@code coding} is not null. */
    static Representation stored(
            Path path, BasicFileAttributes of, String type, @Nullable String coding, boolean varies, long nowMillis) {
        String suffix = coding == null ? "" : "-" + coding;
        EntityTag tag = EntityTag.ofFile(of.size(), of.lastModifiedTime(), suffix, nowMillis);
        return new Representation(path, of.size(), type, coding, false, varies, tag, modified(of, nowMillis));
    }

    /** The octets of {@code path}, compressed by gzip on the way: equivalent each time, but not the same octets for ever. */
    static Representation compressed(Path path, BasicFileAttributes of, String type, long nowMillis) {
        EntityTag tag = EntityTag.ofFile(of.size(), of.lastModifiedTime(), "-gzip-sent", nowMillis)
                .weakened();
        return new Representation(path, of.size(), type, "gzip", true, true, tag, modified(of, nowMillis));
    }

    private static long modified(BasicFileAttributes of, long nowMillis) {
        // RFC 9110 8.8.2.1: a date in the future is replaced by that of the message.
        long millis = Math.min(of.lastModifiedTime().toMillis(), nowMillis);
        return millis < 0 ? HttpDate.INVALID : millis / 1000;
    }
}
