package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;

/** What a thread that writes asks the loop to do, in order. */
sealed interface Command {

    /** What both sides write: content and its end. */
    sealed interface Content extends Command {}

    /** What only a server's handler asks for. */
    sealed interface Answer extends Command {}

    /** A piece of content. */
    record Piece(Bytes octets) implements Content {}

    /** Content from a file, sent by the kernel. */
    record FromFile(FileRegion region) implements Content {}

    /** Something to run once everything before it is on the wire or dropped. */
    record Mark(Runnable action) implements Content {}

    /** The end of the content. */
    record End(Fields trailers) implements Content {}

    /** Head and content in one. */
    record Whole(ResponseHead head, Bytes content) implements Answer {}

    /** A head whose content follows. */
    record Start(ResponseHead head) implements Answer {}

    /** A 1xx response. */
    record Interim(ResponseHead head) implements Answer {}

    /** The response cannot be completed. */
    record Abort(ErrorCode code) implements Answer {}

    /** The content, both ways, is a tunnel's from here on. */
    record OpenTunnel(ResponseHead head) implements Answer {}

    /** Nobody reads from the tunnel any more. */
    record LeaveTunnel() implements Answer {}

    /** A client's content could not be had. */
    record Broken(Throwable cause) implements Command {}
}
