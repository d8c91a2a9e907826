package dev.hawser.http;

import dev.hawser.message.HttpVersion;

/** The contract over HTTP/1.1. */
final class ClientHttp1Test extends ClientContract {
    @Override
    HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }
}
