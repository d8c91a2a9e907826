package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a folder is served. Immutable.
 *
 * @param root the folder; nothing outside it is ever served
 * @param mount the path it is served below, without a slash at the end: empty for all of the host
 * @param indexNames what is looked for in a folder, in this order
 * @param listing whether a folder without an index is shown as a list of its files; 404 otherwise
 * @param links whether symbolic links that stay inside the root are followed; those that lead out never are
 * @param hidden whether names that begin with a dot are served; {@code /.well-known} always is
 * @param precompressed whether a file with {@code .br}, {@code .zst} or {@code .gz} added to its name is sent in its place
 *     to who accepts that coding. It is up to you that both hold the same
 * @param gzip whether text is compressed while it is sent to who accepts gzip
 * @param gzipFloor octets below which a file is not compressed
 * @param gzipCeiling octets above which a file is not compressed: that costs more time than it saves
 * @param maxRanges ranges of one request above which it gets the whole file
 * @param cacheControl the Cache-Control field of every file, or null for none
 * @param memory octets of small files that are kept in memory as long as their time and size are what they were; 0 for none
 * @param errorPages file names, from the root, by status code: the page for 404, for example
 * @param mediaTypes types by the ending of a name, without its dot and in lower case; before those that are built in
 */
public record StaticFilesConfig(
        Path root,
        String mount,
        List<String> indexNames,
        boolean listing,
        boolean links,
        boolean hidden,
        boolean precompressed,
        boolean gzip,
        long gzipFloor,
        long gzipCeiling,
        int maxRanges,
        @Nullable String cacheControl,
        long memory,
        Map<Integer, String> errorPages,
        Map<String, String> mediaTypes) {

    /** Checks each value. */
    public StaticFilesConfig {
        Objects.requireNonNull(root);
        if (!mount.isEmpty() && (!mount.startsWith("/") || mount.endsWith("/"))) {
            throw new IllegalArgumentException(
                    "mount '%s': it begins with a slash and does not end with one".formatted(mount));
        }
        if (gzipFloor < 0 || gzipCeiling < gzipFloor) {
            throw new IllegalArgumentException("gzip from %d to %d octets".formatted(gzipFloor, gzipCeiling));
        }
        if (memory < 0) throw new IllegalArgumentException("memory %d, at least 0".formatted(memory));
        if (maxRanges < 0) throw new IllegalArgumentException("maxRanges %d, at least 0".formatted(maxRanges));
        for (String name : indexNames) requireName(name);
        if (cacheControl != null) Fields.of(FieldName.CACHE_CONTROL, cacheControl); // Refuses what cannot be sent.
        mediaTypes.values().forEach(StaticFilesConfig::requireType);
        indexNames = List.copyOf(indexNames);
        errorPages = Map.copyOf(errorPages);
        mediaTypes = Map.copyOf(mediaTypes);
    }

    private static void requireName(String name) {
        boolean leads = name.isEmpty() || name.equals(".") || name.equals("..");
        if (leads || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new IllegalArgumentException(
                    "index '%s': the name of a file in its folder is asked for".formatted(name));
        }
    }

    private static void requireType(String type) {
        Fields.of(FieldName.CONTENT_TYPE, type);
        int slash = type.indexOf('/');
        if (slash < 1 || slash == type.length() - 1) {
            throw new IllegalArgumentException("media type '%s': one such as text/plain is asked for".formatted(type));
        }
    }

    /** Starts from the defaults for {@code root}. */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    /** Collects the settings; see the record's components. */
    public static final class Builder {

        private final Path root;
        private String mount = "";
        private List<String> indexNames = List.of("index.html");
        private boolean listing;
        private boolean links;
        private boolean hidden;
        private boolean precompressed = true;
        private boolean gzip = true;
        private long gzipFloor = 1024;
        private long gzipCeiling = 16 << 20;
        private int maxRanges = 16;
        private @Nullable String cacheControl;
        private long memory = 16 << 20;
        private final Map<Integer, String> errorPages = new HashMap<>();
        private final Map<String, String> mediaTypes = new HashMap<>();

        private Builder(Path root) {
            this.root = root;
        }

        /** See {@link StaticFilesConfig#mount}. */
        public Builder mount(String path) {
            mount = path;
            return this;
        }

        /** See {@link StaticFilesConfig#indexNames}. */
        public Builder indexNames(String... names) {
            indexNames = List.of(names);
            return this;
        }

        /** See {@link StaticFilesConfig#listing}. */
        public Builder listing(boolean on) {
            listing = on;
            return this;
        }

        /** See {@link StaticFilesConfig#links}. */
        public Builder links(boolean on) {
            links = on;
            return this;
        }

        /** See {@link StaticFilesConfig#hidden}. */
        public Builder hidden(boolean on) {
            hidden = on;
            return this;
        }

        /** See {@link StaticFilesConfig#precompressed}. */
        public Builder precompressed(boolean on) {
            precompressed = on;
            return this;
        }

        /** See {@link StaticFilesConfig#gzip}. */
        public Builder gzip(boolean on) {
            gzip = on;
            return this;
        }

        /** See {@link StaticFilesConfig#gzipFloor} and {@link StaticFilesConfig#gzipCeiling}. */
        public Builder gzipSizes(long floorOctets, long ceilingOctets) {
            gzipFloor = floorOctets;
            gzipCeiling = ceilingOctets;
            return this;
        }

        /** See {@link StaticFilesConfig#maxRanges}. */
        public Builder maxRanges(int count) {
            maxRanges = count;
            return this;
        }

        /** See {@link StaticFilesConfig#cacheControl}. */
        public Builder cacheControl(@Nullable String value) {
            cacheControl = value;
            return this;
        }

        /** See {@link StaticFilesConfig#memory}. */
        public Builder memory(long octets) {
            memory = octets;
            return this;
        }

        /** Sends the file {@code name}, from the root, with every answer whose status is {@code code}. */
        public Builder errorPage(int code, String name) {
            if (code < 400 || code > 599) throw new IllegalArgumentException("error page for status " + code);
            errorPages.put(code, name);
            return this;
        }

        /** Sends files whose name ends in {@code .ending} as {@code type}. */
        public Builder mediaType(String ending, String type) {
            mediaTypes.put(ending.toLowerCase(Locale.ROOT), type);
            return this;
        }

        /** The finished settings. */
        public StaticFilesConfig build() {
            return new StaticFilesConfig(
                    root,
                    mount,
                    indexNames,
                    listing,
                    links,
                    hidden,
                    precompressed,
                    gzip,
                    gzipFloor,
                    gzipCeiling,
                    maxRanges,
                    cacheControl,
                    memory,
                    errorPages,
                    mediaTypes);
        }
    }
}
