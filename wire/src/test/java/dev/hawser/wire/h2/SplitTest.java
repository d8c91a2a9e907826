package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is understood does not depend on how it was cut on its way. */
class SplitTest {

    /** All frames, in shapes that are awkward to cut: padding, continuations, unknown ones, empty ones. */
    static byte[] everything() {
        byte[] head = Octets.block(":method", "POST", ":scheme", "http", ":authority", "here", ":path", "/a?b=c");
        byte[] padded = Octets.join(new byte[] {5}, new byte[] {0, 0, 0, 0, 9}, head, new byte[5]);
        return Octets.join(
                Receiver.PREFACE,
                Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 100_000, 0x77, 5),
                Octets.settingsAck(),
                Octets.get(1, "priority", "u=1"),
                Octets.frame(Frames.HEADERS, Frames.PADDED | Frames.PRIORITY_FLAG | Frames.END_HEADERS, 3, padded),
                Octets.data(3, 11),
                Octets.paddedData(3, 7, 6),
                Octets.paddedData(3, 0, 3),
                Octets.data(3, 0),
                Octets.frame(99, 0xff, 3, new byte[13]),
                Octets.ping(12),
                Octets.frame(Frames.DATA, Frames.PADDED | Frames.END_STREAM, 3, new byte[] {2, 'x', 0, 0}),
                Octets.frame(Frames.HEADERS, 0, 5, java.util.Arrays.copyOf(head, 7)),
                Octets.frame(Frames.CONTINUATION, 0, 5),
                Octets.frame(
                        Frames.CONTINUATION, Frames.END_HEADERS, 5, java.util.Arrays.copyOfRange(head, 7, head.length)),
                Octets.windowUpdate(5, 10),
                Octets.windowUpdate(0, 10),
                Octets.frame(Frames.PRIORITY, 0, 5, new byte[5]),
                Octets.priorityUpdate(5, "u=7"),
                Octets.trailers(5, "x", "y"),
                Octets.post(7, "expect", "100-continue"),
                Octets.reset(7, 8),
                Octets.get(9, "Upper", "case"),
                Octets.goAway(0, 0, "bye"));
    }

    private static FrameScript fed(byte[] octets, int... cuts) {
        FrameScript peer = FrameScript.silentServer(H2Config.server());
        int from = 0;
        for (int cut : cuts) {
            peer.sends(java.util.Arrays.copyOfRange(octets, from, cut));
            from = cut;
        }
        return peer.sends(java.util.Arrays.copyOfRange(octets, from, octets.length));
    }

    /** Content may come in other pieces; everything else must be the same. */
    static List<String> joined(List<String> events) {
        List<String> joined = new ArrayList<>();
        for (String event : events) {
            String before = joined.isEmpty() ? "" : joined.get(joined.size() - 1);
            String[] words = event.split(" ");
            String[] last = before.split(" ");
            boolean same = words[0].equals("data") && last[0].equals("data") && words[1].equals(last[1]);
            if (!same) {
                joined.add(event);
                continue;
            }
            int sum = Integer.parseInt(words[2]) + Integer.parseInt(last[2]);
            joined.set(joined.size() - 1, "data " + words[1] + " " + sum + (event.endsWith(" last") ? " last" : ""));
        }
        return joined;
    }

    @Test
    void everySplitInTwoAndEveryStepGivesTheSameEventsAndAnswers() {
        byte[] octets = everything();
        FrameScript whole = fed(octets);
        List<String> events = joined(whole.events);
        assertThat(events)
                .containsExactly(
                        "request 1 GET / last",
                        "request 3 POST /a?b=c",
                        "data 3 19 last",
                        "request 5 POST /a?b=c",
                        "trailers 5 x=y",
                        "request 7 POST /",
                        "continue 7",
                        "reset 7 CANCEL by peer",
                        "goaway 0 NO_ERROR bye");
        List<String> answers = whole.frames();
        assertThat(answers).contains("SETTINGS ack", "PING ack 12", "RST_STREAM 9 PROTOCOL_ERROR");
        byte[] content = whole.content.toByteArray();
        for (int cut = 1; cut < octets.length; cut++) {
            FrameScript peer = fed(octets, cut);
            assertThat(joined(peer.events)).as("cut at %d", cut).isEqualTo(events);
            assertThat(peer.frames()).as("cut at %d", cut).isEqualTo(answers);
            assertThat(peer.content.toByteArray()).isEqualTo(content);
        }
        for (int step = 1; step < 40; step++) {
            FrameScript peer = FrameScript.silentServer(H2Config.server());
            peer.step = step;
            peer.sends(octets);
            assertThat(joined(peer.events)).as("step %d", step).isEqualTo(events);
            assertThat(peer.frames()).as("step %d", step).isEqualTo(answers);
            assertThat(peer.content.toByteArray()).isEqualTo(content);
        }
    }

    @Test
    void everySplitInThreeAroundEachFrameHead() {
        byte[] octets = everything();
        List<String> events = joined(fed(octets).events);
        for (int cut = 1; cut < octets.length - 12; cut += 3) {
            for (int length = 1; length < 12; length++) {
                assertThat(joined(fed(octets, cut, cut + length).events))
                        .as("cut at %d and %d", cut, cut + length)
                        .isEqualTo(events);
            }
        }
    }

    @Test
    void noiseNeverThrowsAndNeverHangs() {
        java.util.Random random = new java.util.Random(1);
        byte[] good = everything();
        for (int round = 0; round < 3000; round++) {
            byte[] octets = good.clone();
            int from = Receiver.PREFACE.length;
            for (int i = random.nextInt(6); i >= 0; i--) {
                octets[from + random.nextInt(octets.length - from)] = (byte) random.nextInt();
            }
            FrameScript peer = FrameScript.silentServer(H2Config.server());
            peer.step = 1 + random.nextInt(200);
            peer.sends(octets);
            peer.frames();
            assertThat(peer.connection.exchanges()).isBetween(0, 100);
        }
    }
}
