package dev.hawser.http;

/**
 * The content of a request. When it is longer than {@link #readAll} allows, 413 (Content Too Large) is the fitting
 * answer, and what a server sends when its handler lets that exception through.
 */
public abstract sealed class RequestBody extends BodySource permits RequestContent, CompleteBody, ConsumedBody {

    RequestBody() {}
}
