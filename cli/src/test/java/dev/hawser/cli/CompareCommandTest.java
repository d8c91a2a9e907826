package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot lead to a comparison is refused before anything is measured. */
final class CompareCommandTest {

    @TempDir
    Path folder;

    private static void run(String... args) throws Exception {
        CompareCommand command = new CompareCommand();
        command.parse(List.of(args));
        command.run(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    @Test
    void aCaseThatThereIsNotIsMisuse() {
        assertThatThrownBy(() -> run("--case", "no such case"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no such case");
    }

    @Test
    void aTransportThatThereIsNotIsMisuse() {
        assertThatThrownBy(() -> run("--transport", "pigeon", "--out", folder.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("pigeon")
                .hasMessageContaining("nio");
    }

    @Test
    void aPlaceForTheFiguresThatIsNoneIsRefusedFirst() throws Exception {
        Path file = Files.writeString(folder.resolve("taken"), "x");

        assertThatThrownBy(() -> run("--out", file.toString())).isInstanceOf(FileAlreadyExistsException.class);
    }
}
