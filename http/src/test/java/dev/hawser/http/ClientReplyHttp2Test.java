package dev.hawser.http;

import dev.hawser.message.HttpVersion;

/** The contract over HTTP/2 by prior knowledge. */
final class ClientReplyHttp2Test extends ClientReplyContract {
    @Override
    HttpVersion version() {
        return HttpVersion.HTTP_2;
    }
}
