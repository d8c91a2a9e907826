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

/** {@code GET /bytes/N}: N octets, out of a block that all answers share. */
final class BytesRoute implements Handler {

    /** A tebibyte. Nothing of it is ever in memory. */
    private static final long MOST = 1L << 40;

    private static final int STEP = 1 << 20;

    /** One head for all lengths: it remembers how it looks on the wire. */
    private static final ResponseHead HEAD =
            ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_TYPE, "application/octet-stream"));

    private final SharedContent content;
    private final Handler ready = Handler.nonBlocking(this);

    BytesRoute(SharedContent content) {
        this.content = content;
    }

    @Override
    public Handler choose(Request request) {
        long length = Numbers.inPath(request, "n", MOST);
        if (length == Numbers.BAD) return Numbers.REFUSE;
        return content.has(length) ? ready : this;
    }

    @Override
    public Response handle(Request request) {
        long length = Numbers.inPath(request, "n", MOST);
        if (length <= SharedContent.MOST) return Response.of(HEAD, new Body.Octets(content.take((int) length)));
        return Response.of(
                HEAD,
                new Body.Written(
                        sink -> {
                            Bytes step = content.take(STEP);
                            long left = length;
                            for (; left > STEP; left -= STEP) sink.write(step);
                            sink.write(step.slice(0, (int) left));
                        },
                        length));
    }
}
