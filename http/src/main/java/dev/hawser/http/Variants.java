package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Chooses the form in which a file is sent: as it is, as a sibling compressed in advance, or compressed on the way. */
final class Variants {

    /** Codings and the endings of files in them, the best first. */
    private static final String[][] STORED = {{"br", ".br"}, {"zstd", ".zst"}, {"gzip", ".gz"}};

    private final PathResolver files;
    private final StaticFilesConfig config;
    private final Map<String, String> types;

    Variants(PathResolver files, StaticFilesConfig config) {
        this.files = files;
        this.config = config;
        this.types = config.mediaTypes();
    }

    /**
     * Chooses by Accept-Encoding: the highest weight, and among equals the coding that is usually the smallest. Asks the
     * file system for at most three siblings, and for none that the client would not take.
     *
     * @param nowMillis milliseconds since 1970-01-01T00:00:00Z
     */
    Representation choose(PathResolver.File file, Fields fields, long nowMillis) {
        String type = type(file.path());
        boolean compressible = MediaTypes.isCompressible(type);
        boolean varies = compressible && (config.precompressed() || config.gzip());
        AcceptEncoding accept = AcceptEncoding.of(fields.joined(FieldName.ACCEPT_ENCODING));
        if (accept != AcceptEncoding.ABSENT) {
            int best = accept.weight("identity");
            PathResolver.File stored = null;
            String coding = null;
            if (config.precompressed()) {
                for (String[] one : STORED) {
                    int weight = accept.weight(one[0]);
                    if (weight == 0 || weight < best || (weight == best && coding != null)) continue;
                    PathResolver.File sibling = sibling(file.path(), one[1]);
                    if (sibling == null) continue;
                    stored = sibling;
                    coding = one[0];
                    best = weight;
                }
            }
            int gzip = accept.weight("gzip");
            if (compressible && gzip > 0 && gzip > (coding == null ? best - 1 : best) && compresses(file, fields)) {
                return Representation.compressed(file.path(), file.attributes(), type, nowMillis);
            }
            if (stored != null) {
                return Representation.stored(stored.path(), stored.attributes(), type, coding, true, nowMillis);
            }
        }
        return Representation.stored(file.path(), file.attributes(), type, null, varies, nowMillis);
    }

    private PathResolver.@Nullable File sibling(Path path, String ending) {
        return files.beside(Objects.requireNonNull(path.getParent()), path.getFileName() + ending);
    }

    /** Parts of what is compressed on the way are parts of nothing that could be had again. */
    private boolean compresses(PathResolver.File file, Fields fields) {
        long size = file.attributes().size();
        return config.gzip()
                && size >= config.gzipFloor()
                && size <= config.gzipCeiling()
                && !fields.contains(FieldName.RANGE);
    }

    /** The media type of {@code path}, by its name. */
    String type(Path path) {
        String name = path.getFileName().toString();
        if (!types.isEmpty()) {
            String own = types.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
            if (own != null) return own;
        }
        String type = MediaTypes.find(name);
        return type != null ? type : MediaTypes.UNKNOWN;
    }
}
