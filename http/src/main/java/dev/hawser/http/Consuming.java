package dev.hawser.http;

/** Content on its way to a consumer on the loop. */
record Consuming(Handler handler, Request request, BodyConsumer consumer) {

    /** Whether what it is given is copied. */
    boolean copies() {
        return consumer instanceof Gathering;
    }
}
