package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A file compressed by gzip on its way. */
final class Gzip {

    /** Up to here the result is made before it is sent, so that its length can be told. Octets. */
    private static final long AT_ONCE = 256 * 1024;

    private static final int BUFFER = 16 * 1024;

    private Gzip() {}

    /** The file {@code path} of {@code size} octets as compressed content. Reads it now if it is small, else when it is sent. */
    static Body of(Path path, long size) throws IOException {
        if (size > AT_ONCE) return new Body.Written(sink -> compress(path, sink.asOutputStream()), -1);
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) size / 3 + 64);
        compress(path, all);
        return new Body.Octets(Bytes.wrap(all.toByteArray()));
    }

    private static void compress(Path path, OutputStream target) throws IOException {
        try (InputStream file = Files.newInputStream(path);
                GZIPOutputStream gzip = new GZIPOutputStream(target, BUFFER)) {
            byte[] block = new byte[BUFFER];
            for (int n; (n = file.read(block)) > 0; ) gzip.write(block, 0, n);
        }
    }
}
