package dev.hawser.http;

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
     * Declares that {@code handler} never waits: no locks held for long, no files, no other servers. It runs on the event
     * loop, with the request's content already complete (see {@link ServerConfig#maxBufferedContent}).
     */
    static Handler nonBlocking(Handler handler) {
        return new NonBlockingHandler(handler);
    }
}
