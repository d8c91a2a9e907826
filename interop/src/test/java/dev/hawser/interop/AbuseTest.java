package dev.hawser.interop;

import static dev.hawser.interop.H2Frames.DATA;
import static dev.hawser.interop.H2Frames.END_HEADERS;
import static dev.hawser.interop.H2Frames.END_STREAM;
import static dev.hawser.interop.H2Frames.HEADERS;
import static dev.hawser.interop.H2Frames.PADDED;
import static dev.hawser.interop.H2Frames.PREFACE;
import static dev.hawser.interop.H2Frames.PRIORITY;
import static dev.hawser.interop.H2Frames.block;
import static dev.hawser.interop.H2Frames.continuation;
import static dev.hawser.interop.H2Frames.data;
import static dev.hawser.interop.H2Frames.frame;
import static dev.hawser.interop.H2Frames.get;
import static dev.hawser.interop.H2Frames.head;
import static dev.hawser.interop.H2Frames.indexed;
import static dev.hawser.interop.H2Frames.join;
import static dev.hawser.interop.H2Frames.lastData;
import static dev.hawser.interop.H2Frames.ping;
import static dev.hawser.interop.H2Frames.post;
import static dev.hawser.interop.H2Frames.priority;
import static dev.hawser.interop.H2Frames.requestBlock;
import static dev.hawser.interop.H2Frames.reset;
import static dev.hawser.interop.H2Frames.settings;
import static dev.hawser.interop.H2Frames.widen;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attacks on a server whose limits are the defaults and whose timers are short: each is ended in a way that the attacker
 * can read, others are served meanwhile, and memory does not grow. What each cost is left in {@code target/abuse.txt}.
 */
class AbuseTest {

    private static final int CANCEL = 8;
    private static final int COMPRESSION_ERROR = 9;
    private static final int CALM = 11;

    private static final long MOST_GROWTH = 16 << 20;

    /** What an honest client waits at most: 200 ms where nothing else runs, as {@code make abuse} asks for, and far more where the machine stalls. */
    private static final long LATEST_MILLIS = Long.getLong("hawser.abuse.millis", 15_000);

    private static final byte[] NOTHING = {};

    private static HawserProcess hawser;
    private static HonestClients honest;
    private static final List<String> COSTS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        hawser = HawserProcess.startWith(
                List.of("-Xms96m", "-XX:+AlwaysPreTouch"),
                ("demo --loops 2 --head-timeout 500ms --body-timeout 500ms --write-timeout 500ms --h2-preface-timeout 500ms"
                                + " --h2-frame-timeout 500ms --h2-stall-timeout 500ms")
                        .split(" "));
        honest = HonestClients.start(hawser.port());
        assertThat(honest.awaitAnswers(2_000))
                .isTrue(); // What is compiled and loaded by then does not count as growth.
    }

    @AfterAll
    static void stop() throws Exception {
        Files.write(Path.of("target", "abuse.txt"), COSTS);
        if (honest != null) honest.close();
        if (hawser != null) hawser.close();
    }

    /** An attack, which says for itself whether it was ended as it should. */
    @FunctionalInterface
    private interface Attack {
        void run() throws Exception;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void isEndedWhileOthersAreServed(String name, Attack attack) throws Exception {
        honest.forget();
        long before = hawser.memory();
        attack.run();
        assertThat(honest.awaitAnswers(20)).as("honest requests are answered").isTrue();
        long growth = hawser.memory() - before;
        COSTS.add("%-32s honest clients got %5d answers, the latest after %4d ms; memory %+6d KiB"
                .formatted(name, honest.answers(), honest.worstMillis(), growth / 1024));
        assertThat(honest.failures()).isEmpty();
        assertThat(honest.worstMillis()).as("ms that an honest client waited").isLessThan(LATEST_MILLIS);
        assertThat(growth).as("growth of memory").isLessThan(MOST_GROWTH);
        assertThat(hawser.err()).doesNotContain("Exception", "Error");
    }

    static Stream<Arguments> attacks() {
        List<Arguments> all = new ArrayList<>();
        for (var group :
                List.of(resets(), resetsThatWeSend(), headerBlocks(), floods(), hoards(), timers(), slowInHttp1())) {
            group.forEach((name, attack) -> all.add(Arguments.of(name, attack)));
        }
        Breaches.all().forEach((name, breach) -> all.add(Arguments.of(name, (Attack) () -> breach.run(hawser.port()))));
        return all.stream();
    }

    // ---------------------------------------------------------------- streams that are opened to be given up

    private static Map<String, Attack> resets() {
        return Map.of(
                "rapid-reset",
                () -> ends(CALM, 30_000, i -> join(get(id(i), "/plain"), reset(id(i), CANCEL))),
                "rapid-reset-open",
                () -> ends(CALM, 30_000, i -> join(post(id(i), "/sink"), reset(id(i), CANCEL))),
                "rapid-reset-paced",
                () -> {
                    try (Http2Peer peer =
                            Http2Peer.reading(hawser.port()).begin().settle()) {
                        peer.flood(6_000, 10, i -> {
                            if (i % 10 == 0) LockSupport.parkNanos(20_000_000); // 500 a second
                            return join(get(id(i), "/slow/100"), reset(id(i), CANCEL));
                        });
                        assertThat(peer.awaitEnd(20_000)).as("%s", peer).isEqualTo(CALM);
                    }
                },
                "reset-flood-noread",
                () -> endsUnread(60_000, i -> join(get(id(i), "/plain"), reset(id(i), CANCEL))));
    }

    private static Map<String, Attack> resetsThatWeSend() {
        return Map.of(
                "made-you-reset-wu-zero",
                () -> ends(CALM, 20_000, i -> join(post(id(i), "/sink"), widen(id(i), 0))),
                "made-you-reset-wu-overflow",
                () -> ends(CALM, 20_000, i -> join(post(id(i), "/sink"), widen(id(i), Integer.MAX_VALUE))),
                "made-you-reset-data-closed",
                () -> ends(CALM, 20_000, i -> join(get(id(i), "/slow/50"), data(id(i), 1))),
                "made-you-reset-headers-closed",
                () -> ends(CALM, 20_000, i -> join(get(id(i), "/slow/50"), get(id(i), "/slow/50"))),
                "made-you-reset-priority-size",
                () -> ends(CALM, 20_000, i -> join(post(id(i), "/sink"), frame(PRIORITY, 0, id(i), new byte[4]))),
                "made-you-reset-length-mismatch",
                () -> ends(CALM, 10_000, i -> join(post(id(i), "/sink", "content-length", "5"), lastData(id(i), 3))),
                "malformed-flood",
                () -> ends(CALM, 20_000, i -> get(id(i), "/plain", "X-Upper", "no")),
                "zero-length-header",
                () -> ends(CALM, 2_000, i -> get(id(i), "/plain", "", "no name")));
    }

    // ---------------------------------------------------------------- header blocks

    private static Map<String, Attack> headerBlocks() {
        byte[] open = frame(HEADERS, END_STREAM, 1, requestBlock("GET", "/plain"));
        byte[] large = block("x", "y".repeat(16_000));
        byte[] crumb = block("cookie", "a=b");
        byte[] crumbs = repeat(crumb, 1_000);
        byte[] bomb = repeat(new byte[] {(byte) 0xbe}, 8_000); // The newest entry of the table, again and again.
        return Map.of(
                "continuation-flood",
                () -> ends(CALM, 10_000, i -> i == 0 ? open : continuation(1, 0, large)),
                "continuation-small",
                () -> ends(CALM, 100_000, i -> i == 0 ? open : continuation(1, 0, new byte[1])),
                "continuation-empty",
                () -> ends(CALM, 200_000, i -> i == 0 ? open : continuation(1, 0, NOTHING)),
                "header-list-1m",
                () -> ends(CALM, 66, i -> i == 0 ? open : continuation(1, i == 65 ? END_HEADERS : 0, large)),
                "hpack-bomb",
                () -> refused(200, 431, i -> {
                    byte[] entry = i == 0 ? indexed("x", "y".repeat(3_900)) : NOTHING;
                    return frame(HEADERS, END_HEADERS | END_STREAM, id(i), requestBlock("GET", "/plain"), entry, bomb);
                }),
                "cookie-crumb-bomb",
                () -> refused(
                        200,
                        431,
                        i -> frame(HEADERS, END_HEADERS | END_STREAM, id(i), requestBlock("GET", "/plain"), crumbs)),
                "table-update-flood",
                () -> {
                    byte[] updates = repeat(new byte[] {0x20}, 1_000);
                    ends(
                            COMPRESSION_ERROR,
                            400,
                            i -> frame(
                                    HEADERS, END_HEADERS | END_STREAM, id(i), updates, requestBlock("GET", "/plain")));
                });
    }

    // ---------------------------------------------------------------- frames that cost the sender little

    private static Map<String, Attack> floods() {
        byte[] unknown = frame(0xfa, 0, 0, new byte[4]);
        byte[] paddingOnly = frame(DATA, PADDED, 1, new byte[] {(byte) 255}, new byte[255]);
        return Map.ofEntries(
                Map.entry("settings-flood", () -> ends(CALM, 100_000, i -> settings())),
                Map.entry("settings-flood-noread", () -> endsUnread(400_000, i -> settings())),
                Map.entry("ping-flood", () -> ends(CALM, 200_000, i -> ping())),
                Map.entry("ping-flood-noread", () -> endsUnread(400_000, i -> ping())),
                Map.entry("empty-data-flood", () -> ends(CALM, 200_000, i -> i == 0 ? post(1, "/sink") : data(1, 0))),
                Map.entry("padding-only-flood", () -> ends(CALM, 40_000, i -> i == 0 ? post(1, "/sink") : paddingOnly)),
                Map.entry("priority-churn", () -> ends(CALM, 200_000, i -> priority(id(i % 1000)))),
                Map.entry("unknown-frame-flood", () -> ends(CALM, 200_000, i -> unknown)),
                Map.entry("window-update-flood", () -> ends(CALM, 200_000, i -> widen(0, 1))),
                Map.entry(
                        "rst-closed-flood",
                        () -> ends(CALM, 200_000, i -> i == 0 ? get(1, "/plain") : reset(1, CANCEL))),
                Map.entry(
                        "settings-window-churn",
                        () -> ends(
                                CALM,
                                60_000,
                                i -> i < 100
                                        ? get(id(i), "/bytes/100000")
                                        : settings(4, i % 2 == 0 ? 0 : Integer.MAX_VALUE))),
                Map.entry("data-dribble", () -> {
                    try (Http2Peer peer =
                            Http2Peer.reading(hawser.port()).begin().send(post(1, "/sink"))) {
                        peer.flood(60_000, i -> data(1, 1)).send(lastData(1, 0));
                        assertThat(peer.await(20_000, () -> peer.complete() == 1))
                                .as("many small pieces are no crime: %s", peer)
                                .isTrue();
                    }
                }),
                Map.entry("huge-table-setting", () -> {
                    try (Http2Peer peer = Http2Peer.reading(hawser.port()).begin(1, 0xffff_ffffL)) {
                        for (int round = 0; round < 20; round++) {
                            int from = 50 * round;
                            peer.flood(50, i -> get(id(from + i), "/plain"));
                            assertThat(peer.await(20_000, () -> peer.responses(200) == from + 50))
                                    .as("%s", peer)
                                    .isTrue();
                        }
                    }
                }));
    }

    // ---------------------------------------------------------------- work that is asked for and not taken

    private static Map<String, Attack> hoards() {
        return Map.of(
                "internal-buffering",
                () -> {
                    try (Http2Peer peer = Http2Peer.deaf(hawser.port()).begin(4, Integer.MAX_VALUE)) {
                        peer.send(widen(0, Integer.MAX_VALUE - 65_535));
                        peer.flood(100, i -> get(id(i), "/bytes/1000000"));
                        assertThat(peer.pokeUntilGone(8_000))
                                .as("who reads nothing is left")
                                .isTrue();
                    }
                },
                "zero-window-stall",
                () -> {
                    try (Http2Peer peer =
                            Http2Peer.reading(hawser.port()).begin(4, 0).settle()) {
                        peer.flood(100, i -> get(id(i), "/bytes/1000000"));
                        assertThat(peer.await(8_000, () -> peer.resets(CANCEL) == 100))
                                .as("responses without credit are given up: %s", peer)
                                .isTrue();
                    }
                },
                "stream-hoard",
                () -> {
                    try (Http2Peer peer =
                            Http2Peer.reading(hawser.port()).begin().settle()) {
                        peer.flood(2_000, i -> post(id(i), "/sink"));
                        assertThat(peer.awaitEnd(20_000)).as("%s", peer).isEqualTo(CALM);
                    }
                });
    }

    // ---------------------------------------------------------------- who begins and does not go on

    private static Map<String, Attack> timers() {
        return Map.of(
                "half-frames",
                () -> all(50, peer -> peer.begin().send(head(100, HEADERS, END_HEADERS, 1), new byte[10])),
                "half-preface",
                () -> all(50, peer -> peer.send(Arrays.copyOf(PREFACE, 20))),
                "slow-post",
                () -> {
                    try (Http2Peer peer =
                            Http2Peer.reading(hawser.port()).begin().settle()) {
                        peer.flood(100, i -> post(id(i), "/sink", "content-length", "1000000"));
                        for (int beat = 0; beat < 100 && peer.resets() + peer.complete() < 100; beat++) {
                            peer.flood(100, i -> data(id(i), 1));
                            LockSupport.parkNanos(100_000_000);
                        }
                        assertThat(peer.hasEnded() || peer.resets(CANCEL) == 100)
                                .as("an octet now and then is no progress: %s", peer)
                                .isTrue();
                    }
                });
    }

    private static Map<String, Attack> slowInHttp1() {
        return Map.of(
                "http1-slow-head",
                () -> dribbles("GET /plain HTTP/1.1\r\nHost: here\r\nX-Slow: ", "HTTP/1.1 408 "),
                "http1-slow-content",
                () -> dribbles("POST /sink HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n", "HTTP/1.1 408 "),
                "http1-slow-reader",
                () -> {
                    try (RawConnection raw = new RawConnection(hawser.port())) {
                        raw.send("GET /chunks/50000/1000 HTTP/1.1\r\nHost: here\r\n\r\n");
                        assertThat(writesUntilRefused(raw, 100)).isTrue();
                    }
                });
    }

    /** An octet now and then after {@code first}: the server answers with {@code refusal} and hangs up. */
    private static void dribbles(String first, String refusal) throws IOException {
        try (RawConnection raw = new RawConnection(hawser.port()).send(first)) {
            assertThat(writesUntilRefused(raw, 100)).isTrue();
        }
        // Who does not go on writing can read why.
        try (RawConnection raw = new RawConnection(hawser.port()).send(first)) {
            assertThat(raw.readToEnd()).startsWith(refusal);
        }
    }

    private static boolean writesUntilRefused(RawConnection raw, int times) {
        for (int i = 0; i < times; i++) {
            try {
                raw.send("x");
            } catch (IOException e) {
                return true;
            }
            LockSupport.parkNanos(50_000_000);
        }
        return false;
    }

    // ---------------------------------------------------------------- how it is to end

    private static int id(int i) {
        return 2 * i + 1;
    }

    private static byte[] repeat(byte[] part, int times) {
        byte[][] parts = new byte[times][];
        Arrays.fill(parts, part);
        return join(parts);
    }

    private static void ends(int code, int most, IntFunction<byte[]> octets) throws IOException {
        try (Http2Peer peer = Http2Peer.reading(hawser.port()).begin().settle()) {
            peer.flood(most, octets);
            assertThat(peer.awaitEnd(20_000)).as("%s", peer).isEqualTo(code);
        }
    }

    /** The attacker reads nothing until it is over, and then finds why. */
    private static void endsUnread(int most, IntFunction<byte[]> octets) throws IOException {
        try (Http2Peer peer = Http2Peer.deaf(hawser.port()).begin()) {
            peer.flood(most, octets);
            peer.read();
            assertThat(peer.awaitEnd(20_000)).as("%s", peer).isEqualTo(CALM);
        }
    }

    /** Each request is refused by {@code status}, or all of them by the end of the connection. */
    private static void refused(int requests, int status, IntFunction<byte[]> octets) throws IOException {
        try (Http2Peer peer = Http2Peer.reading(hawser.port()).begin().settle()) {
            for (int i = 0; i < requests && !peer.hasEnded(); i++) {
                int sent = i + 1;
                peer.send(octets.apply(i));
                peer.await(20_000, () -> peer.responses(status) == sent || peer.hasEnded());
            }
            boolean calmed = peer.awaitEnd(0) == CALM;
            assertThat(calmed || peer.responses(status) == requests)
                    .as("%s", peer)
                    .isTrue();
        }
    }

    private static void all(int connections, Consumer<Http2Peer> first) throws IOException {
        List<Http2Peer> peers = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Http2Peer peer = Http2Peer.reading(hawser.port());
                peers.add(peer);
                first.accept(peer);
            }
            for (Http2Peer peer : peers)
                assertThat(peer.awaitHangUp(8_000)).as("%s", peer).isTrue();
        } finally {
            for (Http2Peer peer : peers) peer.close();
        }
    }
}
