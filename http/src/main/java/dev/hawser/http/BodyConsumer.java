package dev.hawser.http;

import dev.hawser.message.Fields;
import java.io.IOException;

/**
 * Takes the content of one request on the event loop, piece by piece as it comes, and answers behind it. Nothing is copied and
 * no thread is handed anything: the least that content can cost. For code that never waits, such as what counts, hashes or parses.
 *
 * <p>Its methods are called in turn by one thread, the connection's loop. What is taken is credit for the peer at once, so content
 * may be of any length; a consumer that wants no more of it throws {@link ContentTooLargeException}. Whatever else is thrown is
 * answered by {@link Handler#refusal 500}, and nothing more is taken.
 *
 * @see Handler#consuming
 */
public interface BodyConsumer extends BodyTaker {

    /** Begins a consumer for each request. */
    @FunctionalInterface
    interface Opener {

        /**
         * The consumer of the content of {@code request}, of which the head has come. On the event loop; must not wait.
         *
         * @throws Exception anything: the peer is told 500 (Internal Server Error), and nothing is taken
         */
        BodyConsumer open(Request request) throws Exception;
    }

    /** All has come: the answer. */
    Response end(Fields trailers) throws Exception;

    /** The rest will not come; nothing is answered, and nothing else called any more. Lets go of what was held. */
    default void abandon(IOException cause) {}
}
