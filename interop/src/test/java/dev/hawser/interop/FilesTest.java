package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hawser serve DIR}: files of all sizes, and nothing but them. */
class FilesTest {

    private static final String H1 = "--http1.1";
    private static final String H2 = "--http2-prior-knowledge";
    private static final long GIBIBYTE = 1L << 30;
    private static final long MOST_MEMORY = 256L << 20;

    @TempDir
    private static Path folder;

    private static Path root;
    private static HawserProcess hawser;

    @BeforeAll
    static void start() throws Exception {
        root = Files.createDirectories(folder.resolve("root/sub"));
        root = root.getParent();
        Files.writeString(folder.resolve("secret.txt"), "a secret");
        Files.writeString(root.resolve("index.html"), "<p>home");
        Files.writeString(root.resolve("sub/index.html"), "<p>sub");
        Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up"), folder);
        Files.createSymbolicLink(root.resolve("inside.html"), Path.of("index.html"));
        hawser = HawserProcess.start("serve", root.toString());
    }

    @AfterAll
    static void stop() {
        if (hawser != null) hawser.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0," + H1, "1," + H1, "16383," + H1, "16384," + H1, "16385," + H1, "1048576," + H1,
        "0," + H2, "1," + H2, "16383," + H2, "16384," + H2, "16385," + H2, "1048576," + H2
    })
    void aFileArrivesAsItIs(int length, String protocol) throws Exception {
        Tool.assumeInstalled("curl");
        byte[] content = Sample.octets(length);
        Files.write(root.resolve("file.bin"), content);
        byte[] got =
                Tool.run("curl", "-sSf", protocol, hawser.url("/file.bin")).ok().out();
        assertThat(Sample.sha256(got)).isEqualTo(Sample.sha256(content));
    }

    @Test
    void aGibibyteArrivesInLittleMemory() throws Exception {
        Tool.assumeInstalled("curl");
        Tool.assumeInstalled("cmp");
        Path big = Sample.sparse(root.resolve("big.bin"), GIBIBYTE);
        try {
            // Octet by octet and at once: a digest of it would take longer than all the rest.
            String compare = "curl -sSf \"$0\" \"$1\" | cmp - \"$2\"";
            for (String protocol : new String[] {H1, H2})
                Tool.run("sh", "-c", compare, protocol, hawser.url("/big.bin"), big.toString())
                        .ok();
            assertThat(hawser.peakMemory()).isLessThan(MOST_MEMORY);
        } finally {
            Files.delete(big);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/sub/../../secret.txt",
                "/%2e%2e/secret.txt",
                "/%2e%2e%2fsecret.txt",
                "/..%5csecret.txt",
                "/sub/..%2f..%2fsecret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "//../secret.txt",
                "/./../secret.txt",
                "/link.txt",
                "/up/secret.txt",
                "/inside.html",
                "/index.html%00.txt",
            })
    void nothingButTheFolderIsServed(String path) throws Exception {
        try (RawConnection raw = new RawConnection(hawser.port())) {
            String response =
                    raw.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
            assertThat(response).matches("(?s)HTTP/1\\.1 40[04] .*").doesNotContain("a secret", "<p>home");
        }
        Tool.assumeInstalled("curl");
        String overH2 = Tool.run("curl", "-sS", H2, "--path-as-is", "-w", "%{http_code}", hawser.url(path))
                .ok()
                .text();
        assertThat(overH2).matches("(?s).*40[04]").doesNotContain("a secret", "<p>home");
    }

    @Test
    void foldersAreTheirIndexAndOtherMethodsAreRefused() throws Exception {
        Tool.assumeInstalled("curl");
        assertThat(Tool.run("curl", "-sSL", hawser.url("/sub")).ok().text()).isEqualTo("<p>sub");
        assertThat(Tool.run("curl", "-sS", "-X", "DELETE", "-w", "%{http_code}", hawser.url("/"))
                        .ok()
                        .text())
                .endsWith("405");
        assertThat(Tool.run("curl", "-sS", "-w", "%{http_code}", hawser.url("/metrics"))
                        .ok()
                        .text())
                .endsWith("404");
    }

    @Test
    void aFileThatShrinksWhileItIsSentEndsOnlyThatAnswer() throws Exception {
        Path shrinking = Sample.sparse(root.resolve("shrinking.bin"), 64 << 20);
        try (RawConnection raw = new RawConnection(hawser.port())) {
            raw.send("GET /shrinking.bin HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(raw.readHead()).contains("Content-Length: " + (64 << 20) + "\r\n");
            // What fits the sockets' buffers is on its way; the rest of it will not be there.
            Files.write(shrinking, new byte[1]);
            assertThat(raw.readToEnd().length()).isLessThan(64 << 20);
        } finally {
            Files.delete(shrinking);
        }
        try (RawConnection raw = new RawConnection(hawser.port())) {
            assertThat(raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readResponse())
                    .endsWith("<p>home");
        }
    }
}
