package dev.hawser.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proxies as the environment names them: {@code http_proxy}, {@code https_proxy}, {@code all_proxy} and {@code no_proxy},
 * in small letters or in capitals, except that {@code HTTP_PROXY} is not looked at, since a CGI program's client could set
 * it. Schemes are {@code http} and {@code socks5}; a URL may name a user and a password. Immutable.
 */
public final class EnvironmentProxies extends ProxySelector implements ProxyCredentials {

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
        if (isExcepted(host(uri))) return List.of(Proxy.NO_PROXY);
        String named = "https".equalsIgnoreCase(uri.getScheme())
                ? first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                : first("http_proxy", "all_proxy", "ALL_PROXY");
        return List.of(named == null ? Proxy.NO_PROXY : proxy(named));
    }

    /** In lower case, an address without brackets; empty when there is none. */
    private static String host(URI uri) {
        try {
            return Target.of(uri).origin().host();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) return value.strip();
        }
        return null;
    }

    private boolean isExcepted(String host) {
        if (host.isEmpty()) return true;
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

    private static URI url(String text) {
        try {
            return URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the environment names a proxy that is no URL", e);
        }
    }

    private static boolean isSocks(URI uri) {
        return uri.getScheme().toLowerCase(Locale.ROOT).startsWith("socks5");
    }

    private static InetSocketAddress address(URI uri) {
        int port = uri.getPort() >= 0 ? uri.getPort() : isSocks(uri) ? 1080 : 80;
        return InetSocketAddress.createUnresolved(uri.getHost(), port);
    }

    private static Proxy proxy(String text) {
        URI uri = url(text);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean socks = isSocks(uri);
        if (uri.getHost() == null || (!socks && !scheme.equals("http"))) {
            throw new IllegalArgumentException("proxies of http and socks5 are spoken to, not " + scheme);
        }
        return new Proxy(socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP, address(uri));
    }

    @Override
    public @Nullable PasswordAuthentication credentials(InetSocketAddress proxy) {
        for (String name : List.of("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")) {
            String value = first(name);
            URI uri = value == null ? null : url(value);
            if (uri == null || uri.getRawUserInfo() == null || !address(uri).equals(proxy)) continue;
            String[] pair = uri.getRawUserInfo().split(":", 2);
            String password = pair.length == 2 ? pair[1] : "";
            return new PasswordAuthentication(
                    decoded(pair[0]), decoded(password).toCharArray());
        }
        return null;
    }

    private static String decoded(String text) {
        // A plus is a plus there, as RFC 3986 has it.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
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
