import org.jspecify.annotations.NullMarked;

/**
 * Transports for Linux by direct system calls. The only module that makes native calls.
 */
@NullMarked
module dev.hawser.transport.linux {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.transport;

    exports dev.hawser.transport.linux;

    provides dev.hawser.transport.Transport with
            dev.hawser.transport.linux.EpollTransport,
            dev.hawser.transport.linux.UringTransport;
}
