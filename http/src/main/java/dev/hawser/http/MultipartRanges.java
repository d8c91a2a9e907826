package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.random.RandomGenerator;

/** Several parts of one file as multipart/byteranges (RFC 9110 14.6). */
final class MultipartRanges implements BodyWriter {

    private static final int STEP = 64 * 1024;

    private final Path path;
    private final List<ByteRanges.Part> parts;
    private final String boundary;
    private final Bytes[] heads;
    private final Bytes end;

    /**
     * The parts {@code parts} of the file {@code path}.
     *
     * @param type the media type of each part
     * @param size octets of the whole file
     * @param random makes the boundary, which the content must not contain: 96 bits see to that
     */
    MultipartRanges(Path path, List<ByteRanges.Part> parts, String type, long size, RandomGenerator random) {
        this.path = path;
        this.parts = parts;
        this.boundary = "%016x%08x".formatted(random.nextLong(), random.nextInt());
        this.heads = new Bytes[parts.size()];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = ascii("%s--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                    .formatted(
                            i == 0 ? "" : "\r\n", boundary, type, parts.get(i).of(size)));
        }
        this.end = ascii("\r\n--" + boundary + "--\r\n");
    }

    private static Bytes ascii(String text) {
        return Bytes.of(text, StandardCharsets.US_ASCII);
    }

    /** The media type of it all. */
    String contentType() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** Octets of it all. */
    long length() {
        long sum = end.length();
        for (int i = 0; i < heads.length; i++)
            sum += heads[i].length() + parts.get(i).length();
        return sum;
    }

    @Override
    public void write(BodySink sink) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            for (int i = 0; i < heads.length; i++) {
                sink.write(heads[i]);
                copy(file, parts.get(i), sink);
            }
        }
        sink.write(end);
    }

    private void copy(FileChannel file, ByteRanges.Part part, BodySink sink) throws IOException {
        long position = part.first();
        while (position <= part.last()) {
            // A block each, because the sink shares what it is given until it is on the wire.
            byte[] block = new byte[(int) Math.min(STEP, part.last() - position + 1)];
            ByteBuffer buffer = ByteBuffer.wrap(block);
            while (buffer.hasRemaining()) {
                int n = file.read(buffer, position);
                if (n < 0) throw new EOFException("%s ended at %d while it was sent".formatted(path, position));
                position += n;
            }
            sink.write(Bytes.wrap(block));
        }
    }
}
