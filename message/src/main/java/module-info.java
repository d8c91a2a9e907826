import org.jspecify.annotations.NullMarked;

/**
 * Heads of HTTP messages, the same for HTTP/1.1 and HTTP/2.
 */
@NullMarked
@SuppressWarnings("module") // The friends named below are compiled after this module.
module dev.hawser.message {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.bytes;

    exports dev.hawser.message;
    exports dev.hawser.message.internal to
            dev.hawser.wire;
}
