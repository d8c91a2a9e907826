package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private enum Way {
        AUTO,
        IO_URING
    }

    private static final class Echo extends Command {
        final Option<Integer> port = option("--port", "N", Values.port(), "8080", "where to listen");
        final Option<Long> limit = option("--limit", "SIZE", Values.size(), "16k", "how much");
        final Option<Duration> idle = option("--idle", "TIME", Values.duration(), "60s", "how long");
        final Option<Way> way = option("--way", "WAY", Values.oneOf(Way.class), "auto", "auto or io_uring");
        final Option<String> host = option("--host", "NAME", Values.text(), "who");
        final Option<Boolean> loud = flag("--loud", "say it louder");
        final Option<String> word = argument("WORD", Values.text(), "what to say");

        Echo() {
            super("echo", "Says a word");
        }

        @Override
        int run(PrintStream to) throws Exception {
            switch (word.get()) {
                case "io" -> throw new IOException("cannot bind:\n  in use");
                case "bug" -> throw new IllegalStateException("oops");
                default ->
                    to.printf(
                            "%s %d %d %s %s %s %s",
                            word.get(), port.get(), limit.get(), idle.get(), way.get(), host.orNull(), loud.get());
            }
            return Main.OK;
        }
    }

    private int hawser(String... args) {
        return Main.run(
                List.of(new Echo()), args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nope                | hawser: unknown option '--nope'. Try 'hawser --help'",
                "ecko                  | hawser: unknown command 'ecko' (did you mean 'echo'?). Try 'hawser --help'",
                "echo --prt 1          | hawser echo: unknown option '--prt' (did you mean '--port'?). Try 'hawser echo --help'",
                "echo --port           | hawser echo: --port needs a value: N. Try 'hawser echo --help'",
                "echo --port 65536     | hawser echo: --port takes a port from 0 to 65535, not '65536'. Try 'hawser echo --help'",
                "echo --limit=1x       | hawser echo: --limit takes a size such as 512, 16k or 4m, not '1x'. Try 'hawser echo --help'",
                "echo --idle soon      | hawser echo: --idle takes a duration such as 250ms, 10s or 2m, not 'soon'. Try 'hawser echo --help'",
                "echo --way tcp        | hawser echo: --way takes one of auto, io_uring, not 'tcp'. Try 'hawser echo --help'",
                "echo a b              | hawser echo: unexpected argument 'b'. Try 'hawser echo --help'",
                "echo                  | hawser echo: WORD is missing"
            })
    void misuseIsOneLineAndExitCodeTwo(String line, String message) {
        assertThat(hawser(line.strip().split(" "))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).isEqualTo(message + System.lineSeparator());
        assertThat(out.size()).isZero();
    }

    @Test
    void noCommandIsMisuse() {
        assertThat(hawser()).isEqualTo(2);
        assertThat(err.toString(UTF_8)).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "io, hawser echo: cannot bind: in use",
        "bug, hawser echo: internal error: java.lang.IllegalStateException: oops (HAWSER_TRACE=1 shows where)"
    })
    void failureIsOneLineAndExitCodeOne(String word, String message) {
        assertThat(hawser("echo", word)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo(message + System.lineSeparator());
    }

    @Test
    void optionsNotGivenHaveTheirFallbacks() {
        assertThat(hawser("echo", "hi")).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("hi 8080 16384 PT1M AUTO null false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo --port 1 --limit 2m --idle 250ms --way io_uring --host h --loud hi",
                "echo hi --port=1 --limit=2M --idle=250ms --way=io_uring --host=h --loud",
                "echo --port=1 --limit=2097152 --idle=250ms --way=io_uring --host=h --loud -- hi"
            })
    void optionsAreTakenInAnyOrderAndForm(String line) {
        assertThat(hawser(line.split(" "))).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("hi 1 2097152 PT0.25S IO_URING h true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "echo --help", "echo -h"})
    void helpGoesToStandardOutput(String line) {
        assertThat(hawser(line.split(" "))).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Usage: hawser ").contains("echo");
        assertThat(out.toString(UTF_8).lines()).allMatch(text -> text.length() <= 100);
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "echo --help", "echo hi"})
    void outputThatIsLostIsAFailure(String line) throws Exception {
        try (PrintStream full = new PrintStream("/dev/full", UTF_8)) {
            int code = Main.run(List.of(new Echo()), line.split(" "), full, new PrintStream(err, true, UTF_8));
            assertThat(code).isEqualTo(1);
        }
        assertThat(err.toString(UTF_8))
                .endsWith(": standard output takes no more\n")
                .hasLineCount(1);
    }

    @Test
    void versionNamesTheJavaItRunsOn() {
        assertThat(hawser("--version")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("hawser ").contains("Java 25");
    }

    @Test
    void everyCommandOfTheHouseHasHelp() {
        for (Command command : Commands.all()) {
            assertThat(Help.of(command)).contains("hawser " + command.name());
        }
    }
}
