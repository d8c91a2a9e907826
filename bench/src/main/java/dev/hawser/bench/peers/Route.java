package dev.hawser.bench.peers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a path asks for. The same small parser serves all peers, so that none is slowed or helped by its own. */
sealed interface Route {

    /** The content of {@code /plain}. */
    byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    /** The longest content of {@code /bytes/N} and {@code /chunks/K/S} in octets; peers keep this much in memory. */
    int MOST = 1 << 20;

    /** Thirteen octets of text. */
    record Plain() implements Route {}

    /** Content of a fixed length. */
    record Fixed(int length) implements Route {}

    /** Separate writes by the handler. */
    record Chunks(int count, int size) implements Route {}

    /** A file of the root. */
    record File(String name) implements Route {}

    /** Reads all and answers the count. */
    record Sink() implements Route {}

    /** Anything else. */
    record Unknown() implements Route {}

    Plain PLAIN = new Plain();
    Sink SINK = new Sink();
    Unknown UNKNOWN = new Unknown();

    /** The route of a path; what is malformed or too long is unknown. O(length). */
    static Route of(String path) {
        if (path.equals("/plain")) {
            return PLAIN;
        }
        if (path.equals("/sink")) {
            return SINK;
        }
        try {
            if (path.startsWith("/bytes/")) {
                int n = Integer.parseInt(path, 7, path.length(), 10);
                return n >= 0 && n <= MOST ? new Fixed(n) : UNKNOWN;
            }
            if (path.startsWith("/chunks/")) {
                int slash = path.indexOf('/', 8);
                if (slash < 0) {
                    return UNKNOWN;
                }
                int count = Integer.parseInt(path, 8, slash, 10);
                int size = Integer.parseInt(path, slash + 1, path.length(), 10);
                return count > 0 && size > 0 && size <= MOST ? new Chunks(count, size) : UNKNOWN;
            }
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
        if (path.startsWith("/file/") && path.indexOf('/', 6) < 0 && !path.endsWith("..")) {
            return new File(path.substring(6));
        }
        return UNKNOWN;
    }

    /** The content of {@code /bytes/N}: {@link #MOST} octets of which a route takes the first. */
    static byte[] content() {
        byte[] all = new byte[MOST];
        for (int i = 0; i < MOST; i++) {
            all[i] = (byte) ('a' + i % 26);
        }
        return all;
    }

    /** The file of a route within the root. */
    static Path file(Path root, File file) {
        return root.resolve(file.name());
    }
}
