package dev.hawser.http;

import dev.hawser.http.Target.Origin;
import dev.hawser.message.HttpVersion;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.Timer;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One search for a connection to an origin: names are resolved on a virtual thread, then the addresses are tried one after
 * the other with a short head start each, and the first that stands is taken (RFC 8305, "happy eyeballs"). Confined to the
 * loop. Its handler is told once.
 */
final class Dialer extends Timer {

    /** RFC 8305 5: the head start of an address before the next is tried beside it. Nanoseconds. */
    private static final long HEAD_START = TimeUnit.MILLISECONDS.toNanos(250);

    private final ClientHome home;
    private final Origin origin;
    private final boolean forTunnels;
    private final ConnectHandler next;
    private final ArrayDeque<InetSocketAddress> untried = new ArrayDeque<>();
    private final long end;
    private int trying;
    private boolean over;
    private @Nullable IOException firstFailure;

    // Set before the loop is told of addresses.
    private volatile @Nullable Proxy proxy;
    private volatile @Nullable PasswordAuthentication credentials;

    Dialer(ClientHome home, Origin origin, boolean forTunnels, ConnectHandler next) {
        this.home = home;
        this.origin = origin;
        this.forTunnels = forTunnels;
        this.next = next;
        this.end = home.loop().now() + home.config().connectTimeout().toNanos();
    }

    void begin() {
        Path socket = home.config().unixSocket();
        if (socket != null) {
            attempt(UnixDomainSocketAddress.of(socket));
            return;
        }
        home.loop().schedule(this, end);
        home.startThread(this::findTheWay);
    }

    /** On a virtual thread: whoever chooses a proxy may look anywhere. */
    private void findTheWay() {
        ProxySelector selector = home.config().proxies();
        Proxy chosen = Proxy.NO_PROXY;
        try {
            List<Proxy> proxies = selector == null ? List.of() : selector.select(URI.create(origin.toString()));
            if (!proxies.isEmpty()) chosen = proxies.getFirst();
        } catch (RuntimeException e) {
            onLoop(() -> fail(new IOException("no proxy could be chosen: " + e.getMessage(), e)));
            return;
        }
        if (chosen.address() instanceof InetSocketAddress proxyAddress) {
            proxy = chosen;
            if (selector instanceof ProxyCredentials known) credentials = known.credentials(proxyAddress);
            resolve(proxyAddress.getHostString(), proxyAddress.getPort());
        } else {
            resolve(origin.host(), origin.port());
        }
    }

    private void onLoop(Runnable task) {
        try {
            home.loop().execute(task);
        } catch (RejectedExecutionException e) {
            // The client was closed meanwhile, and told those who waited.
        }
    }

    /** On a virtual thread: names may take long. */
    private void resolve(String host, int port) {
        Runnable found;
        try {
            List<InetSocketAddress> addresses = new ArrayList<>();
            for (InetAddress address : interleaved(home.config().resolver().resolve(host))) {
                addresses.add(new InetSocketAddress(address, port));
            }
            found = addresses.isEmpty() ? () -> unknown(host, null) : () -> found(addresses);
        } catch (UnknownHostException e) {
            found = () -> unknown(host, e);
        } catch (RuntimeException e) {
            found = () -> fail(new IOException("the name of " + host + " could not be resolved: " + e, e));
        }
        onLoop(found);
    }

    private void unknown(String host, @Nullable UnknownHostException cause) {
        UnknownHostException unknown = new UnknownHostException("unknown host: " + host);
        if (cause != null) unknown.initCause(cause);
        fail(unknown);
    }

    /** RFC 8305 4: the families take turns, the first address's family first. */
    static List<InetAddress> interleaved(List<InetAddress> addresses) {
        ArrayDeque<InetAddress> same = new ArrayDeque<>();
        ArrayDeque<InetAddress> other = new ArrayDeque<>();
        for (InetAddress address : addresses) {
            boolean alike = (address instanceof Inet6Address) == (addresses.getFirst() instanceof Inet6Address);
            (alike ? same : other).add(address);
        }
        List<InetAddress> mixed = new ArrayList<>(addresses.size());
        while (!same.isEmpty() || !other.isEmpty()) {
            if (!same.isEmpty()) mixed.add(same.poll());
            if (!other.isEmpty()) mixed.add(other.poll());
        }
        return mixed;
    }

    private void found(List<InetSocketAddress> addresses) {
        if (over) return;
        untried.addAll(addresses);
        tryNext();
    }

    private void tryNext() {
        InetSocketAddress address = untried.poll();
        if (address == null) return;
        long start = home.loop().now() + HEAD_START;
        home.loop().schedule(this, untried.isEmpty() ? end : Math.min(end, start));
        attempt(address);
    }

    @Override
    protected void fire(long now) {
        if (over) return;
        if (now - end < 0) {
            tryNext();
            return;
        }
        fail(new SocketTimeoutException("no connection to %s within %d ms"
                .formatted(origin, home.config().connectTimeout().toMillis())));
    }

    private void attempt(SocketAddress address) {
        trying++;
        long left = Math.max(TimeUnit.MILLISECONDS.toNanos(1), end - home.loop().now());
        InetAddress from = home.config().localAddress();
        ConnectOptions options = ConnectOptions.builder()
                .timeout(Duration.ofNanos(left))
                .local(from == null ? null : new InetSocketAddress(from, 0))
                .build();
        home.loop().connect(address, options, new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                trying--;
                if (over) {
                    channel.close();
                    return ChannelHandler.unwanted();
                }
                end();
                ConnectHandler above;
                try {
                    above = layered();
                } catch (RuntimeException e) {
                    channel.close();
                    next.failed(new IOException(e.getMessage(), e));
                    return ChannelHandler.unwanted();
                }
                return above.connected(channel);
            }

            @Override
            public void failed(IOException cause) {
                trying--;
                if (over) return;
                if (firstFailure == null) firstFailure = toWhom(cause);
                if (!untried.isEmpty()) tryNext();
                else if (trying == 0) fail(firstFailure);
            }
        });
    }

    /** Who asked for a URL may not know that there is a proxy. */
    private IOException toWhom(IOException cause) {
        Proxy by = proxy;
        return by == null
                ? cause
                : new IOException(
                        "cannot connect by way of the proxy %s: %s".formatted(name(by), cause.getMessage()), cause);
    }

    /** As whoever set it wrote it, and not what became of that (RFC 3986 3.2). */
    private static String name(Proxy by) {
        if (!(by.address() instanceof InetSocketAddress address)) return String.valueOf(by.address());
        String host = address.getHostString();
        return (host.contains(":") ? "[%s]:%d" : "%s:%d").formatted(host, address.getPort());
    }

    /** What lies between the connection and HTTP. */
    private ConnectHandler layered() {
        ConnectHandler inside = origin.secure() ? home.secure(origin, forTunnels, next) : next;
        Proxy by = proxy;
        if (by == null || forwards()) return inside;
        String name = name(by);
        return by.type() == Proxy.Type.SOCKS
                ? new SocksHandshake(origin, credentials, inside, name, end)
                : new TunnelHandshake(origin, authorization(), inside, name, end);
    }

    /** The value of Proxy-Authorization, or null for none (RFC 7617 2). */
    @Nullable
    String authorization() {
        PasswordAuthentication told = credentials;
        if (told == null) return null;
        String pair = told.getUserName() + ":" + new String(told.getPassword());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether requests go to an HTTP proxy that forwards them, each with a whole URL (RFC 9112 3.2.2). */
    boolean forwards() {
        Proxy by = proxy;
        return by != null
                && by.type() == Proxy.Type.HTTP
                && !origin.secure()
                && !forTunnels
                && home.config().versions().contains(HttpVersion.HTTP_1_1);
    }

    private void end() {
        over = true;
        home.loop().cancel(this);
    }

    private void fail(IOException cause) {
        if (over) return;
        end();
        next.failed(cause);
    }
}
