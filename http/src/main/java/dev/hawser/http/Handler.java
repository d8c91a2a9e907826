package dev.hawser.http;

import dev.hawser.message.Status;

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
}
