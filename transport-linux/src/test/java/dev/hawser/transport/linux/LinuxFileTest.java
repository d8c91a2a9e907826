package dev.hawser.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.OpenFile;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFileTest {

    @TempDir
    Path folder;

    private static String read(OpenFile file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(100);
        int n = file.channel().read(content, 0);
        return new String(content.array(), 0, n);
    }

    @Test
    void theSizeIsThatOfNow() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "12345");
        try (OpenFile file = new EpollTransport().open(path)) {
            assertThat(file).isInstanceOf(LinuxFile.class);
            assertThat(file.size()).isEqualTo(5);
            Files.writeString(path, "1234567");
            assertThat(file.size()).isEqualTo(7);
        }
    }

    @Test
    void theChannelIsThatOfTheFileThatWasOpenedWhateverBecameOfItsName() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "old");
        try (OpenFile file = new EpollTransport().open(path)) {
            Files.delete(path);
            Files.writeString(path, "new");
            assertThat(read(file)).isEqualTo("old");
        }
    }

    @Test
    void closingGivesBackTheDescriptorsOfBoth() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "x");
        OpenFile file = new EpollTransport().open(path);
        Path ours = Path.of("/proc/self/fd/" + ((LinuxFile) file).fd);
        var channel = file.channel();
        file.close();
        assertThat(channel.isOpen()).isFalse();
        assertThat(Files.exists(ours) && Files.isSameFile(ours, path)).isFalse();
        assertThatThrownBy(file::size).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void whatIsNoRegularFileIsRefused() throws Exception {
        assertThatThrownBy(() -> new EpollTransport().open(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("not a regular file");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> new EpollTransport().open(pipe)).isInstanceOf(FileSystemException.class);
        int before = new File("/proc/self/fd").list().length;
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> new EpollTransport().open(folder)).isInstanceOf(FileSystemException.class);
        }
        assertThat(new File("/proc/self/fd").list().length).isLessThan(before + 25);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new EpollTransport().open(folder.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
    }
}
