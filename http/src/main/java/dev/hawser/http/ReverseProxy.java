package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handler that passes requests on to other servers and their answers back, over HTTP/1.1 and HTTP/2 on either side.
 *
 * <p>Content streams both ways, and whoever is slow holds the other back; 1xx, trailers, gRPC and WebSockets pass through. Fields that
 * were for one hop stay there (RFC 9110 7.6.1), Via and Forwarded say where a request has been, redirections and cookies lead to where
 * the client can ask. A request goes to a second upstream only if the first cannot have seen it. A client that goes away ends the call upstream;
 * an upstream that dies in the middle of an answer breaks that answer off, never ends it. A path with dot segments (RFC 3986 3.3) is
 * 400 (Bad Request): it could lead an upstream out of what is passed on. Where there is no answer to pass
 * on, 502 (Bad Gateway) or 504 (Gateway Timeout) says why, in words and in Proxy-Status (RFC 9209).
 *
 * <p>Safe for any number of threads. Owns its connections to the upstreams: close it when the server is closed.
 */
public final class ReverseProxy implements Handler, AutoCloseable {

    private final Client client;
    private final Upstreams upstreams;
    private final ProxyRules rules;

    private ReverseProxy(Builder builder) {
        this.client = Client.create(builder.config);
        OutsideNames names = new OutsideNames(
                builder.upstreams,
                builder.prefix,
                new OutsideNames.Rules(
                        builder.verbatim, builder.references, builder.cookieDomains, builder.cookiePaths));
        this.rules = new ProxyRules(builder.trustsForwarded, builder.host, builder.prefix, names);
        this.upstreams = new Upstreams(builder.upstreams, builder.avoidance, client, builder.check);
    }

    /** A proxy for one upstream, with every default. */
    public static ReverseProxy to(String url) {
        return builder().upstream(url).build();
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Response handle(Request request) throws IOException {
        if (request.head().target().equals("*")) return ProxyAnswers.OPTIONS_OF_ALL;
        if (request.method().equals(Method.CONNECT) && request.upgrade() == null) return Responses.NO_TUNNEL;
        if (ProxyFields.forwardsLeft(request) == 0) {
            return request.method().equals(Method.OPTIONS) ? ProxyAnswers.OPTIONS_OF_ALL : ProxyAnswers.NO_TRACE;
        }
        // RFC 9112 3.2.2: who has been asked for a whole URL asks on for its path.
        String path = request.path();
        if (ProxyTargets.hasDotSegment(path)) return ProxyAnswers.DOT_SEGMENT;
        String query = request.query();
        String target = rules.target(query == null ? path : path + "?" + query);
        if (target == null) return Responses.NOT_FOUND;
        return new Forwarding(client, upstreams, request, target, rules).answer();
    }

    /** How many upstreams are taken for well. */
    public int healthy() {
        return upstreams.fit(System.nanoTime());
    }

    /** Ends every call that is under way and every connection to an upstream. Twice is once. */
    @Override
    public void close() {
        upstreams.close();
        client.close();
    }

    /** Collects the settings. Confined to one thread. */
    public static final class Builder {

        private final List<Upstream> upstreams = new ArrayList<>();
        private Duration avoidance = Duration.ofSeconds(5);
        private Upstreams.@Nullable Check check;
        private boolean trustsForwarded;
        private ProxyRules.@Nullable Host host;
        private String prefix = "";
        private boolean verbatim;
        private final List<OutsideNames.Replacement> references = new ArrayList<>();
        private final List<OutsideNames.Replacement> cookieDomains = new ArrayList<>();
        private final List<OutsideNames.Replacement> cookiePaths = new ArrayList<>();
        private ClientConfig config = ReverseProxy.client().build();

        private Builder() {}

        /**
         * Adds an upstream of weight 1.
         *
         * @param url of http or https; what it has for a path goes before the path of every request
         * @throws IllegalArgumentException when that is no such URL, or has a query
         */
        public Builder upstream(String url) {
            return upstream(url, 1);
        }

        /** Adds an upstream that gets {@code weight} requests where one of weight 1 gets one. */
        public Builder upstream(String url, int weight) {
            upstreams.add(new Upstream(url, weight));
            return this;
        }

        /** How long an upstream that could not be reached is passed over. Five seconds. */
        public Builder avoidance(Duration time) {
            if (time.isNegative()) throw new IllegalArgumentException("an avoidance of " + time);
            avoidance = time;
            return this;
        }

        /**
         * Asks each upstream for {@code path} every {@code interval}; one that does not answer 2xx or 3xx within {@code
         * timeout} gets no requests until it does. Without, only those that cannot be reached are passed over.
         */
        public Builder healthCheck(String path, Duration interval, Duration timeout) {
            check = new Upstreams.Check(path, interval, timeout);
            return this;
        }

        /**
         * Takes the Forwarded and X-Forwarded fields of requests for true and adds to them, as is right behind another proxy.
         * Else they are replaced: any client could have written them.
         */
        public Builder trustForwarded() {
            trustsForwarded = true;
            return this;
        }

        /**
         * Asks upstreams for the host that the client has asked for, as those want it that serve several. Else it is the
         * upstream's own name, and only Forwarded and X-Forwarded-Host say what the client wanted.
         */
        public Builder passHost() {
            host = new ProxyRules.Host.Passed();
            return this;
        }

        /**
         * Asks upstreams for the host {@code name}, whatever the client has asked for.
         *
         * @param name with the port where that is not the scheme's own
         * @throws IllegalArgumentException when it is empty or no value of a field
         */
        public Builder host(String name) {
            if (name.isEmpty()) throw new IllegalArgumentException("an empty host");
            Fields.of(FieldName.HOST, name);
            host = new ProxyRules.Host.Named(name);
            return this;
        }

        /**
         * Takes {@code path} off the front of every request's path: with "/api", {@code /api/users?id=1} is {@code /users?id=1}
         * there, and whatever is not below it is 404 (Not Found). Goes before what the upstream's URL has for a path.
         *
         * @throws IllegalArgumentException when it does not begin with a slash, or has a query
         */
        public Builder stripPrefix(String path) {
            if (!path.startsWith("/") || path.indexOf('?') >= 0) {
                throw new IllegalArgumentException("the prefix '%s': a path from '/' on".formatted(path));
            }
            prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return this;
        }

        /**
         * Passes Location, Content-Location, Refresh and Set-Cookie on as upstreams write them, but for what {@link #redirect},
         * {@link #cookieDomain} and {@link #cookiePath} say. Else what names an upstream, in these fields only, becomes what the
         * client can ask for: {@code http://10.0.0.1:9000/cart} is {@code /shop/cart} where "/shop" is taken off on the way in,
         * a cookie's path likewise, and a cookie's domain that is the upstream's and not the client's is taken off. A URL
         * of the host that the upstream was asked for counts as its own in its scheme and in the client's.
         */
        public Builder verbatim() {
            verbatim = true;
            return this;
        }

        /**
         * In Location, Content-Location and Refresh a URL or path that begins with {@code inside} begins with {@code outside}
         * instead; the first such rule counts. The same text twice leaves such URLs as they are.
         *
         * @throws IllegalArgumentException when {@code inside} is empty, or {@code outside} is no value of a field
         */
        public Builder redirect(String inside, String outside) {
            references.add(replacement("redirect", inside, outside));
            return this;
        }

        /**
         * Cookies of upstreams for the domain {@code inside} are for {@code outside} instead.
         *
         * @param inside without a dot before it
         * @param outside empty for the host that the client has asked, and no other
         * @throws IllegalArgumentException when {@code inside} is empty, or {@code outside} cannot stand in a cookie
         */
        public Builder cookieDomain(String inside, String outside) {
            cookieDomains.add(cookieRule("cookieDomain", inside, outside));
            return this;
        }

        /**
         * The path of an upstream's cookie that begins with {@code inside} begins with {@code outside} instead; the first such rule
         * counts.
         *
         * @throws IllegalArgumentException when {@code inside} is empty, or {@code outside} cannot stand in a cookie
         */
        public Builder cookiePath(String inside, String outside) {
            cookiePaths.add(cookieRule("cookiePath", inside, outside));
            return this;
        }

        private static OutsideNames.Replacement cookieRule(String rule, String inside, String outside) {
            if (outside.indexOf(';') >= 0) throw new IllegalArgumentException(rule + ": a semicolon in " + outside);
            return replacement(rule, inside, outside);
        }

        private static OutsideNames.Replacement replacement(String rule, String inside, String outside) {
            if (inside.isEmpty()) throw new IllegalArgumentException(rule + ": there is no text to begin with");
            Fields.of(FieldName.LOCATION, outside); // Refuses what cannot be sent.
            return new OutsideNames.Replacement(inside, outside);
        }

        /**
         * How the upstreams are spoken to; begin with {@link ReverseProxy#client}. HTTP/2 alone is spoken to an http upstream
         * by prior knowledge.
         *
         * @throws IllegalArgumentException when it would follow redirections, unpack content, or keep cookies
         */
        public Builder client(ClientConfig settings) {
            if (settings.unpacks() || settings.cookies() != null || settings.redirects() != Redirects.NEVER) {
                throw new IllegalArgumentException("a proxy's client passes content, cookies and redirections on");
            }
            config = Objects.requireNonNull(settings);
            return this;
        }

        /**
         * The proxy.
         *
         * @throws IllegalStateException without an upstream
         */
        public ReverseProxy build() {
            if (upstreams.isEmpty()) throw new IllegalStateException("a proxy without an upstream");
            return new ReverseProxy(this);
        }
    }

    /** Settings that leave messages as they are: what {@link Builder#client} begins with. */
    public static ClientConfig.Builder client() {
        return ClientConfig.builder()
                .unpacks(false)
                .cookies(null)
                .proxies(null)
                .redirects(Redirects.NEVER, 0)
                .retriesIdempotent(false)
                .userAgent("");
    }
}
