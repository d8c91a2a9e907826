package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Builds the peers in Rust by the machine's cargo: with Debian's crates where they are installed, else from its registry. */
final class Hyper {

    private static final Path DEBIAN = Path.of("/usr/share/cargo/registry");

    private Hyper() {}

    /** The program, built if a source is newer. Takes a minute or more, once. */
    static Path program(Path repository, String name) throws IOException, InterruptedException {
        Path cargo = Tools.find("cargo");
        if (cargo == null) {
            throw new IOException("cargo is not installed");
        }
        Path from = repository.resolve("bench/src/main/rust").resolve(name);
        Path to = repository.resolve("bench/target").resolve(name);
        Path program = to.resolve("target/release/hyper-peer");
        Files.createDirectories(to.resolve("src"));
        boolean stale = !Files.exists(program);
        for (String file : List.of("Cargo.toml", "src/main.rs")) {
            stale = stale
                    || Files.getLastModifiedTime(from.resolve(file)).compareTo(Files.getLastModifiedTime(program)) > 0;
            Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (stale) {
            System.err.println("bench: building " + name + " with cargo, this once");
            var command = new ArrayList<String>(List.of(
                    cargo.toString(),
                    "build",
                    "--release",
                    "--manifest-path",
                    to.resolve("Cargo.toml").toString()));
            if (Files.isDirectory(DEBIAN.resolve("hyper-0.14.19")) && name.endsWith("0.14")) {
                command.addAll(List.of(
                        "--offline",
                        "--config",
                        "source.crates-io.replace-with=\"debian\"",
                        "--config",
                        "source.debian.directory=\"" + DEBIAN + "\""));
            }
            Tools.run(1200, command);
        }
        return program;
    }
}
