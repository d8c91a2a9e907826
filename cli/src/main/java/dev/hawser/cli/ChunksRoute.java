package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Body;
import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;

/** {@code GET /chunks/K/S}: K writes of S octets each, of a length that is not told in advance. */
final class ChunksRoute implements Handler {

    private static final long MOST_CHUNKS = 1L << 32;

    /** Up to here all is written without waiting. Octets. */
    private static final long AT_ONCE = 256 * 1024;

    private static final ResponseHead HEAD =
            ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_TYPE, "application/octet-stream"));

    private final SharedContent content;
    private final Handler ready = Handler.nonBlocking(this);

    ChunksRoute(SharedContent content) {
        this.content = content;
    }

    @Override
    public Handler choose(Request request) {
        long count = Numbers.inPath(request, "k", MOST_CHUNKS);
        long size = Numbers.inPath(request, "s", SharedContent.MOST);
        if (count == Numbers.BAD || size == Numbers.BAD) return Numbers.REFUSE;
        boolean small = count <= AT_ONCE && count * size <= AT_ONCE;
        return small && content.has(size) ? ready : this;
    }

    @Override
    public Response handle(Request request) {
        long count = Numbers.inPath(request, "k", MOST_CHUNKS);
        Bytes chunk = content.take((int) Numbers.inPath(request, "s", SharedContent.MOST));
        return Response.of(
                HEAD,
                new Body.Written(
                        sink -> {
                            for (long i = 0; i < count; i++) sink.write(chunk);
                        },
                        -1));
    }
}
