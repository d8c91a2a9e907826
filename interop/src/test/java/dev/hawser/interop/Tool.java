package dev.hawser.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Foreign commands that the tests start. */
final class Tool {

    /** What a command said, and how it ended. */
    record Result(int exit, byte[] out, String err) {

        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }

        /** This, if the command ended well; its words as an error if not. */
        Result ok() {
            if (exit != 0) throw new AssertionError("exit " + exit + ": " + err + text());
            return this;
        }
    }

    private Tool() {}

    /** Skips the test, with the reason, where {@code command} is not installed. */
    static void assumeInstalled(String command) {
        assumeTrue(isInstalled(command), command + " is not installed here");
    }

    private static boolean isInstalled(String command) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, command))) return true;
        }
        return false;
    }

    /** Runs {@code command} without input. */
    static Result run(String... command) throws Exception {
        return run(new byte[0], command);
    }

    /** Runs {@code command} with {@code input} on its standard input. */
    static Result run(byte[] input, String... command) throws Exception {
        return run(60, input, command);
    }

    /** Runs {@code command} with {@code input}, for at most {@code seconds}. */
    static Result run(int seconds, byte[] input, String... command) throws Exception {
        assumeInstalled(Path.of(command[0]).isAbsolute() ? "sh" : command[0]);
        Process process = new ProcessBuilder(command).start();
        CompletableFuture<byte[]> out = all(process.getInputStream());
        CompletableFuture<byte[]> err = all(process.getErrorStream());
        try (OutputStream stdin = process.getOutputStream()) {
            new ByteArrayInputStream(input).transferTo(stdin);
        } catch (IOException e) {
            // It did not want all of it; its exit code says whether that is a fault.
        }
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(
                    "%s ... %s: no end after %d s".formatted(command[0], command[command.length - 1], seconds));
        }
        return new Result(process.exitValue(), out.get(), new String(err.get(), StandardCharsets.UTF_8));
    }

    private static CompletableFuture<byte[]> all(InputStream stream) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                result.complete(stream.readAllBytes());
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }
}
