package dev.hawser.transport.tls;

import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client and a server over a link in memory, on a loop made by hand. */
final class TlsPair {

    static final Instant NOW = Instant.now();
    static final TlsCertificate AUTHORITY =
            certificate("Authority").use(CertificateWriter.Use.AUTHORITY).write();
    static final TlsCertificate LOCALHOST =
            certificate("x").names("localhost", "127.0.0.1").issuedBy(AUTHORITY).write();

    /** Whose engines are tested: other rooms run these tests with theirs. */
    static final TlsProvider SERVERS = TlsProviders.named(System.getProperty("hawser.test.tls", "jdk"));

    static final TlsProvider CLIENTS = TlsProviders.named(System.getProperty("hawser.test.tls.client", SERVERS.name()));

    static CertificateWriter certificate(String name) {
        return new CertificateWriter(name, NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(1)));
    }

    final SteppedLoop loop;
    final TlsContext server;
    final TlsContext client;
    String host = "localhost";
    LinkEnd clientEnd;
    LinkEnd serverEnd;

    @Nullable
    Told clientTold;

    @Nullable
    Told serverTold;

    @Nullable
    IOException clientFailure;

    final List<IOException> serverFailures = new ArrayList<>();

    TlsPair() {
        this(server(), client());
    }

    TlsPair(TlsConfig.Builder server, TlsConfig.Builder client) {
        this(new SteppedLoop(), server, client);
    }

    TlsPair(SteppedLoop loop, TlsConfig.Builder server, TlsConfig.Builder client) {
        this.loop = loop;
        // The costly parts run on the stepped loop too, one turn later: deterministic, and still not inline.
        this.server = TlsContext.server(server.tasks(loop::execute).build());
        this.client = TlsContext.client(client.tasks(loop::execute).build());
        LinkEnd[] ends = LinkEnd.pair(loop);
        clientEnd = ends[0];
        serverEnd = ends[1];
    }

    static TlsConfig.Builder server() {
        return TlsConfig.builder().provider(SERVERS).certificates(LOCALHOST);
    }

    static TlsConfig.Builder client() {
        return TlsConfig.builder().provider(CLIENTS).trust(new Trust.Authorities(AUTHORITY.chain()));
    }

    /** Begins both sides. */
    TlsPair begin() {
        beginServer();
        clientEnd.handledBy(client.connector(host, 443, new ConnectHandler() {
                    @Override
                    public ChannelHandler connected(Channel channel) {
                        return clientTold = new Told((TlsChannel) channel);
                    }

                    @Override
                    public void failed(IOException cause) {
                        if (clientFailure != null) throw new AssertionError("told twice", cause);
                        clientFailure = cause;
                    }
                })
                .connected(clientEnd));
        return this;
    }

    /** Begins the server's side alone. */
    TlsPair beginServer() {
        serverEnd.handledBy(server.acceptor(channel -> serverTold = new Told((TlsChannel) channel), serverFailures::add)
                .accept(serverEnd));
        return this;
    }

    /** Begins both sides and goes through the handshake. */
    TlsPair open() {
        begin();
        loop.settle();
        if (clientFailure != null) throw new AssertionError("no handshake", clientFailure);
        if (!serverFailures.isEmpty()) throw new AssertionError("no handshake", serverFailures.getFirst());
        return this;
    }

    /** The same contexts over a new link. */
    TlsPair again() {
        LinkEnd[] ends = LinkEnd.pair(loop);
        clientEnd = ends[0];
        serverEnd = ends[1];
        clientTold = null;
        serverTold = null;
        clientFailure = null;
        serverFailures.clear();
        return this;
    }

    Told clientTold() {
        return Objects.requireNonNull(clientTold, "the client's handshake is not done");
    }

    Told serverTold() {
        return Objects.requireNonNull(serverTold, "the server's handshake is not done");
    }
}
