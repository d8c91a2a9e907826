package dev.hawser.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.transport.ListenOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** A socket that listens for the last time. */
class TakeNobodyNewTest {

    @Test
    void whoHasConnectedIsAcceptedAndWhoComesThenIsNotAnsweredAndRefusedInTheEnd() throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        int fd = dev.hawser.transport.linux.Socket.listening(any, ListenOptions.defaults());
        InetSocketAddress address = (InetSocketAddress) dev.hawser.transport.linux.Socket.local(fd);
        try (Arena arena = Arena.ofConfined();
                Socket early = new Socket()) {
            MemorySegment errno = arena.allocate(Sys.ERRNO);
            early.connect(address);
            dev.hawser.transport.linux.Socket.takeNobodyNew(fd, address);
            try (Socket late = new Socket()) {
                assertThatThrownBy(() -> late.connect(address, 100)).isInstanceOf(SocketTimeoutException.class);
            }
            int accepted = Sys.accept(errno, fd);
            assertThat(accepted).isPositive();
            assertThat(Sys.accept(errno, fd)).isEqualTo(-Sys.EAGAIN);
            Sys.close(errno, accepted);
        } finally {
            dev.hawser.transport.linux.Socket.close(fd);
        }
        try (Socket refused = new Socket()) {
            assertThatThrownBy(() -> refused.connect(address, 10_000)).isInstanceOf(ConnectException.class);
        }
    }
}
