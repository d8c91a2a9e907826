import org.jspecify.annotations.NullMarked;

/**
 * The server, the client, and the drivers in which protocol machines and transports meet.
 */
@NullMarked
@SuppressWarnings("module") // The friend named below is compiled after this module.
module dev.hawser.http {
    requires static transitive org.jspecify;
    requires transitive dev.hawser.bytes;
    requires transitive dev.hawser.message;
    requires transitive dev.hawser.transport;
    requires dev.hawser.wire;
    requires jdk.jfr;

    exports dev.hawser.http;
    exports dev.hawser.http.websocket;
    exports dev.hawser.http.load to
            dev.hawser.cli;
}
