package dev.hawser.http;

/** A handler whose content is taken as it comes; where it can be read, because others stand before it, by reading. */
record ConsumingHandler(BodyConsumer.Opener opener) implements Handler {

    @Override
    public BodyConsumer consumer(Request request) throws Exception {
        return opener.open(request);
    }

    @Override
    public Response handle(Request request) throws Exception {
        BodyConsumer consumer = opener.open(request);
        try {
            request.body().drainTo(consumer);
        } catch (ExchangeOverException cause) {
            consumer.abandon(cause);
            throw cause;
        }
        return consumer.end(request.body().trailers());
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }
}
