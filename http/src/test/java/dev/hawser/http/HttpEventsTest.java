package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.HttpVersion;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpEventsTest {

    @TempDir
    private Path folder;

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    @Test
    void connectionsRequestsAndLimitsAreInTheRecording() throws Exception {
        Path file = folder.resolve("events.jfr");
        ServerConfig config = ServerConfig.builder().loops(1).maxFields(10).build();
        try (Recording recording = new Recording()) {
            for (String name : List.of("Request", "Connection", "LimitHit", "FlowStall"))
                recording.enable("dev.hawser." + name).withoutThreshold();
            recording.start();
            try (Server server = Server.start(config, request -> Response.ok("fine"))) {
                var address = server.listen("127.0.0.1", 0);
                try (Client client = Client.create(ClientConfig.builder()
                        .loops(1)
                        .versions(HttpVersion.HTTP_2)
                        .build())) {
                    for (String path : List.of("/a", "/b")) {
                        try (Reply reply = client.get("http://127.0.0.1:" + address.getPort() + path)) {
                            assertThat(reply.text(10)).isEqualTo("fine");
                        }
                    }
                }
                try (RawClient raw = new RawClient(address)) {
                    raw.says("GET / HTTP/1.1\r\nHost: here\r\n" + "a: b\r\n".repeat(10) + "\r\n");
                    assertThat(raw.hearsAll()).startsWith("HTTP/1.1 431 ");
                }
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(named(events, "dev.hawser.Connection"))
                .extracting(event -> event.getString("protocol") + " " + event.getLong("requests"))
                .containsExactlyInAnyOrder("HTTP_2 2", "HTTP_1_1 0");
        assertThat(named(events, "dev.hawser.Request"))
                .extracting(event -> event.getString("method") + " " + event.getString("target") + " "
                        + event.getInt("status") + " " + event.getLong("octets"))
                .containsExactly("GET /a 200 4", "GET /b 200 4");
        assertThat(named(events, "dev.hawser.LimitHit")).hasSize(1);
    }

    @Test
    void nothingIsMadeWhileNobodyRecords() {
        assertThat(HttpEvents.connection()).isNull();
        assertThat(HttpEvents.request()).isNull();
        assertThat(HttpEvents.blocked()).isNull();
    }
}
