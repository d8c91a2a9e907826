package dev.hawser.http;

import dev.hawser.message.HttpVersion;

/** The contract over HTTP/2 by prior knowledge. */
final class ClientConnectionHttp2Test extends ClientConnectionContract {
    @Override
    HttpVersion version() {
        return HttpVersion.HTTP_2;
    }
}
