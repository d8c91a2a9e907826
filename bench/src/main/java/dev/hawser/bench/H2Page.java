package dev.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts tables between the marks of a page: what was measured, and what the last run of the tests said. */
final class H2Page {

    private static final Pattern SUITE = Pattern.compile("<testsuite [^>]*>");
    private static final Pattern COUNT = Pattern.compile(" (tests|failures|errors|skipped)=\"([0-9]+)\"");

    /** A test class and what it proves. */
    private record Proof(String room, String test, String what) {}

    private static final List<Proof> PROOFS = List.of(
            new Proof(
                    "interop",
                    "H2SpecTest",
                    "h2spec 2.2.0, 146 cases with the strict ones: clear text and TLS, epoll and NIO"),
            new Proof("wire", "h2.AbuseTest", "floods end at their limit, read or unread; who stands still"),
            new Proof("wire", "h2.BrokenFramesTest", "broken frames, each with its error and its extent"),
            new Proof("wire", "h2.LimitsTest", "every limit, at it and one past it"),
            new Proof("wire", "h2.HonestTest", "honest traffic that meets no limit"),
            new Proof("wire", "h2.MalformedFieldsTest", "malformed requests, responses and trailers"),
            new Proof("wire", "h2.FrameCorpusTest", "http2-frame-test-case: 34 files"),
            new Proof("wire", "h2.SplitTest", "the same events at every split of the input; noise"),
            new Proof("wire", "h2.StreamStateTest", "the table of stream states"),
            new Proof("wire", "h2.LifeTest", "how streams and connections begin and end"),
            new Proof("wire", "h2.H2ClientTest", "the client's role"),
            new Proof("wire", "h2.FlowControlTest", "windows, raised, lowered, negative, zero, overflowing; a model"),
            new Proof("wire", "h2.BandwidthTest", "windows that grow with bandwidth and delay"),
            new Proof("wire", "h2.OrderTest", "RFC 9218 priorities"),
            new Proof("wire", "h2.CommitTest", "late commit, marks, strategies"),
            new Proof(
                    "wire",
                    "h2.WriteQueueTest",
                    "every short write, gathers of 1, 2, 64 and 1,024; a byte-exact oracle"),
            new Proof("wire", "h2.LeakTest", "nothing is left, however a stream ends"),
            new Proof("wire", "h2.WriteCallsTest", "write calls and copied octets"),
            new Proof("interop", "WriteCallsTest", "write calls of a server over loopback"),
            new Proof(
                    "wire",
                    "hpack.HpackCorpusTest",
                    "hpack-test-case: 150 stories of 2,052 blocks both ways, and single blocks"),
            new Proof("wire", "hpack.ForeignDecoderTest", "our encoder read by a foreign decoder: 2,052 lists"));

    private H2Page() {}

    static void publish(Path folder, List<String> parts, Path page) throws IOException {
        String text = Files.readString(page);
        for (String part : parts) {
            Path table = folder.resolve(part + ".md");
            if (Files.exists(table)) text = between(text, part, Files.readString(table));
        }
        Files.writeString(page, between(text, "tests", tests()));
    }

    private static String between(String page, String mark, String content) throws IOException {
        String begin = "<!-- %s: begin -->".formatted(mark);
        String end = "<!-- %s: end -->".formatted(mark);
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) throw new IOException("the page has no lines %s and %s".formatted(begin, end));
        return page.substring(0, from + begin.length()) + "\n\n" + content + "\n" + page.substring(to);
    }

    private static String tests() throws IOException {
        StringBuilder table =
                new StringBuilder("| what | test | cases | failed | skipped |\n| --- | --- | ---: | ---: | ---: |\n");
        for (Proof proof : PROOFS) {
            Path report = newest(proof);
            if (report == null) continue;
            Matcher suite = SUITE.matcher(Files.readString(report));
            if (!suite.find()) throw new IOException("no test suite in " + report);
            int tests = 0;
            int failed = 0;
            int skipped = 0;
            for (Matcher m = COUNT.matcher(suite.group()); m.find(); ) {
                int n = Integer.parseInt(m.group(2));
                switch (m.group(1)) {
                    case "tests" -> tests = n;
                    case "skipped" -> skipped = n;
                    default -> failed += n;
                }
            }
            String name = proof.test().substring(proof.test().lastIndexOf('.') + 1);
            table.append("| %s | %s `%s` | %d | %d | %d |\n"
                    .formatted(proof.what(), proof.room(), name, tests, failed, skipped));
        }
        return table.toString();
    }

    private static @Nullable Path newest(Proof proof) throws IOException {
        @Nullable Path newest = null;
        for (String target : List.of("target", "target/fast")) {
            String name = "TEST-dev.hawser.%s.%s.xml".formatted(proof.room(), proof.test());
            Path report = Path.of(proof.room(), target, "surefire-reports", name);
            if (!Files.exists(report)) continue;
            if (newest == null || Files.getLastModifiedTime(report).compareTo(Files.getLastModifiedTime(newest)) > 0)
                newest = report;
        }
        return newest;
    }
}
