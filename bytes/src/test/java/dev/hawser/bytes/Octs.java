package dev.hawser.bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Octets for tests, in every kind of storage. */
final class Octs {

    private Octs() {}

    /** {@code n} octets that tell their place: no short run of them repeats soon. */
    static byte[] pattern(int n) {
        byte[] out = new byte[n];
        for (int i = 0; i < n; i++) out[i] = (byte) (i * 31 + (i >> 8) * 7 + 1);
        return out;
    }

    static byte[] cut(byte[] from, int start, int end) {
        return java.util.Arrays.copyOfRange(from, start, end);
    }

    static Bytes heap(byte[] content) {
        return Bytes.wrap(content.clone());
    }

    /** Lies in the middle of a larger array. */
    static Bytes heapSlice(byte[] content) {
        byte[] larger = new byte[content.length + 13];
        java.util.Arrays.fill(larger, (byte) 0x5a);
        System.arraycopy(content, 0, larger, 7, content.length);
        return Bytes.wrap(larger, 7, content.length);
    }

    static Bytes segment(byte[] content) {
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, content.length));
        MemorySegment.copy(content, 0, memory, Octets.BYTE, 0, content.length);
        return Bytes.wrap(memory.asSlice(0, content.length));
    }

    static Bytes segmentSlice(byte[] content) {
        MemorySegment memory = Arena.ofAuto().allocate(content.length + 11);
        MemorySegment.copy(content, 0, memory, Octets.BYTE, 5, content.length);
        return Bytes.wrap(memory).slice(5, 5 + content.length);
    }

    static Bytes mapped(byte[] content) {
        try {
            Path file = Files.write(Files.createTempFile("octets", ".bin"), content);
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE)) {
                return Bytes.map(channel, 0, content.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Bytes frozen(byte[] content) {
        BytesMut out = new BytesMut(content.length + 3);
        out.writeByte(1);
        out.freezeFirst(1);
        out.write(content);
        return out.freeze();
    }

    /** Cuts {@code content} into parts of {@code size}, by turns on the heap and outside it. */
    static Rope rope(byte[] content, int size) {
        Rope.Builder out = Rope.builder();
        for (int at = 0, i = 0; at < content.length; at += size, i++) {
            byte[] part = cut(content, at, Math.min(content.length, at + size));
            out.append(i % 2 == 0 ? heapSlice(part) : segment(part));
        }
        return out.build();
    }
}
