import org.jspecify.annotations.NullMarked;

/**
 * TLS by BoringSSL, through Netty's binding. Optional: nothing in the house requires it, and it is the one room with a
 * dependency at run time.
 */
@NullMarked
module dev.hawser.tls.boringssl {
    requires static transitive org.jspecify;
    requires dev.hawser.transport;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.tcnative.classes.openssl;

    provides dev.hawser.transport.tls.TlsProvider with
            dev.hawser.tls.boringssl.BoringTls;
}
