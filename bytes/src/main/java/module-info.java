import org.jspecify.annotations.NullMarked;

/**
 * Views of bytes: immutable, writable, and lists of them. Requires nothing but java.base.
 */
@NullMarked
@SuppressWarnings("module") // The friends named below are compiled after this module.
module dev.hawser.bytes {
    requires static transitive org.jspecify;
    requires static jdk.jfr;

    exports dev.hawser.bytes;
    exports dev.hawser.bytes.internal to
            dev.hawser.wire,
            dev.hawser.transport,
            dev.hawser.transport.linux,
            dev.hawser.http,
            dev.hawser.testkit,
            dev.hawser.bench;
}
