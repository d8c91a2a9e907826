package dev.hawser.http;

/** A handler with the promise that it never waits. */
record NonBlockingHandler(Handler handler) implements Handler {

    @Override
    public Response handle(Request request) throws Exception {
        return handler.handle(request);
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }
}
