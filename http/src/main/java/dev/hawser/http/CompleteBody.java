package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import org.jspecify.annotations.Nullable;

/** Content that is there already, as one piece. */
final class CompleteBody extends RequestBody {

    static final CompleteBody NONE = new CompleteBody(Bytes.empty(), Fields.EMPTY);

    private final Bytes content;
    private final Fields trailers;
    private boolean taken;

    CompleteBody(Bytes content, Fields trailers) {
        this.content = content;
        this.trailers = trailers;
    }

    @Override
    public long length() {
        return content.length();
    }

    @Override
    @Nullable
    Bytes take() {
        if (taken || content.isEmpty()) return null;
        taken = true;
        return content;
    }

    @Override
    @Nullable
    Bytes lend() {
        return take();
    }

    @Override
    public Fields trailers() {
        return trailers;
    }
}
