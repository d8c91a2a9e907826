package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import java.util.Arrays;

/** Content on its way to a handler that does not wait: gathered until it is complete. The loop's own. */
final class Collecting {

    final Handler handler;
    final Request request;
    private byte[] content;
    private int filled;
    private int credit;
    Fields trailers = Fields.EMPTY;

    Collecting(Handler handler, Request request) {
        this.handler = handler;
        this.request = request;
        this.content = new byte[(int) Math.min(Math.max(request.body().length(), 0), 16 * 1024)];
    }

    void add(byte[] array, int offset, int length) {
        if (length > content.length - filled)
            content = Arrays.copyOf(content, Math.max(content.length * 2, filled + length));
        System.arraycopy(array, offset, content, filled, length);
        filled += length;
        credit += length;
    }

    int octets() {
        return filled;
    }

    /** Octets taken in since this was last asked. */
    int takeCredit() {
        int taken = credit;
        credit = 0;
        return taken;
    }

    /** The request with its content in place. */
    Request complete() {
        return request.complete(new CompleteBody(Bytes.wrap(content, 0, filled), trailers));
    }
}
