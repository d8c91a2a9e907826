package dev.hawser.http;

import dev.hawser.message.HttpVersion;
import dev.hawser.transport.tls.TlsConfig;
import java.net.CookieHandler;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a client behaves. Immutable; every limit is on by default.
 *
 * @param transport "auto", "epoll", "io_uring" or "nio"
 * @param loops event loops, each one thread; the connections to one origin share a loop
 * @param versions what is spoken. With both, https agrees by ALPN and http is HTTP/1.1; HTTP/2 alone is spoken in clear
 *     text by prior knowledge
 * @param tls certificates, trust and limits of https; its application protocols are not asked, but the versions
 * @param resolver finds the addresses of hosts
 * @param proxies chooses the proxy (HTTP or SOCKS 5) for a URL, or null to ask every server directly; one that implements
 *     {@link ProxyCredentials} too is asked for names and passwords
 * @param localAddress the address that connections are made from, or null for the system's own choice
 * @param unixSocket a socket in the file system that is connected to in place of every host, or null
 * @param maxConnections HTTP/1.1 connections to one origin
 * @param maxMultiplexedConnections HTTP/2 connections to one origin; more than one are opened when all streams are taken
 * @param maxStreams requests under way on one HTTP/2 connection, beside the server's own limit
 * @param maxIdleConnections connections to one origin that are kept without a request
 * @param maxWaiting calls to one origin that may wait for a connection, or for room on one
 * @param idleTimeout how long a connection is kept without a request
 * @param connectTimeout from a host's name to a connection
 * @param waitTimeout how long a call may wait for a connection, or for room on one
 * @param headTimeout from the end of the request to the head of the response
 * @param bodyTimeout how long content that is read may make no progress
 * @param writeTimeout how long the server may take none of what is written to it
 * @param pingInterval silence on HTTP/2 after which the server is asked whether it is there; zero for never. One
 *     that only ever answers is asked every 310 s from the third time on: servers of gRPC do not bear it more often
 * @param pingTimeout how long it may take to answer that before its connection is given up
 * @param retries how often a call is sent again that a server cannot have seen, or whose method allows it
 * @param retriesIdempotent whether calls with an idempotent method are sent again when a kept connection breaks before
 *     the response's head (RFC 9110 9.2.2)
 * @param redirects which redirections are followed
 * @param maxRedirects how many in a row
 * @param unpacks whether gzip is asked for and undone where a call has no Accept-Encoding of its own
 * @param cookies where cookies are kept, or null for none
 * @param userAgent the User-Agent of calls without one; empty for none
 * @param maxFieldListOctets octets of one field section of a response
 * @param maxFields fields of one field section of a response
 * @param streamWindow octets of content a server may send on one HTTP/2 stream before it is read; grows when it pays
 * @param highWatermark octets queued on one exchange above which its writer waits
 * @param lowWatermark octets queued on one exchange below which its writer goes on
 * @param writeTarget octets committed to one connection's write at most, but for the last frame's rest
 */
public record ClientConfig(
        String transport,
        int loops,
        Set<HttpVersion> versions,
        TlsConfig tls,
        NameResolver resolver,
        @Nullable ProxySelector proxies,
        @Nullable InetAddress localAddress,
        @Nullable Path unixSocket,
        int maxConnections,
        int maxMultiplexedConnections,
        int maxStreams,
        int maxIdleConnections,
        int maxWaiting,
        Duration idleTimeout,
        Duration connectTimeout,
        Duration waitTimeout,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration writeTimeout,
        Duration pingInterval,
        Duration pingTimeout,
        int retries,
        boolean retriesIdempotent,
        Redirects redirects,
        int maxRedirects,
        boolean unpacks,
        @Nullable CookieHandler cookies,
        String userAgent,
        int maxFieldListOctets,
        int maxFields,
        int streamWindow,
        long highWatermark,
        long lowWatermark,
        int writeTarget) {

    /** Checks each value. */
    public ClientConfig {
        Objects.requireNonNull(transport);
        Objects.requireNonNull(tls);
        versions = Set.copyOf(versions);
        if (versions.isEmpty() || versions.contains(HttpVersion.HTTP_1_0)) {
            throw new IllegalArgumentException("versions %s: HTTP/1.1, HTTP/2 or both".formatted(versions));
        }
        atLeast("loops", loops, 1);
        atLeast("maxConnections", maxConnections, 1);
        atLeast("maxMultiplexedConnections", maxMultiplexedConnections, 1);
        atLeast("maxStreams", maxStreams, 1);
        atLeast("maxIdleConnections", maxIdleConnections, 0);
        atLeast("maxWaiting", maxWaiting, 0);
        positive("idleTimeout", idleTimeout);
        positive("connectTimeout", connectTimeout);
        positive("waitTimeout", waitTimeout);
        positive("headTimeout", headTimeout);
        positive("bodyTimeout", bodyTimeout);
        positive("writeTimeout", writeTimeout);
        positive("pingTimeout", pingTimeout);
        atLeast("retries", retries, 0);
        atLeast("maxRedirects", maxRedirects, 0);
        atLeast("maxFieldListOctets", maxFieldListOctets, 256);
        atLeast("maxFields", maxFields, 1);
        atLeast("streamWindow", streamWindow, 65_535);
        atLeast("lowWatermark", lowWatermark, 1);
        atLeast("highWatermark", highWatermark, lowWatermark);
        atLeast("writeTarget", writeTarget, 1024);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) throw new IllegalArgumentException("%s %d, at least %d".formatted(name, value, least));
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) throw new IllegalArgumentException("%s %s, must be positive".formatted(name, value));
    }

    /** Every default. */
    public static ClientConfig defaults() {
        return builder().build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * TLS as https speaks it: what is agreed on by ALPN follows from the versions.
     *
     * @param forTunnels whether it is for upgrades, which are asked for in HTTP/1.1 where that is allowed
     */
    TlsConfig tlsWithProtocols(boolean forTunnels) {
        List<String> protocols = new ArrayList<>(2);
        boolean older = versions.contains(HttpVersion.HTTP_1_1);
        if (versions.contains(HttpVersion.HTTP_2) && !(forTunnels && older)) protocols.add("h2");
        if (older) protocols.add("http/1.1");
        return new TlsConfig(
                tls.certificates(),
                protocols,
                tls.protocols(),
                tls.cipherSuites(),
                tls.clientAuth(),
                tls.trust(),
                tls.hostNameCheck(),
                tls.sessionCacheSize(),
                tls.sessionTimeout(),
                tls.handshakeTimeout(),
                tls.writeAhead(),
                tls.plaintextAnswer(),
                tls.provider(),
                tls.tasks());
    }

    /** Collects the settings; see the record's components. */
    public static final class Builder {

        private String transport = "auto";
        private int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        private Set<HttpVersion> versions = EnumSet.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
        private TlsConfig tls = TlsConfig.builder().build();
        private NameResolver resolver = NameResolver.system();
        private @Nullable ProxySelector proxies;
        private @Nullable InetAddress localAddress;
        private @Nullable Path unixSocket;
        private int maxConnections = 64;
        private int maxMultiplexedConnections = 1;
        private int maxStreams = 1000;
        private int maxIdleConnections = 64;
        private int maxWaiting = 100_000;
        private Duration idleTimeout = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration waitTimeout = Duration.ofSeconds(30);
        private Duration headTimeout = Duration.ofSeconds(60);
        private Duration bodyTimeout = Duration.ofSeconds(60);
        private Duration writeTimeout = Duration.ofSeconds(30);
        private Duration pingInterval = Duration.ofSeconds(20);
        private Duration pingTimeout = Duration.ofSeconds(10);
        private int retries = 2;
        private boolean retriesIdempotent = true;
        private Redirects redirects = Redirects.SECURE;
        private int maxRedirects = 20;
        private boolean unpacks = true;
        private @Nullable CookieHandler cookies;
        private String userAgent = "hawser";
        private int maxFieldListOctets = 64 * 1024;
        private int maxFields = 256;
        private int streamWindow = 1 << 20;
        private long highWatermark = 256 * 1024;
        private long lowWatermark = 64 * 1024;
        private int writeTarget = 256 * 1024;

        private Builder() {}

        /** See {@link ClientConfig#transport}. */
        public Builder transport(String value) {
            transport = value;
            return this;
        }

        /** See {@link ClientConfig#loops}; half the processors. */
        public Builder loops(int value) {
            loops = value;
            return this;
        }

        /** See {@link ClientConfig#versions}; both. */
        public Builder versions(HttpVersion one, HttpVersion... others) {
            versions = EnumSet.of(one, others);
            return this;
        }

        /** See {@link ClientConfig#tls}; the JDK's authorities. */
        public Builder tls(TlsConfig value) {
            tls = value;
            return this;
        }

        /** See {@link ClientConfig#resolver}; the system's. */
        public Builder resolver(NameResolver value) {
            resolver = value;
            return this;
        }

        /** See {@link ClientConfig#proxies}; null. Also: {@link EnvironmentProxies}, {@link ProxySelector#getDefault}. */
        public Builder proxies(@Nullable ProxySelector value) {
            proxies = value;
            return this;
        }

        /** See {@link ClientConfig#localAddress}; null. */
        public Builder localAddress(@Nullable InetAddress value) {
            localAddress = value;
            return this;
        }

        /** See {@link ClientConfig#unixSocket}; null. */
        public Builder unixSocket(@Nullable Path value) {
            unixSocket = value;
            return this;
        }

        /** See {@link ClientConfig#maxConnections} and {@link ClientConfig#maxMultiplexedConnections}; 64 and 1. */
        public Builder connections(int http1, int multiplexed) {
            maxConnections = http1;
            maxMultiplexedConnections = multiplexed;
            return this;
        }

        /** See {@link ClientConfig#maxStreams}; 1,000. */
        public Builder maxStreams(int value) {
            maxStreams = value;
            return this;
        }

        /** See {@link ClientConfig#maxIdleConnections} and {@link ClientConfig#idleTimeout}; 64, 30 s. */
        public Builder idle(int connections, Duration timeout) {
            maxIdleConnections = connections;
            idleTimeout = timeout;
            return this;
        }

        /** See {@link ClientConfig#maxWaiting} and {@link ClientConfig#waitTimeout}; 100,000, 30 s. */
        public Builder waiting(int calls, Duration timeout) {
            maxWaiting = calls;
            waitTimeout = timeout;
            return this;
        }

        /** See {@link ClientConfig#connectTimeout}; 10 s. */
        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        /** See {@link ClientConfig#headTimeout}; 60 s. */
        public Builder headTimeout(Duration value) {
            headTimeout = value;
            return this;
        }

        /** See {@link ClientConfig#bodyTimeout}; 60 s. */
        public Builder bodyTimeout(Duration value) {
            bodyTimeout = value;
            return this;
        }

        /** See {@link ClientConfig#writeTimeout}; 30 s. */
        public Builder writeTimeout(Duration value) {
            writeTimeout = value;
            return this;
        }

        /** See {@link ClientConfig#pingInterval} and {@link ClientConfig#pingTimeout}; 20 s, 10 s. */
        public Builder ping(Duration interval, Duration timeout) {
            pingInterval = interval;
            pingTimeout = timeout;
            return this;
        }

        /** See {@link ClientConfig#retries}; 2. */
        public Builder retries(int value) {
            retries = value;
            return this;
        }

        /** See {@link ClientConfig#retriesIdempotent}; yes. */
        public Builder retriesIdempotent(boolean value) {
            retriesIdempotent = value;
            return this;
        }

        /** See {@link ClientConfig#redirects} and {@link ClientConfig#maxRedirects}; SECURE, 20. */
        public Builder redirects(Redirects policy, int most) {
            redirects = policy;
            maxRedirects = most;
            return this;
        }

        /** See {@link ClientConfig#unpacks}; yes. */
        public Builder unpacks(boolean value) {
            unpacks = value;
            return this;
        }

        /** See {@link ClientConfig#cookies}; null. */
        public Builder cookies(@Nullable CookieHandler value) {
            cookies = value;
            return this;
        }

        /** See {@link ClientConfig#userAgent}; "hawser". */
        public Builder userAgent(String value) {
            userAgent = value;
            return this;
        }

        /** See {@link ClientConfig#maxFieldListOctets} and {@link ClientConfig#maxFields}; 64 KiB, 256. */
        public Builder fields(int octets, int lines) {
            maxFieldListOctets = octets;
            maxFields = lines;
            return this;
        }

        /** See {@link ClientConfig#streamWindow}; 1 MiB. */
        public Builder streamWindow(int octets) {
            streamWindow = octets;
            return this;
        }

        /** See {@link ClientConfig#lowWatermark} and {@link ClientConfig#highWatermark}; 64 KiB, 256 KiB. */
        public Builder watermarks(long lowOctets, long highOctets) {
            lowWatermark = lowOctets;
            highWatermark = highOctets;
            return this;
        }

        /** See {@link ClientConfig#writeTarget}; 256 KiB. */
        public Builder writeTarget(int octets) {
            writeTarget = octets;
            return this;
        }

        /** The settings. */
        public ClientConfig build() {
            return new ClientConfig(
                    transport,
                    loops,
                    versions,
                    tls,
                    resolver,
                    proxies,
                    localAddress,
                    unixSocket,
                    maxConnections,
                    maxMultiplexedConnections,
                    maxStreams,
                    maxIdleConnections,
                    maxWaiting,
                    idleTimeout,
                    connectTimeout,
                    waitTimeout,
                    headTimeout,
                    bodyTimeout,
                    writeTimeout,
                    pingInterval,
                    pingTimeout,
                    retries,
                    retriesIdempotent,
                    redirects,
                    maxRedirects,
                    unpacks,
                    cookies,
                    userAgent,
                    maxFieldListOctets,
                    maxFields,
                    streamWindow,
                    highWatermark,
                    lowWatermark,
                    writeTarget);
        }
    }
}
