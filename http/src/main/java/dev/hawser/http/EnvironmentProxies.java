package dev.hawser.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proxies as the environment names them: {@code http_proxy}, {@code https_proxy}, {@code all_proxy} and {@code no_proxy},
 * in small letters or in capitals, except that {@code HTTP_PROXY} is not looked at, since a CGI program's client could set
 * it. Schemes are {@code http} and {@code socks5}. Immutable.
 */
public final class EnvironmentProxies extends ProxySelector {

    private final Map<String, String> environment;

    private EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The proxies of this process's environment. */
    public static ProxySelector ofProcess() {
        return of(System.getenv());
    }

    /** The proxies that {@code environment} names. */
    public static ProxySelector of(Map<String, String> environment) {
        return new EnvironmentProxies(environment);
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = uri.getHost();
        if (host == null || isExcepted(host.toLowerCase(Locale.ROOT))) return List.of(Proxy.NO_PROXY);
        String named = "https".equalsIgnoreCase(uri.getScheme())
                ? first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                : first("http_proxy", "all_proxy", "ALL_PROXY");
        return List.of(named == null ? Proxy.NO_PROXY : proxy(named));
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) return value.strip();
        }
        return null;
    }

    private boolean isExcepted(String host) {
        String exceptions = first("no_proxy", "NO_PROXY");
        if (exceptions == null) return false;
        for (String entry : exceptions.toLowerCase(Locale.ROOT).split(",", -1)) {
            String name = entry.strip();
            if (name.equals("*")) return true;
            if (name.startsWith(".")) name = name.substring(1);
            if (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name))) return true;
        }
        return false;
    }

    private static Proxy proxy(String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the environment names a proxy that is no URL", e);
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean socks = scheme.startsWith("socks5");
        if (uri.getHost() == null || (!socks && !scheme.equals("http"))) {
            throw new IllegalArgumentException("proxies of http and socks5 are spoken to, not " + scheme);
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : socks ? 1080 : 80;
        InetSocketAddress address = InetSocketAddress.createUnresolved(uri.getHost(), port);
        return new Proxy(socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP, address);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        // There is no other to try.
    }

    /** The environment holds secrets. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>(environment.keySet());
        names.removeIf(name -> !name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        return "proxies of the environment: " + names;
    }
}
