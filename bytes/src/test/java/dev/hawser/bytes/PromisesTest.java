package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** That docs/bytes-promises.md names tests that are there, for each behaviour. */
class PromisesTest {

    private static final Pattern NAME = Pattern.compile("`(\\w+)\\.(\\w+)`");

    private static List<String[]> rows() throws IOException {
        return Files.readString(Path.of("..", "docs", "bytes-promises.md"))
                .lines()
                .takeWhile(line -> !line.startsWith("## Two threads"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| #") && !line.startsWith("| ---"))
                .map(line -> line.substring(2).split(" \\| "))
                .toList();
    }

    @Test
    void everyBehaviourHasItsRow() throws IOException {
        assertThat(rows().stream().map(row -> row[0]).filter(n -> !n.equals("+")))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 19).mapToObj(Integer::toString).toList());
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException, ClassNotFoundException {
        for (String[] row : rows()) {
            var name = NAME.matcher(row[2]);
            int found = 0;
            for (; name.find(); found++) {
                String method = name.group(2);
                assertThat(Class.forName("dev.hawser.bytes." + name.group(1)).getDeclaredMethods())
                        .as("%s: %s", row[0], name.group())
                        .anyMatch(m -> m.getName().equals(method)
                                && (m.isAnnotationPresent(Test.class)
                                        || m.isAnnotationPresent(ParameterizedTest.class)));
            }
            assertThat(found).as(Arrays.toString(row)).isPositive();
        }
    }
}
