package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.HttpDate;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Serves the files of a folder: GET and HEAD, conditional requests (RFC 9110 13), ranges (RFC 9110 14), variants that
 * were compressed in advance, compression on the way, index files, redirects of folders to their slash.
 *
 * <p>Nothing outside the folder is ever sent, see {@link StaticFilesConfig}. Immutable; any thread. It asks the file
 * system and so waits: it runs on virtual threads. Files are sent as they are on the disk, without being copied into
 * user space where the connection allows.
 */
public final class StaticFiles implements Handler {

    private static final String ALLOWED = "GET, HEAD, OPTIONS";
    private static final Response OPTIONS =
            Response.status(Status.NO_CONTENT).field(FieldName.ALLOW, ALLOWED).empty();
    private static final Response NOT_ALLOWED = Response.status(Status.METHOD_NOT_ALLOWED)
            .field(FieldName.ALLOW, ALLOWED)
            .field(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")
            .body("Method not allowed: " + ALLOWED + " are\n");

    private final StaticFilesConfig config;
    private final PathResolver files;
    private final Variants variants;
    private final SmallFiles small;
    private final InstantSource clock;

    private StaticFiles(StaticFilesConfig config, InstantSource clock) throws IOException {
        this.config = config;
        this.files = new PathResolver(config.root(), config.links(), config.hidden());
        this.variants = new Variants(files, config);
        this.small = new SmallFiles(config.memory());
        this.clock = clock;
        if (!Files.isDirectory(files.root())) throw new IOException(config.root() + " is not a folder");
    }

    /**
     * Serves {@code root} with every default.
     *
     * @throws IOException when it is not there or not a folder
     */
    public static StaticFiles of(Path root) throws IOException {
        return of(StaticFilesConfig.builder(root).build());
    }

    /**
     * Serves as {@code config} says.
     *
     * @throws IOException when the root is not there or not a folder
     */
    public static StaticFiles of(StaticFilesConfig config) throws IOException {
        return of(config, InstantSource.system());
    }

    static StaticFiles of(StaticFilesConfig config, InstantSource clock) throws IOException {
        return new StaticFiles(config, clock);
    }

    @Override
    public Response handle(Request request) throws IOException {
        Method method = request.method();
        if (method == Method.OPTIONS) return OPTIONS;
        if (method != Method.GET && method != Method.HEAD) return NOT_ALLOWED;
        String path = request.path();
        String mount = config.mount();
        if (!path.startsWith(mount) || (path.length() > mount.length() && path.charAt(mount.length()) != '/')) {
            return error(Status.NOT_FOUND);
        }
        return switch (files.resolve(path.substring(mount.length()))) {
            case PathResolver.Refused(Status status) -> error(status);
            case PathResolver.File file -> file(request, file);
            case PathResolver.Folder(Path folder, boolean slashed) ->
                slashed ? folder(request, folder) : redirect(request);
        };
    }

    private Response folder(Request request, Path folder) throws IOException {
        for (String name : config.indexNames()) {
            PathResolver.File index = files.beside(folder, name);
            if (index != null) return file(request, index);
        }
        if (!config.listing()) return error(Status.NOT_FOUND);
        if (!Files.isReadable(folder)) return error(Status.FORBIDDEN);
        boolean top = folder.equals(files.root());
        String title = config.mount() + "/" + (top ? "" : slashes(files.root().relativize(folder)) + "/");
        return Response.status(Status.OK)
                .field(FieldName.CONTENT_TYPE, "text/html; charset=utf-8")
                .field(FieldName.CACHE_CONTROL, "no-cache")
                .field(FieldName.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .body(DirectoryListing.page(files, folder, title, !top));
    }

    private static String slashes(Path relative) {
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }

    /** One slash in front and no more: "//name/" would be another host (RFC 3986 4.2). */
    private static Response redirect(Request request) {
        String path = request.path();
        int from = 0;
        while (from < path.length() && path.charAt(from) == '/') from++;
        String query = request.query();
        String location = "/" + path.substring(from) + "/" + (query == null ? "" : "?" + query);
        return Response.status(Status.MOVED_PERMANENTLY)
                .field(FieldName.LOCATION, location)
                .empty();
    }

    private Response file(Request request, PathResolver.File file) throws IOException {
        if (!Files.isReadable(file.path())) return error(Status.FORBIDDEN);
        long now = clock.millis();
        Representation chosen = variants.choose(file, request.fields(), now);
        return switch (Conditionals.judge(request.method(), request.fields(), chosen.tag(), chosen.modified())) {
            case FAILED -> error(Status.PRECONDITION_FAILED);
            case NOT_MODIFIED -> validated(Status.NOT_MODIFIED, chosen).empty();
            case PERFORM -> ranges(request, chosen, now);
        };
    }

    private Response ranges(Request request, Representation chosen, long now) throws IOException {
        // RFC 9110 14.2: ranges are defined for GET only.
        String range = request.method() == Method.GET && !chosen.compresses() ? request.field(FieldName.RANGE) : null;
        // Two of them are no list: whoever sends that may mean anything.
        if (range != null && request.fields().all(FieldName.RANGE).size() > 1) range = null;
        if (range != null
                && !Conditionals.rangeApplies(request.fields(), chosen.tag(), chosen.modified(), now / 1000)) {
            range = null;
        }
        return switch (ByteRanges.of(range, chosen.size(), config.maxRanges())) {
            case ByteRanges.Whole _ -> whole(request, chosen);
            case ByteRanges.Unsatisfiable _ ->
                Response.status(Status.RANGE_NOT_SATISFIABLE)
                        .field(FieldName.CONTENT_RANGE, "bytes */" + chosen.size())
                        .field(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")
                        .body("Range not satisfiable: there are " + chosen.size() + " octets\n");
            case ByteRanges.Parts(List<ByteRanges.Part> parts) when parts.size() == 1 -> part(chosen, parts.get(0));
            case ByteRanges.Parts(List<ByteRanges.Part> parts) -> parts(chosen, parts);
        };
    }

    private Response whole(Request request, Representation chosen) throws IOException {
        boolean small = this.small.takes(chosen);
        Response kept = small ? this.small.find(chosen) : null;
        if (kept != null) return kept;
        Response.Builder response = described(Status.OK, chosen).field(FieldName.CONTENT_TYPE, chosen.type());
        if (!chosen.compresses()) {
            response.field(FieldName.ACCEPT_RANGES, "bytes");
            Response made = small ? this.small.keep(chosen, response) : null;
            return made != null ? made : response.file(chosen.path(), 0, chosen.size());
        }
        if (request.method() == Method.HEAD) return response.writing(sink -> {});
        return response.end(Gzip.of(chosen.path(), chosen.size()));
    }

    private Response part(Representation chosen, ByteRanges.Part part) {
        return described(Status.PARTIAL_CONTENT, chosen)
                .field(FieldName.CONTENT_TYPE, chosen.type())
                .field(FieldName.CONTENT_RANGE, part.of(chosen.size()))
                .file(chosen.path(), part.first(), part.length());
    }

    private Response parts(Representation chosen, List<ByteRanges.Part> parts) {
        MultipartRanges content =
                new MultipartRanges(chosen.path(), parts, chosen.type(), chosen.size(), RandomGenerator.getDefault());
        return described(Status.PARTIAL_CONTENT, chosen)
                .field(FieldName.CONTENT_TYPE, content.contentType())
                .writing(content.length(), content);
    }

    private Response.Builder described(Status status, Representation chosen) {
        Response.Builder response = validated(status, chosen);
        if (chosen.modified() != HttpDate.INVALID) {
            response.field(FieldName.LAST_MODIFIED, HttpDate.format(chosen.modified()));
        }
        if (chosen.coding() != null) response.field(FieldName.CONTENT_ENCODING, chosen.coding());
        return response.field(FieldName.X_CONTENT_TYPE_OPTIONS, "nosniff");
    }

    /** What 304 (Not Modified) says as well (RFC 9110 15.4.5). */
    private Response.Builder validated(Status status, Representation chosen) {
        Response.Builder response =
                Response.status(status).field(FieldName.ETAG, chosen.tag().toString());
        if (chosen.varies()) response.field(FieldName.VARY, "Accept-Encoding");
        if (config.cacheControl() != null) response.field(FieldName.CACHE_CONTROL, config.cacheControl());
        return response;
    }

    private Response error(Status status) {
        PathResolver.@Nullable File page = errorPage(status);
        if (page == null) return Response.text(status, status.reason() + "\n");
        return Response.status(status)
                .field(FieldName.CONTENT_TYPE, variants.type(page.path()))
                .field(FieldName.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .file(page.path(), 0, page.attributes().size());
    }

    private PathResolver.@Nullable File errorPage(Status status) {
        String name = config.errorPages().get(status.code());
        return name == null ? null : files.beside(files.root(), name);
    }
}
