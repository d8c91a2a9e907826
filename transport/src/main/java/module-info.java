import org.jspecify.annotations.NullMarked;

/**
 * Moves bytes between views and the outside. Knows no protocol but TLS.
 */
@NullMarked
module dev.hawser.transport {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.bytes;

    exports dev.hawser.transport;
}
