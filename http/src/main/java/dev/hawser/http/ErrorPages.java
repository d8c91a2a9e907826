package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose errors look as you like: whatever the handler inside answers with a status of 4xx or 5xx gets the page for
 * that status in place of its content, and so does the server's own 500 where that handler fails and 413 where it will not
 * read as much as there is. The status stays, and fields that say more about it, such as Allow or Retry-After.
 *
 * <p>Immutable; any thread. Requests that the server refuses before there is one (400 for what is no HTTP) have no page.
 */
public final class ErrorPages implements Handler {

    /** Fields that tell of the content they came with, which goes. */
    private static final Set<FieldName> OF_CONTENT = Set.of(
            FieldName.CONTENT_TYPE,
            FieldName.CONTENT_LENGTH,
            FieldName.CONTENT_ENCODING,
            FieldName.CONTENT_LANGUAGE,
            FieldName.CONTENT_DISPOSITION,
            FieldName.ETAG,
            FieldName.LAST_MODIFIED,
            FieldName.TRAILER);

    /** What a page looks like. */
    @FunctionalInterface
    public interface Page {

        /**
         * The page for {@code status}: its content and the fields of that; its own status is passed over. Called on the event
         * loop for handlers that are non-blocking, so it must not wait then; its content may.
         */
        Response of(Request request, Status status);
    }

    private final Handler inside;
    private final Map<Status, Page> pages;
    private final @Nullable Page others;

    private ErrorPages(Handler inside, Map<Status, Page> pages, @Nullable Page others) {
        this.inside = inside;
        this.pages = Map.copyOf(pages);
        this.others = others;
    }

    /** Starts with the handler inside, and no pages. */
    public static Builder around(Handler inside) {
        return new Builder(inside);
    }

    @Override
    public Handler choose(Request request) {
        return new Paged(this, inside.choose(request));
    }

    @Override
    public Response handle(Request request) throws Exception {
        return choose(request).handle(request);
    }

    private @Nullable Page page(Status status) {
        return status.code() < 400 ? null : pages.getOrDefault(status, others);
    }

    private Response dressed(Request request, Response response) {
        Status status = response.head().status();
        Page page = page(status);
        if (page == null || response.tunnel() != null) return response;
        if (response.body() instanceof Body.Streamed streamed) {
            try {
                streamed.stream().close();
            } catch (IOException e) {
                // Nobody reads it.
            }
        }
        Response content = page.of(request, status);
        Fields before = response.head().fields();
        Fields.Builder fields = Fields.builder();
        for (int i = 0; i < before.size(); i++) {
            if (!OF_CONTENT.contains(before.nameAt(i))) fields.add(before.nameAt(i), before.valueAt(i));
        }
        Fields own = content.head().fields();
        for (int i = 0; i < own.size(); i++) fields.add(own.nameAt(i), own.valueAt(i));
        return Response.of(ResponseHead.of(status, fields.build()), content.body());
    }

    /** The handler that was chosen inside. */
    private record Paged(ErrorPages pages, Handler chosen) implements Handler {

        @Override
        public Response handle(Request request) throws Exception {
            return dressed(request, chosen.handle(request));
        }

        Response dressed(Request request, Response response) {
            return response == null ? response : pages.dressed(request, response);
        }

        @Override
        public @Nullable BodyConsumer consumer(Request request) throws Exception {
            BodyConsumer consumer = chosen.consumer(request);
            return consumer == null ? null : new PagedConsumer(this, request, consumer);
        }

        @Override
        public boolean isNonBlocking() {
            return chosen.isNonBlocking();
        }

        @Override
        public Response refusal(Request request, Status status) {
            return pages.dressed(request, chosen.refusal(request, status));
        }
    }

    /** The consumer that was opened inside. */
    private record PagedConsumer(Paged paged, Request request, BodyConsumer inside) implements BodyConsumer {

        @Override
        public void take(byte[] array, int from, int to) throws Exception {
            inside.take(array, from, to);
        }

        @Override
        public Response end(Fields trailers) throws Exception {
            return paged.dressed(request, inside.end(trailers));
        }

        @Override
        public void abandon(IOException cause) {
            inside.abandon(cause);
        }
    }

    /** Collects the pages. Confined to one thread. */
    public static final class Builder {

        private final Handler inside;
        private final Map<Status, Page> pages = new HashMap<>();
        private @Nullable Page others;

        private Builder(Handler inside) {
            this.inside = inside;
        }

        /**
         * The page for {@code status}.
         *
         * @throws IllegalArgumentException for a status below 400
         */
        public Builder page(Status status, Page page) {
            if (status.code() < 400) throw new IllegalArgumentException("an error page for status " + status.code());
            pages.put(status, page);
            return this;
        }

        /** The page for {@code status}: the content and fields of {@code page}, always the same. */
        public Builder page(Status status, Response page) {
            return page(status, (request, asked) -> page);
        }

        /** The page for every status of 4xx and 5xx that has none of its own. */
        public Builder others(Page page) {
            others = page;
            return this;
        }

        /** The handler. */
        public ErrorPages build() {
            return new ErrorPages(inside, pages, others);
        }
    }
}
