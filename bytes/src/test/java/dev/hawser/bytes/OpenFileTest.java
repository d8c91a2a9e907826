package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFileTest {

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void writeAFile() throws IOException {
        path = Files.writeString(folder.resolve("five"), "12345");
    }

    @Test
    void closingClosesTheChannelThatWasTakenOver() throws IOException {
        FileChannel channel = FileChannel.open(path);
        OpenFile file = OpenFile.of(channel);
        assertThat(file.size()).isEqualTo(5);
        file.close();
        file.close();
        assertThat(channel.isOpen()).isFalse();
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void aHeldFileStaysOpenUntilTheLastHoldIsReleased() throws IOException {
        OpenFile file = OpenFile.open(path);
        assertThat(file.hold()).isTrue();
        assertThat(file.hold()).isTrue();
        file.close();
        assertThat(file.hold()).isFalse();
        file.release();
        assertThat(file.channel().isOpen()).isTrue();
        file.release();
        assertThat(file.channel().isOpen()).isFalse();
    }

    @Test
    void releasingWhatIsNotHeldIsRefused() throws IOException {
        try (OpenFile file = OpenFile.open(path)) {
            assertThatThrownBy(file::release).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aRegionMayNotReachPastTheLargestPosition() throws IOException {
        try (OpenFile file = OpenFile.open(path)) {
            assertThatThrownBy(() -> new FileRegion(file, Long.MAX_VALUE, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 octets");
        }
    }
}
