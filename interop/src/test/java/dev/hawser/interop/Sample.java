package dev.hawser.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** Content to send, the same in every run. */
final class Sample {

    private Sample() {}

    static byte[] octets(int length) {
        byte[] octets = new byte[length];
        new Random(length).nextBytes(octets);
        return octets;
    }

    /** A file of {@code length} octets that takes a few blocks of the disk: zeros with something at the borders. */
    static Path sparse(Path path, long length) throws IOException {
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            for (long at = 0; at < length; at += length / 7) file.write(ByteBuffer.wrap(octets(100)), at);
            file.write(ByteBuffer.wrap(octets(50)), length - 50);
            if (file.size() != length) file.truncate(length);
        }
        return path;
    }

    static String sha256(byte[] octets) {
        return HexFormat.of().formatHex(digest().digest(octets));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
