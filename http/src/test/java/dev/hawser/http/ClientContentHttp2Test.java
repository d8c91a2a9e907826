package dev.hawser.http;

import dev.hawser.message.HttpVersion;

/** The contract over HTTP/2 by prior knowledge. */
final class ClientContentHttp2Test extends ClientContentContract {
    @Override
    HttpVersion version() {
        return HttpVersion.HTTP_2;
    }
}
