package dev.hawser.http;

import dev.hawser.transport.tls.TlsContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** TLS as a client speaks it, made when https is first asked for: reading the JDK's authorities takes its time. */
final class LazyTls implements Supplier<TlsContext> {

    private final ClientConfig config;
    private final boolean forTunnels;
    private @Nullable TlsContext made;

    LazyTls(ClientConfig config, boolean forTunnels) {
        this.config = config;
        this.forTunnels = forTunnels;
    }

    @Override
    public synchronized TlsContext get() {
        TlsContext context = made;
        if (context == null) made = context = TlsContext.client(config.tlsWithProtocols(forTunnels));
        return context;
    }
}
