package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightTest {

    @Test
    void largeCopiesFlattenedRopesBlocksMadeAndGivenAwayAndLeaksAreEvents(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("events.jfr");
        BlockPool pool = new BlockPool(128, 1, 1, leak -> {});
        try (Recording recording = new Recording()) {
            for (String event : List.of("LargeCopy", "RopeFlattened", "BlockMade", "BlockGivenAway", "LeaseLeaked")) {
                recording.enable("dev.hawser." + event);
            }
            recording.start();
            Bytes.copyOf(new byte[70_000]);
            Rope.of(Bytes.wrap(new byte[300]), Bytes.wrap(new byte[200])).flatten();
            forget(pool);
            Bytes view = show(new BlockPool(64, 1));
            for (int i = 0; i < 200 && pool.stats().leaks() == 0; i++) System.gc();
            assertThat(view.length()).isEqualTo(10);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(only(events, "LargeCopy").getString("site")).isEqualTo("COPY_OF");
        assertThat(only(events, "LargeCopy").getLong("octets")).isEqualTo(70_000);
        assertThat(only(events, "RopeFlattened").getInt("parts")).isEqualTo(2);
        assertThat(only(events, "RopeFlattened").getLong("octets")).isEqualTo(500);
        assertThat(all(events, "BlockMade"))
                .extracting(e -> e.getLong("octets"))
                .containsExactlyInAnyOrder(128L, 64L);
        assertThat(only(events, "BlockGivenAway").getLong("octets")).isEqualTo(64);
        assertThat(only(events, "BlockGivenAway").getLong("exposed")).isEqualTo(10);
        assertThat(only(events, "LeaseLeaked").getString("where")).contains("FlightTest.forget");
        assertThat(only(events, "LeaseLeaked").getLong("turn")).isEqualTo(1);
    }

    private static void forget(BlockPool pool) {
        pool.lease();
    }

    private static Bytes show(BlockPool pool) {
        try (Lease lease = pool.lease()) {
            BytesMut out = lease.writer();
            out.write(Octs.pattern(20));
            return out.freezeFirst(10);
        }
    }

    private static List<RecordedEvent> all(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals("dev.hawser." + name))
                .toList();
    }

    private static RecordedEvent only(List<RecordedEvent> events, String name) {
        List<RecordedEvent> found = all(events, name);
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }
}
