package dev.hawser.bytes.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Buf;
import dev.hawser.bytes.BufList;
import dev.hawser.bytes.BufMut;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.BytesCursor;
import dev.hawser.bytes.BytesMut;
import dev.hawser.bytes.Chain;
import dev.hawser.bytes.Limit;
import dev.hawser.bytes.OverrunException;
import dev.hawser.bytes.Pinned;
import dev.hawser.bytes.Rope;
import dev.hawser.bytes.Take;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That docs/bytes-from-rust.md names what is there. */
class FromRustTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w.])(?:[a-zA-Z]\\w*\\.)?([a-zA-Z]\\w+)(?!\\w|\\.\\.\\.)");
    private static final Pattern REASON = Pattern.compile("reason (\\d+)");
    private static final Set<String> JAVA = Set.of("Long", "byte", "new", "FileChannel", "MemorySegment", "ByteBuffer");

    private static final List<Class<?>> TYPES = List.of(
            Bytes.class,
            BytesMut.class,
            BytesCursor.class,
            Buf.class,
            BufMut.class,
            BufList.class,
            Rope.class,
            Chain.class,
            Take.class,
            Limit.class,
            Pinned.class,
            OverrunException.class,
            HexFormat.class);

    private final String page = read();
    private final int reasons = page.indexOf("## Reasons");

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "bytes-from-rust.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String[]> rows() {
        List<String[]> out = new ArrayList<>();
        for (String line : page.substring(0, reasons).lines().toList()) {
            if (!line.startsWith("| ") || line.startsWith("| ---")) continue;
            out.add(line.substring(2, line.length() - 1).split("\\|", -1));
        }
        return out;
    }

    @Test
    void everyRowHasACounterpartOrAReason() {
        assertThat(rows()).hasSizeGreaterThan(70);
        for (String[] row : rows()) assertThat(row[1].strip()).as(row[0]).isNotEmpty();
        var asked = REASON.matcher(page.substring(0, reasons));
        Set<Integer> used = new HashSet<>();
        while (asked.find()) used.add(Integer.parseInt(asked.group(1)));
        for (int reason : used) assertThat(page.substring(reasons)).contains("\n" + reason + ". **");
        assertThat(used).hasSize((int) page.substring(reasons)
                .lines()
                .filter(line -> line.matches("\\d+\\. .*"))
                .count());
    }

    @Test
    void everyNameOfTheCounterpartsIsAPublicMethodOrType() {
        Set<String> names = new HashSet<>(JAVA);
        for (Class<?> type : TYPES) {
            names.add(type.getSimpleName());
            for (Method method : type.getMethods()) names.add(method.getName());
        }
        int checked = 0;
        for (String[] row : rows()) {
            var code = CODE.matcher(row[1]);
            while (code.find()) {
                // Arguments are described, not named.
                var name = NAME.matcher(code.group(1).replaceAll("\\([^)]*\\)", ""));
                while (name.find()) {
                    assertThat(names).as("%s | %s", row[0], row[1]).contains(name.group(1));
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(100);
    }
}
