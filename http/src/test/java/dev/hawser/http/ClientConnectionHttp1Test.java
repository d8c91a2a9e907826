package dev.hawser.http;

import dev.hawser.message.HttpVersion;

/** The contract over HTTP/1.1. */
final class ClientConnectionHttp1Test extends ClientConnectionContract {
    @Override
    HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }
}
