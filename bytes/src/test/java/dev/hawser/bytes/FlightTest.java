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
    void largeCopiesFlattenedRopesNewBlocksAndLeaksAreEvents(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("events.jfr");
        BlockPool pool = new BlockPool(128, 1, 1, leak -> {});
        try (Recording recording = new Recording()) {
            for (String event : List.of("LargeCopy", "RopeFlattened", "BlockMade", "LeaseLeaked")) {
                recording.enable("dev.hawser." + event);
            }
            recording.start();
            Bytes.copyOf(new byte[70_000]);
            Rope.of(Bytes.wrap(new byte[300]), Bytes.wrap(new byte[200])).flatten();
            forget(pool);
            for (int i = 0; i < 200 && pool.stats().leaks() == 0; i++) System.gc();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(only(events, "LargeCopy").getString("site")).isEqualTo("COPY_OF");
        assertThat(only(events, "LargeCopy").getLong("octets")).isEqualTo(70_000);
        assertThat(only(events, "RopeFlattened").getInt("parts")).isEqualTo(2);
        assertThat(only(events, "RopeFlattened").getLong("octets")).isEqualTo(500);
        assertThat(only(events, "BlockMade").getLong("octets")).isEqualTo(128);
        assertThat(only(events, "LeaseLeaked").getString("where")).contains("FlightTest.forget");
        assertThat(only(events, "LeaseLeaked").getLong("turn")).isEqualTo(1);
    }

    private static void forget(BlockPool pool) {
        pool.lease();
    }

    private static RecordedEvent only(List<RecordedEvent> events, String name) {
        List<RecordedEvent> found = events.stream()
                .filter(e -> e.getEventType().getName().equals("dev.hawser." + name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }
}
