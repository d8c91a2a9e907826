package dev.hawser.http;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One server behind a reverse proxy, and what is known of it. Guarded by its {@link Upstreams}. */
final class Upstream {

    final String url;

    final Target.Origin origin;

    /** What goes before the path of each request, without a slash at its end; empty for nothing. */
    final String base;

    final int weight;

    /** What is added to this at each turn and taken away by being chosen: smooth weighted round robin. */
    long standing;

    /** Whether the last health check failed. */
    boolean sick;

    /** Until when it is passed over, on {@link System#nanoTime}'s scale, because it could not be reached. */
    long avoidedUntil;

    boolean avoided;

    /**
     * An upstream.
     *
     * @param url of http or https, without query; what its path has goes before the path of each request
     */
    Upstream(String url, int weight) {
        URI uri = URI.create(url);
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an upstream with a query or fragment: " + url);
        }
        this.origin = Target.of(uri).origin(); // Refuses what is no URL of http or https.
        if (weight < 1) throw new IllegalArgumentException("weight %d of %s, at least 1".formatted(weight, url));
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        String path = uri.getRawPath();
        this.base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        this.weight = weight;
    }

    boolean isFit(long now) {
        if (sick) return false;
        if (avoided && now - avoidedUntil >= 0) avoided = false;
        return !avoided;
    }

    /** The URL of {@code target} there; null when that is none. */
    @Nullable
    URI uri(String target) {
        try {
            return URI.create(url + ProxyTargets.encoded(target));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
