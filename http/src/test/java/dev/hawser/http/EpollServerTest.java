package dev.hawser.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.transport.Transports;
import org.junit.jupiter.api.BeforeAll;

/** The contract over epoll, where there is epoll. */
final class EpollServerTest extends ServerContract {

    @BeforeAll
    static void needsEpoll() {
        assumeTrue(Transports.named("epoll").isAvailable(), "epoll is not available here");
    }

    @Override
    String transport() {
        return "epoll";
    }
}
