package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {

    private static final class Probe extends Command {
        final Option<Integer> port = option("--port", "N", Values.port(), "8080", "a number");
        final Option<String> host = option("--host", "NAME", Values.text(), "a text");
        final Option<Boolean> links = flag("--links", "a flag");
        final Option<List<String>> names = list("--name", "TEXT", Values.text(), "several texts");
        final Option<Path> config = option("--config", "FILE", Values.path(), "the file");

        Probe() {
            super("probe", "Has options");
        }

        @Override
        int run(PrintStream out) {
            return 0;
        }
    }

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("hawser.conf");
    }

    @Test
    void linesAreOptionsAndTheCommandLineCountsMore() throws Exception {
        Files.writeString(file, "# where\n\n  port = 80\nhost=a = b\nlinks = true\n");
        Probe probe = new Probe();
        assertThat(probe.parse(List.of("--port", "81"))).isTrue();
        ConfigFile.read(file, probe);
        assertThat(probe.port.get()).isEqualTo(81);
        assertThat(probe.host.get()).isEqualTo("a = b");
        assertThat(probe.links.get()).isTrue();
    }

    @Test
    void whatMayBeGivenSeveralTimesMayStandOnSeveralLines() throws Exception {
        Files.writeString(file, "name = a\nport = 1\nname = b\n");
        Probe probe = new Probe();
        assertThat(probe.parse(List.of())).isTrue();
        ConfigFile.read(file, probe);
        assertThat(probe.names.get()).containsExactly("a", "b");
        Probe told = new Probe();
        assertThat(told.parse(List.of("--name", "c"))).isTrue();
        ConfigFile.read(file, told);
        assertThat(told.names.get()).containsExactly("c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prt = 80         | :1: unknown option 'prt' (did you mean 'port'?)",
                "--port = 80      | :1: unknown option '--port' (did you mean 'port'?)",
                "port = http      | :1: port takes a port from 0 to 65535, not 'http'",
                "port             | :1: no '=' in 'port'",
                "links = yes      | :1: links takes true or false, not 'yes'",
                "config = other   | :1: 'config' cannot stand in such a file",
                "#;port=1;port=2  | :3: 'port' is there twice",
            })
    void aMistakeIsToldWithItsFileAndLine(String text, String message) throws Exception {
        Files.writeString(file, text.strip().replace(';', '\n'));
        Probe probe = new Probe();
        assertThat(probe.parse(List.of())).isTrue();
        assertThat(catchThrowable(() -> ConfigFile.read(file, probe)))
                .isInstanceOf(UsageException.class)
                .hasMessage(file + message);
    }

    @Test
    void theServerReadsItAndEndsWithTwoForAMistake() throws Exception {
        Files.writeString(file, "loops = 1\nh2-resets = often\n");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = {"serve", "--config", file.toString()};
        int code = Main.run(
                Commands.all(), args, new PrintStream(new ByteArrayOutputStream()), new PrintStream(err, true, UTF_8));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .isEqualToIgnoringNewLines(
                        "hawser serve: " + file + ":2: h2-resets takes a rate such as 100/20, not 'often'");
    }

    @Test
    void aFileThatIsNotThereIsAMistakeToo() {
        assertThat(catchThrowable(() -> ConfigFile.read(file, new Probe())))
                .isInstanceOf(UsageException.class)
                .hasMessage("no such file: " + file);
    }
}
