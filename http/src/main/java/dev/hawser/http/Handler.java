package dev.hawser.http;

import dev.hawser.message.Status;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests.
 *
 * <p>Blocking code is the default: each request runs on a virtual thread of its own and may read, write and wait as
 * plainly as it likes. A handler that never waits can say so ({@link #nonBlocking}) and is then called on the event
 * loop itself, without any hand-over.
 */
@FunctionalInterface
public interface Handler {

    /**
     * Answers one request. Called once per request, from many threads at a time.
     *
     * @throws Exception anything: the peer is told 500 (Internal Server Error), and nothing else is lost
     */
    Response handle(Request request) throws Exception;

    /**
     * The handler that is to answer {@code request}: this one, unless it only chooses among others. Called on the event
     * loop before {@link #handle}; must not wait.
     */
    default Handler choose(Request request) {
        return this;
    }

    /**
     * Who takes the content of {@code request} as it comes and answers behind it; null, as here, where {@link #handle} is to read
     * it. Called on the event loop before content comes; must not wait. Not called where there is no content.
     *
     * @throws Exception anything: the peer is told 500 (Internal Server Error)
     */
    default @Nullable BodyConsumer consumer(Request request) throws Exception {
        return null;
    }

    /** Whether {@link #handle} never waits, so that it may run on the event loop. */
    default boolean isNonBlocking() {
        return false;
    }

    /**
     * What is answered in place of a response that this handler did not give: 500 (Internal Server Error) where it failed,
     * 413 (Content Too Large) where it would not read as much as there was. May run on the event loop; must not wait.
     */
    default Response refusal(Request request, Status status) {
        return status.equals(Status.CONTENT_TOO_LARGE) ? Responses.CONTENT_TOO_LARGE : Responses.INTERNAL_SERVER_ERROR;
    }

    /**
     * Declares that {@code handler} never waits: no locks held for long, no files, no other servers. It runs on the event
     * loop, with the request's content already complete (see {@link ServerConfig#maxBufferedContent}).
     */
    static Handler nonBlocking(Handler handler) {
        return new NonBlockingHandler(handler);
    }

    /**
     * Takes content on the event loop, piece by piece as it comes, and never waits: each request by a consumer of its own. A
     * request without content is answered by {@link BodyConsumer#end} alone.
     */
    static Handler consuming(BodyConsumer.Opener opener) {
        return new ConsumingHandler(opener);
    }
}
