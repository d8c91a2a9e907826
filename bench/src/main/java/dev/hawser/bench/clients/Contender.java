package dev.hawser.bench.clients;

import java.io.IOException;

/** An HTTP client in the way its own documentation would have many requests asked. */
interface Contender extends AutoCloseable {

    /** Keeps {@code open} requests for {@code url} under way as long as {@link Tally#more}; returns when all are over. */
    void ask(String url, int open, Tally tally) throws Exception;

    /** Reads what {@code url} gives and throws it away; returns how many octets that were. */
    long download(String url) throws Exception;

    /** Sends {@code octets} from one array again and again, with their number announced; returns what was answered. */
    String upload(String url, long octets) throws Exception;

    @Override
    void close();

    /** What an upload is made of. */
    byte[] BLOCK = new byte[64 * 1024];

    static void check(int status) throws IOException {
        if (status != 200) throw new IOException("status " + status);
    }
}
