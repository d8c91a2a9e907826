package dev.hawser.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** In the build's own folder: what lies under /tmp may be memory that nothing can be dropped from. */
    private static Path onDisk(byte[] content) throws IOException {
        Path file =
                Files.createTempFile(Files.createDirectories(Path.of("target")).toAbsolutePath(), "cold", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content));
            channel.force(true);
        }
        file.toFile().deleteOnExit();
        return file;
    }

    private static boolean forgets(Path file) throws IOException {
        return !Files.getFileStore(file).type().equals("tmpfs");
    }

    @Test
    void whatTheSystemHasForgottenIsNotCachedUntilItIsReadAhead() throws IOException {
        Path path = onDisk(new byte[3 << 20]);
        try (OpenFile file = new EpollTransport().open(path)) {
            assertThat(file.isCached(0, 3 << 20)).isTrue();
            assertThat(((LinuxFile) file).isReadable(0, 3 << 20)).isTrue();
            if (!forgets(path)) return;
            Forgetting.drop(((LinuxFile) file).fd);
            assertThat(file.isCached(0, 3 << 20)).isFalse();
            assertThat(isOnceNotReadable((LinuxFile) file)).isTrue();
            Forgetting.drop(((LinuxFile) file).fd);
            file.readAhead(1 << 20, 1 << 20);
            assertThat(file.isCached(1 << 20, 1 << 20)).isTrue();
            assertThat(((LinuxFile) file).isReadable(1 << 20, 1 << 20)).isTrue();
            file.readAhead(0, 4 << 20);
            assertThat(file.isCached(0, 3 << 20)).isTrue();
        }
    }

    /** Asking begins to read ahead: where the disk is faster than this thread, what was forgotten is there again when asked for. */
    private static boolean isOnceNotReadable(LinuxFile file) throws IOException {
        for (int i = 0; i < 1000; i++) {
            Forgetting.drop(file.fd);
            if (!file.isReadable(0, 3 << 20)) return true;
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aColdFileArrivesWholeAndWasReadAheadElsewhere(String name) throws Exception {
        byte[] content = new byte[5 << 20];
        new SplittableRandom(7).nextBytes(content);
        Path path = onDisk(content);
        Transport transport = OutOfDescriptorsTest.transport(name);
        try (OpenFile file = transport.open(path);
                EventLoop loop = transport.newLoop(LoopOptions.defaults())) {
            if (file instanceof LinuxFile known) Forgetting.drop(known.fd);
            loop.start();
            Listener listener = loop.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenOptions.defaults(), channel -> {
                        channel.out().append(new FileRegion(file, 0, content.length));
                        channel.flush();
                        channel.shutdownOutput();
                        return ChannelHandler.unwanted();
                    });
            InetSocketAddress address = (InetSocketAddress) listener.address();
            try (java.net.Socket socket = new java.net.Socket(address.getAddress(), address.getPort())) {
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo(content);
            }
            if (forgets(path)) assertThat(loop.counters().coldReads()).isPositive();
        }
    }
}
