package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import dev.hawser.http.ClientConfig;
import dev.hawser.http.ReverseProxy;
import dev.hawser.http.Router;
import dev.hawser.message.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests that go on to other servers. */
final class ProxyOptions {

    private static final String OPTION = "--proxy";
    private static final String CLEAR_HTTP2 = "h2c://";

    private final ServerCommand of;
    private final Option<List<Map.Entry<String, String>>> rules;
    private final Option<Boolean> passHost;
    private final Option<Boolean> trustForwarded;
    private final Option<Boolean> verbatim;
    private final Option<List<Map.Entry<String, String>>> redirects;
    private final Option<List<Map.Entry<String, String>>> cookieDomains;
    private final Option<List<Map.Entry<String, String>>> cookiePaths;
    private final Option<Duration> timeout;
    private final Option<String> check;
    private final Option<Duration> checkInterval;

    ProxyOptions(ServerCommand of) {
        this.of = of;
        of.section("Reverse proxy");
        rules = of.list(
                OPTION,
                "PREFIX=URL",
                Values.pair("a path and a URL such as /api=http://127.0.0.1:9000"),
                "pass requests below PREFIX on to http, https or h2c (HTTP/2 in clear text); where URL has a path, if only /,"
                        + " it takes PREFIX's place; one PREFIX several times: its servers take turns");
        passHost = of.flag("--proxy-host", "ask those servers for the host that the client asks for");
        trustForwarded = of.flag("--trust-forwarded", "believe Forwarded and X-Forwarded fields, and add to them");
        verbatim = of.flag(
                "--proxy-verbatim",
                "pass Location, Content-Location, Refresh and Set-Cookie on as those servers write them; else their own names"
                        + " and paths there become those that the client can ask for");
        redirects = of.list(
                "--proxy-redirect",
                "FROM=TO",
                Values.pair("two beginnings of URLs or paths such as http://app.lan/=/shop/"),
                "in Location and the like begin with TO what begins with FROM; the first that fits");
        cookieDomains = of.list(
                "--proxy-cookie-domain",
                "FROM=TO",
                Values.pair("two domains such as app.lan=example.org"),
                "send cookies of those servers for FROM as cookies for TO");
        cookiePaths = of.list(
                "--proxy-cookie-path",
                "FROM=TO",
                Values.pair("two beginnings of paths such as /app=/shop"),
                "begin with TO the path of a cookie that begins with FROM; the first that fits");
        timeout = of.option(
                "--proxy-timeout",
                "TIME",
                Values.patience(),
                "60s",
                "how long those servers may take until an answer begins, and be silent within it");
        check = of.option(
                "--proxy-check",
                "PATH",
                Values.text(),
                "ask each of those servers for PATH; one that does not answer 2xx or 3xx gets no requests meanwhile");
        checkInterval = of.option("--proxy-check-interval", "TIME", Values.patience(), "2s", "how often");
    }

    /** Whether there are any. */
    boolean areGiven() {
        return rules.isGiven();
    }

    /** Adds a route for each prefix; the command closes what is behind them. */
    void addTo(Router.Builder routes) {
        for (Option<?> other : List.of(passHost, verbatim, redirects, cookieDomains, cookiePaths, timeout, check)) {
            if (other.isGiven() && !areGiven()) throw of.misuse(other.name() + " without " + OPTION);
        }
        Map<String, List<String>> byPrefix = new LinkedHashMap<>();
        for (Map.Entry<String, String> rule : rules.get()) {
            String prefix = rule.getKey();
            if (!prefix.matches("/[A-Za-z0-9._~/-]*")) throw of.misuse(OPTION + ": no path to begin with: " + prefix);
            if (prefix.length() > 1 && prefix.endsWith("/")) prefix = prefix.substring(0, prefix.length() - 1);
            byPrefix.computeIfAbsent(prefix, first -> new ArrayList<>()).add(rule.getValue());
        }
        byPrefix.forEach((prefix, urls) -> {
            ReverseProxy proxy = of.closeLater(proxy(prefix, urls));
            routes.any(prefix, proxy).any(prefix.equals("/") ? "/{rest*}" : prefix + "/{rest*}", proxy);
        });
    }

    private ReverseProxy proxy(String prefix, List<String> urls) {
        ReverseProxy.Builder proxy = ReverseProxy.builder();
        String first = urls.getFirst();
        if (hasPath(first)) proxy.stripPrefix(prefix);
        ClientConfig.Builder client =
                ReverseProxy.client().headTimeout(timeout.get()).bodyTimeout(timeout.get());
        if (isClearHttp2(first)) client.versions(HttpVersion.HTTP_2);
        proxy.client(client.build());
        if (passHost.get()) proxy.passHost();
        if (trustForwarded.get()) proxy.trustForwarded();
        String path = check.orNull();
        if (verbatim.get()) proxy.verbatim();
        try {
            for (Map.Entry<String, String> rule : redirects.get()) proxy.redirect(rule.getKey(), rule.getValue());
            for (Map.Entry<String, String> rule : cookieDomains.get()) {
                proxy.cookieDomain(rule.getKey(), rule.getValue());
            }
            for (Map.Entry<String, String> rule : cookiePaths.get()) proxy.cookiePath(rule.getKey(), rule.getValue());
            if (path != null) proxy.healthCheck(path, checkInterval.get(), Duration.ofSeconds(2));
            for (String url : urls) {
                if (!url.contains("://")) {
                    throw of.misuse("%s %s: '%s' is no URL such as http://%s".formatted(OPTION, prefix, url, url));
                }
                if (hasPath(url) != hasPath(first) || isClearHttp2(url) != isClearHttp2(first)) {
                    throw of.misuse("%s %s: all with a path or none, all h2c or none: %s and %s"
                            .formatted(OPTION, prefix, first, url));
                }
                proxy.upstream(isClearHttp2(url) ? "http://" + url.substring(CLEAR_HTTP2.length()) : url);
            }
            return proxy.build();
        } catch (IllegalArgumentException e) {
            throw of.misuse("%s %s: %s".formatted(OPTION, prefix, e.getMessage()));
        }
    }

    private static boolean isClearHttp2(String url) {
        return url.startsWith(CLEAR_HTTP2);
    }

    private static boolean hasPath(String url) {
        int authority = url.indexOf("://");
        return authority >= 0 && url.indexOf('/', authority + 3) >= 0;
    }
}
