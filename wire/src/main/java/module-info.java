import org.jspecify.annotations.NullMarked;

/**
 * Protocol machines without sockets, clocks, threads or locks. Closed to the world: see dev.hawser.http.
 */
@NullMarked
@SuppressWarnings("module") // The friends named below are compiled after this module.
module dev.hawser.wire {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.bytes;
    requires transitive dev.hawser.message;

    exports dev.hawser.wire to
            dev.hawser.http,
            dev.hawser.testkit,
            dev.hawser.bench,
            dev.hawser.interop;
    exports dev.hawser.wire.h1 to
            dev.hawser.http,
            dev.hawser.testkit,
            dev.hawser.bench,
            dev.hawser.interop;
    exports dev.hawser.wire.h2 to
            dev.hawser.http,
            dev.hawser.testkit,
            dev.hawser.bench,
            dev.hawser.interop;
    exports dev.hawser.wire.hpack to
            dev.hawser.http,
            dev.hawser.testkit,
            dev.hawser.bench,
            dev.hawser.interop;
}
