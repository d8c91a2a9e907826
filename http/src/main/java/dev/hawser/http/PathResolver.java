package dev.hawser.http;

import dev.hawser.message.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file a path names below one folder, and no other file.
 *
 * <p>What it answers is always the file's real path, inside the real path of the root: a symbolic link that leads out
 * of the root is never followed, and one that stays inside only where that is allowed. The check is made once, before
 * the file is opened: whoever may write below the root can swap a link in between, so a root belongs to people you
 * trust.
 *
 * <p>Immutable; any thread. {@link #resolve} asks the file system and so may wait.
 */
final class PathResolver {

    /** What a path comes to. */
    sealed interface Resolution {}

    /** A regular file. */
    record File(Path path, BasicFileAttributes attributes) implements Resolution {}

    /**
     * A folder.
     *
     * @param slashed whether the request's path ended in a slash, as that of a folder should
     */
    record Folder(Path path, boolean slashed) implements Resolution {}

    /** Nothing that is to be served. */
    record Refused(Status status) implements Resolution {}

    private static final Resolution BAD = new Refused(Status.BAD_REQUEST);
    private static final Resolution MISSING = new Refused(Status.NOT_FOUND);

    private final Path root;
    private final boolean links;
    private final boolean hidden;

    /**
     * A resolver.
     *
     * @param root an existing folder
     * @param links whether symbolic links that stay inside the root are followed
     * @param hidden whether names that begin with a dot are served
     * @throws IOException when the root is not there
     */
    PathResolver(Path root, boolean links, boolean hidden) throws IOException {
        this.root = root.toRealPath();
        this.links = links;
        this.hidden = hidden;
    }

    Path root() {
        return root;
    }

    /**
     * Resolves an absolute path of a request, still percent-encoded. Empty segments are nothing. Dot segments, which
     * every honest client resolves itself, encoded separators, NUL and wrong encoding are 400; what is hidden or led
     * to by a forbidden link looks as if it were not there.
     */
    Resolution resolve(String path) {
        Path at = root;
        boolean slashed = false;
        for (int from = 0; from < path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            slashed = slash >= 0;
            if (to != from) {
                String name = PercentCoding.decode(path.substring(from, to));
                if (name == null || !isName(name)) return BAD;
                if (name.startsWith(".") && !hidden && !(at == root && name.equals(".well-known"))) return MISSING;
                Path next = child(at, name);
                if (next == null) return MISSING;
                at = next;
            }
            from = to + 1;
        }
        return inspect(at, slashed);
    }

    /** The file {@code name} in a folder that was resolved, under the same rules; null if it is not there. */
    @Nullable
    File beside(Path folder, String name) {
        Path path = child(folder, name);
        return path != null && inspect(path, false) instanceof File file ? file : null;
    }

    /** Whether {@code name}, which was found in {@code folder}, would be served under that name. */
    boolean isServed(Path folder, String name) {
        if (name.startsWith(".") && !hidden) return false;
        Path path = child(folder, name);
        return path != null && !(inspect(path, false) instanceof Refused);
    }

    private static boolean isName(String name) {
        return !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('\\') < 0;
    }

    private static @Nullable Path child(Path folder, String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            return null; // A name that this file system cannot have.
        }
    }

    private Resolution inspect(Path path, boolean slashed) {
        try {
            Path real = path.toRealPath();
            if (!real.startsWith(root) || (!links && !real.equals(path))) return MISSING;
            BasicFileAttributes attributes =
                    Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) return new Folder(real, slashed);
            if (!attributes.isRegularFile()) return MISSING; // A pipe or a device would hold the handler up for ever.
            return slashed ? MISSING : new File(real, attributes);
        } catch (IOException e) {
            return MISSING;
        } catch (SecurityException e) {
            return new Refused(Status.FORBIDDEN);
        }
    }
}
