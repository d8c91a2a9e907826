package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathResolverTest {

    @TempDir
    private Path folder;

    private Path root;

    @BeforeEach
    void makeFiles() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Files.writeString(root.resolve("file.txt"), "file");
        Files.writeString(root.resolve("a b%.txt"), "odd name");
        Files.createDirectories(root.resolve("sub/.well-known"));
        Files.writeString(root.resolve("sub/file.txt"), "sub");
        Files.writeString(root.resolve(".hidden"), "hidden");
        Files.createDirectories(root.resolve(".well-known"));
        Files.writeString(root.resolve(".well-known/security.txt"), "contact");
        Files.createSymbolicLink(root.resolve("inside"), Path.of("sub"));
        Files.createSymbolicLink(root.resolve("inside.txt"), Path.of("sub/file.txt"));
        Files.createSymbolicLink(root.resolve("outside"), folder);
        Files.createSymbolicLink(root.resolve("outside.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(root.resolve("circle"), Path.of("circle"));
        Files.createSymbolicLink(root.resolve("chain"), Path.of("outside.txt"));
    }

    private String resolve(String path, boolean links, boolean hidden) throws IOException {
        PathResolver resolver = new PathResolver(root, links, hidden);
        return switch (resolver.resolve(path)) {
            case PathResolver.Refused(var status) -> Integer.toString(status.code());
            case PathResolver.File file -> Files.readString(file.path());
            case PathResolver.Folder(Path at, boolean slashed) ->
                "folder " + resolver.root().relativize(at) + (slashed ? "/" : "");
        };
    }

    private String resolve(String path) throws IOException {
        return resolve(path, false, false);
    }

    @ParameterizedTest
    @CsvSource({
        "/file.txt, file",
        "/sub/file.txt, sub",
        "//sub///file.txt, sub",
        "/f%69le.txt, file",
        "/a%20b%25.txt, odd name",
        "/sub, folder sub",
        "/sub/, folder sub/",
        "/, folder /",
        "/.well-known/security.txt, contact",
    })
    void filesAndFoldersAreFound(String path, String found) throws IOException {
        assertThat(resolve(path)).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/sub/../../secret.txt",
                "/sub/../file.txt",
                "/./file.txt",
                "/%2e%2e/secret.txt",
                "/.%2E/secret.txt",
                "/..%2fsecret.txt",
                "/%2e%2e%2fsecret.txt",
                "/sub%2ffile.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/%00",
                "/file.txt%00.html",
                "/%",
                "/%2",
                "/%gg",
                "/%ff",
                "/%c0%ae%c0%ae/secret.txt",
                "/%e0%80%af",
            })
    void whatAnHonestClientWouldNotSendIsABadRequest(String path) throws IOException {
        assertThat(resolve(path)).isEqualTo("400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing", "/file.txt/", "/file.txt/more", "/sub/nothing", "/FILE.TXT", "/.hidden",
                        "/sub/.well-known/",
                "/%2ehidden", "/...", "/%252e%252e/secret.txt", "/~root", "/inside.txt", "/inside/file.txt", "/outside",
                "/outside.txt", "/outside/secret.txt", "/dangling", "/circle", "/chain", "/file.txt%20"
            })
    void whatIsNotToBeServedLooksAsIfItWereNotThere(String path) throws IOException {
        assertThat(resolve(path)).isEqualTo("404");
    }

    @Test
    void aNameLongerThanTheFileSystemHasIsNotFound() throws IOException {
        assertThat(resolve("/" + "x".repeat(5000))).isEqualTo("404");
        assertThat(resolve("/" + "x/".repeat(5000))).isEqualTo("404");
    }

    @ParameterizedTest
    @CsvSource({
        "/inside.txt, sub",
        "/inside/file.txt, sub",
        "/outside.txt, 404",
        "/outside/secret.txt, 404",
        "/outside/root/file.txt, file",
        "/chain, 404",
        "/dangling, 404",
        "/circle, 404"
    })
    void linksThatAreAllowedNeverLeadOut(String path, String found) throws IOException {
        assertThat(resolve(path, true, false)).isEqualTo(found);
    }

    @Test
    void hiddenFilesAreServedWhereThatIsAsked() throws IOException {
        assertThat(resolve("/.hidden", false, true)).isEqualTo("hidden");
        assertThat(resolve("/..", false, true)).isEqualTo("400");
    }

    @Test
    void theRootItselfMayBeALink() throws IOException {
        root = Files.createSymbolicLink(folder.resolve("alias"), root);
        assertThat(resolve("/file.txt")).isEqualTo("file");
        assertThat(resolve("/outside.txt")).isEqualTo("404");
    }

    @Test
    void whatIsNeitherFileNorFolderIsNotServed() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start();
        org.junit.jupiter.api.Assumptions.assumeTrue(mkfifo.waitFor() == 0, "no mkfifo on this machine");
        assertThat(resolve("/pipe")).isEqualTo("404");
    }

    @Test
    void aSiblingIsHeldToTheSameRules() throws IOException {
        PathResolver resolver = new PathResolver(root, false, false);
        Path real = resolver.root();
        assertThat(resolver.beside(real, "file.txt")).isNotNull();
        assertThat(resolver.beside(real, "outside.txt")).isNull();
        assertThat(resolver.beside(real, "../secret.txt")).isNull();
        assertThat(resolver.beside(real, "sub")).isNull();
        assertThat(resolver.beside(real, "nothing")).isNull();
    }
}
