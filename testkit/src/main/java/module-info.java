import org.jspecify.annotations.NullMarked;

/**
 * What tests of Hawser and of its users are made of. Never needed at run time.
 */
@NullMarked
module dev.hawser.testkit {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.bytes;
    requires transitive dev.hawser.message;
    requires transitive dev.hawser.transport;
    requires dev.hawser.wire;

    exports dev.hawser.testkit;
}
