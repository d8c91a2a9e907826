import org.jspecify.annotations.NullMarked;

/**
 * Heads of HTTP messages, the same for HTTP/1.1 and HTTP/2.
 */
@NullMarked
module dev.hawser.message {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.bytes;

    exports dev.hawser.message;
}
