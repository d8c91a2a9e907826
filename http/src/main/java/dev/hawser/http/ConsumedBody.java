package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;

/** Content that cannot be read: before a handler begins, and where a consumer is given it. */
final class ConsumedBody extends RequestBody {

    private final long length;

    /** Content of {@code length} octets, or -1. */
    ConsumedBody(long length) {
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    Bytes take() {
        throw new IllegalStateException(
                "content is not read on the event loop: it is there when the handler is called, or goes to its consumer");
    }

    @Override
    Bytes lend() {
        return take();
    }

    @Override
    public Fields trailers() {
        return Fields.EMPTY;
    }
}
