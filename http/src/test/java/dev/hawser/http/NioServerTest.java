package dev.hawser.http;

/** The contract over the portable transport. */
final class NioServerTest extends ServerContract {
    @Override
    String transport() {
        return "nio";
    }
}
