package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.transport.linux.Systemd.Passed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdTest {

    @TempDir
    private Path folder;

    @Test
    void socketsAreThoseThatTheProcessItselfWasStartedWith() {
        Map<String, String> environment = Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "http:https");
        assertThat(Systemd.sockets(environment, 7)).containsExactly(new Passed(3, "http"), new Passed(4, "https"));
        assertThat(Systemd.sockets(environment, 8)).isEmpty();
        assertThat(Systemd.sockets(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "1"), 7))
                .containsExactly(new Passed(3, ""));
        assertThat(Systemd.sockets(Map.of("LISTEN_PID", "7", "LISTEN_FDS", "many"), 7))
                .isEmpty();
        assertThat(Systemd.sockets(Map.of(), 7)).isEmpty();
    }

    @Test
    void aSocketOfDatagramsHearsHowTheServiceIs() throws Exception {
        String path = folder.resolve("notify").toString();
        assertThat(heard(path, path)).isEqualTo("READY=1");
        assertThat(heard(
                        "\0hawser-" + ProcessHandle.current().pid(),
                        "@hawser-" + ProcessHandle.current().pid()))
                .isEqualTo("READY=1");
    }

    private static String heard(String bound, String told) throws IOException {
        return Socket.with((arena, errno) -> {
            byte[] name = bound.getBytes(StandardCharsets.UTF_8);
            MemorySegment address = arena.allocate(SocketAddresses.SIZE, 8);
            address.set(JAVA_SHORT, 0, (short) Sys.AF_UNIX);
            MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
            int socket = Sys.datagram(errno);
            try {
                assertThat(Sys.bind(errno, socket, address, 2 + name.length)).isZero();
                Systemd.tell(told, "READY=1");
                byte[] text = new byte[100];
                int length = (int) Sys.recv(errno, socket, MemorySegment.ofArray(text), text.length);
                return new String(text, 0, length, StandardCharsets.UTF_8);
            } finally {
                Sys.close(errno, socket);
            }
        });
    }

    @Test
    void aNotificationThatNobodyTakesSaysWhy() {
        String path = folder.resolve("nobody").toString();
        assertThatThrownBy(() -> Systemd.tell(path, "READY=1"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("systemd does not listen: ");
    }

    @Test
    void aDescriptorThatIsNoneSaysSo() {
        assertThatThrownBy(() -> Systemd.take(9_999))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("descriptor 9999: ");
    }
}
