package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SocketOptionsTest {

    private static int get(Arena arena, MemorySegment errno, int fd, int level, int option) {
        MemorySegment value = arena.allocate(JAVA_INT);
        assertThat(Sys.getsockopt(errno, fd, level, option, value, arena.allocateFrom(JAVA_INT, 4)))
                .isZero();
        return value.get(JAVA_INT, 0);
    }

    /** The accept path sets nothing on a connection, and so relies on this. */
    @Test
    void anAcceptedSocketInheritsWhatItsListenerWasGiven() throws IOException {
        Socket.with((arena, errno) -> {
            MemorySegment address = arena.allocate(SocketAddresses.SIZE, 8);
            int listener = Sys.socket(errno, Sys.AF_INET);
            int length = SocketAddresses.write(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), address);
            Socket.configure(arena, errno, listener, true, true, Duration.ofSeconds(7), 50_000, 60_000);
            assertThat(Sys.bind(errno, listener, address, length)).isZero();
            assertThat(Sys.listen(errno, listener, 10)).isZero();
            SocketAddress bound = Socket.local(listener);
            int client = Sys.socket(errno, Sys.AF_INET);
            length = SocketAddresses.write(bound, address);
            assertThat(Sys.connect(errno, client, address, length)).isIn(0, -Sys.EINPROGRESS);
            int accepted = Sys.accept(errno, listener);
            assertThat(accepted).isPositive();

            assertThat(get(arena, errno, accepted, Sys.IPPROTO_TCP, Sys.TCP_NODELAY))
                    .isEqualTo(1);
            assertThat(get(arena, errno, accepted, Sys.SOL_SOCKET, Sys.SO_KEEPALIVE))
                    .isEqualTo(1);
            assertThat(get(arena, errno, accepted, Sys.IPPROTO_TCP, Sys.TCP_USER_TIMEOUT))
                    .isEqualTo(7000);
            // Linux doubles what is asked for, for its own records.
            assertThat(get(arena, errno, accepted, Sys.SOL_SOCKET, Sys.SO_SNDBUF))
                    .isEqualTo(100_000);
            assertThat(get(arena, errno, accepted, Sys.SOL_SOCKET, Sys.SO_RCVBUF))
                    .isEqualTo(120_000);
            for (int fd : new int[] {listener, client, accepted}) Sys.close(errno, fd);
            return null;
        });
    }
}
