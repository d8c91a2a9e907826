package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import java.util.Arrays;

/** Content on its way to a handler that does not wait: gathered until it is complete. */
final class Gathering implements BodyConsumer {

    private static final int MOST_AT_FIRST = 16 * 1024;

    private final Handler handler;
    private final Request request;
    private final int most;
    private byte[] content;
    private int filled;

    /**
     * Content for {@code handler}.
     *
     * @param announced the octets that are to come, or -1
     * @param most the octets that may
     * @throws ContentTooLargeException when more are announced
     */
    Gathering(Handler handler, Request request, long announced, int most) throws ContentTooLargeException {
        if (announced > most) throw new ContentTooLargeException(announced, most);
        this.handler = handler;
        this.request = request;
        this.most = most;
        this.content = new byte[(int) Math.min(Math.max(announced, 0), MOST_AT_FIRST)];
    }

    @Override
    public void take(byte[] array, int from, int to) throws ContentTooLargeException {
        int octets = to - from;
        if (octets > most - filled) throw new ContentTooLargeException((long) filled + octets, most);
        if (octets > content.length - filled) {
            content =
                    Arrays.copyOf(content, (int) Math.min(most, Math.max(content.length * 2L, (long) filled + octets)));
        }
        System.arraycopy(array, from, content, filled, octets);
        filled += octets;
    }

    @Override
    public Response end(Fields trailers) throws Exception {
        return handler.handle(request.complete(new CompleteBody(Bytes.wrap(content, 0, filled), trailers)));
    }
}
