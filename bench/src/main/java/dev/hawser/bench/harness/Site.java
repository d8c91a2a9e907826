package dev.hawser.bench.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The folder of one run: what the servers serve, our C programs, configurations and logs. Gone when it is closed. */
public final class Site implements AutoCloseable {

    private static final int MIB = 1 << 20;

    private final Path folder;
    private final Path sources;

    /** Makes the folder and all files that any row asks for. The C sources are compiled when first needed. */
    public Site(Path sources) throws IOException {
        this.sources = sources;
        folder = Files.createTempDirectory("hawser-bench");
        Files.createDirectories(root().resolve("bytes"));
        Files.createDirectories(files());
        Files.writeString(root().resolve("plain"), "Hello, World!");
        // nghttpd answers an upload with a file, whatever was sent.
        Files.writeString(root().resolve("sink"), "65536");
        for (int size : new int[] {16_384, MIB}) {
            Files.write(root().resolve("bytes").resolve(Integer.toString(size)), noise(size));
        }
        byte[] block = noise(MIB);
        try (OutputStream out = Files.newOutputStream(files().resolve("100m"))) {
            for (int i = 0; i < 100; i++) {
                out.write(block);
            }
        }
    }

    /** The folder for scripts, configurations and logs. */
    public Path folder() {
        return folder;
    }

    /** What a server of files has as its root: the routes as paths. */
    Path root() {
        return folder.resolve("root");
    }

    /** What {@code /file/NAME} is taken from. */
    Path files() {
        return root().resolve("file");
    }

    /** A file of zeros of that name that takes no room on the disk. Made once. */
    void sparse(String name, long length) throws IOException {
        try (FileChannel file = FileChannel.open(
                files().resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            if (file.size() != length) file.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    /** What the servers show in rows over TLS: PEM. */
    record Certificate(Path chain, Path key) {}

    /** A certificate for the occasion, ECDSA P-256, the same for all servers. */
    Certificate certificate() throws IOException, InterruptedException {
        var made = new Certificate(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        if (!Files.exists(made.chain())) {
            Tools.run(
                    60,
                    List.of(
                            "openssl",
                            "req",
                            "-x509",
                            "-newkey",
                            "ec",
                            "-pkeyopt",
                            "ec_paramgen_curve:P-256",
                            "-nodes",
                            "-days",
                            "2",
                            "-subj",
                            "/CN=localhost",
                            "-keyout",
                            made.key().toString(),
                            "-out",
                            made.chain().toString()));
        }
        return made;
    }

    /** One of our C programs, compiled if it was not yet. */
    public Path compiled(String name) throws IOException, InterruptedException {
        Path program = folder.resolve(name);
        if (!Files.exists(program)) {
            Tools.run(
                    60,
                    List.of(
                            "cc",
                            "-O2",
                            "-o",
                            program.toString(),
                            sources.resolve(name + ".c").toString()));
        }
        return program;
    }

    private static byte[] noise(int size) {
        byte[] octets = new byte[size];
        new Random(25).nextBytes(octets);
        return octets;
    }

    /** The end of a log, to say why a server did not start. */
    String tail(Path log) {
        try {
            String all = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
            return all.substring(Math.max(0, all.length() - 600));
        } catch (IOException e) {
            return "no log";
        }
    }

    @Override
    public void close() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            System.err.println("bench: " + folder + " stays: " + e.getMessage());
        }
    }
}
