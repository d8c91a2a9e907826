import org.jspecify.annotations.NullMarked;

/**
 * Moves bytes between views and the outside. Knows no protocol but TLS.
 */
@NullMarked
@SuppressWarnings("module") // The friends named below are compiled after this module.
module dev.hawser.transport {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.bytes;

    exports dev.hawser.transport;
    exports dev.hawser.transport.memory;
    exports dev.hawser.transport.proxied;
    exports dev.hawser.transport.tls;
    exports dev.hawser.transport.spi to
            dev.hawser.transport.linux,
            dev.hawser.testkit,
            dev.hawser.bench;

    uses dev.hawser.transport.Transport;
    uses dev.hawser.transport.tls.TlsProvider;

    provides dev.hawser.transport.Transport with
            dev.hawser.transport.nio.NioTransport;
}
