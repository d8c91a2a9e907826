package dev.hawser.http;

import dev.hawser.message.HttpVersion;

/** The contract over HTTP/1.1. */
final class ClientReplyHttp1Test extends ClientReplyContract {
    @Override
    HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }
}
