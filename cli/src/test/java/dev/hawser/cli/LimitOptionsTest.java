package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Http2Limits;
import dev.hawser.http.ServerConfig;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LimitOptionsTest {

    private static final class Probe extends Command {
        final LimitOptions limits = new LimitOptions(this);

        Probe() {
            super("probe", "Only has limits");
        }

        @Override
        int run(PrintStream out) {
            return 0;
        }
    }

    private static ServerConfig parse(String... args) {
        Probe probe = new Probe();
        assertThat(probe.parse(List.of(args))).isTrue();
        return probe.limits.into(ServerConfig.builder()).build();
    }

    @Test
    void withoutOptionsEveryLimitIsTheServersOwn() {
        assertThat(parse()).isEqualTo(ServerConfig.defaults());
    }

    @Test
    void everyLimitOfTheServerHasItsOption() {
        long settings =
                ServerConfig.class.getRecordComponents().length + Http2Limits.class.getRecordComponents().length;
        long others = Arrays.stream(ServerConfig.class.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(List.of("transport", "loops", "listening", "proxies", "write", "http2")::contains)
                .count();
        assertThat(new Probe().options()).hasSize((int) (settings - others));
    }

    @Test
    void aRateIsABurstAndWhatFollowsInASecond() {
        Http2Limits limits =
                parse("--h2-resets", "7/3", "--h2-header-table", "0").http2();
        assertThat(limits.resets()).isEqualTo(new Http2Limits.Rate(7, 3));
        assertThat(limits.headerTableOctets()).isZero();
    }

    /** What only tunes how content is queued and written protects nobody. */
    private static final List<String> TUNING = List.of("--write-target", "--high-watermark", "--low-watermark");

    /** Limits that are not the server's own. */
    private static final List<String> ELSEWHERE = List.of("--tls-handshake-timeout", "--max-ranges");

    @Test
    void securityListsEveryLimitWithTheDefaultThatTheHelpShows() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        Pattern row = Pattern.compile("\\| .* \\| (\\S+) \\| `(--[a-z0-9-]+)` \\|");
        for (String line : Files.readAllLines(Path.of("..", "SECURITY.md"))) {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) documented.put(matcher.group(2), matcher.group(1));
        }
        Map<String, String> shown = new TreeMap<>();
        List<Command.Option<?>> all = new ArrayList<>(new Probe().options());
        for (Command.Option<?> option : new ServeCommand().options()) {
            if (ELSEWHERE.contains(option.name())) all.add(option);
        }
        for (Command.Option<?> option : all) {
            if (!TUNING.contains(option.name())) shown.put(option.name(), String.valueOf(option.fallback()));
        }
        assertThat(documented).isEqualTo(shown);
    }

    @Test
    void sizesAndTimesAreReadAsPeopleWriteThem() {
        ServerConfig config = parse("--max-field-list", "64k", "--idle-timeout=1500ms", "--head-timeout", "2m");
        assertThat(config.maxFieldListOctets()).isEqualTo(65_536);
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.headTimeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void textsOfDefaultsReadAsTheDefaults() {
        for (long size : new long[] {0, 1, 1000, 1024, 65_535, 1 << 20, 3 << 20, 5L << 30}) {
            assertThat(Values.size().parse(LimitOptions.sizeText(size))).isEqualTo(size);
        }
        for (long millis : new long[] {1, 250, 1000, 90_000, 1_500}) {
            Duration time = Duration.ofMillis(millis);
            assertThat(Values.duration().parse(LimitOptions.timeText(time))).isEqualTo(time);
        }
    }
}
