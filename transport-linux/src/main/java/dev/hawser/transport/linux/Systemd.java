package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a service and systemd have to say to one another: the sockets it was started with (sd_listen_fds(3)) and how it is
 * (sd_notify(3)). Any thread.
 */
public final class Systemd {

    /** The first of the descriptors; the others follow. */
    private static final int FIRST = 3;

    private Systemd() {}

    /**
     * A socket that listens already.
     *
     * @param descriptor its number
     * @param name what its unit calls it (FileDescriptorName=), or an empty text
     */
    public record Passed(int descriptor, String name) {}

    /** The sockets that this process was started with; none when it was started in another way. */
    public static List<Passed> sockets() {
        return sockets(System.getenv(), ProcessHandle.current().pid());
    }

    static List<Passed> sockets(Map<String, String> environment, long pid) {
        // A child of the process that was meant inherits the environment too.
        if (!Long.toString(pid).equals(environment.get("LISTEN_PID"))) return List.of();
        int count = number(environment.getOrDefault("LISTEN_FDS", "0"));
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<Passed> passed = new ArrayList<>();
        for (int i = 0; i < count; i++) passed.add(new Passed(FIRST + i, i < names.length ? names[i] : ""));
        return passed;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Tells systemd, if it has asked for that, how the service is: {@code READY=1}, {@code STOPPING=1}.
     *
     * @return whether it was told
     * @throws IOException when it wants to know and cannot be told
     */
    public static boolean tell(String state) throws IOException {
        String address = System.getenv("NOTIFY_SOCKET");
        if (address == null || address.isEmpty()) return false;
        tell(address, state);
        return true;
    }

    /** An address that begins with {@code @} is an abstract one: unix(7). */
    static void tell(String address, String state) throws IOException {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path.length > SocketAddresses.SIZE - 3) throw new IOException("NOTIFY_SOCKET is too long: " + address);
        if (path[0] == '@') path[0] = 0;
        byte[] text = state.getBytes(StandardCharsets.UTF_8);
        Socket.with((arena, errno) -> {
            MemorySegment name = arena.allocate(SocketAddresses.SIZE, 8);
            name.set(JAVA_SHORT, 0, (short) Sys.AF_UNIX);
            MemorySegment.copy(path, 0, name, JAVA_BYTE, 2, path.length);
            send(arena, errno, name, 2 + path.length, text);
            return text.length;
        });
    }

    private static void send(Arena arena, MemorySegment errno, MemorySegment name, int length, byte[] text)
            throws IOException {
        int socket = Sys.datagram(errno);
        if (socket < 0) throw new IOException("a socket for systemd: " + Errno.text(-socket));
        long result = Sys.connect(errno, socket, name, length);
        if (result == 0) {
            MemorySegment octets = arena.allocateFrom(JAVA_BYTE, text);
            result = Sys.send(errno, socket, octets.address(), text.length, Sys.MSG_NOSIGNAL);
        }
        Sys.close(errno, socket);
        if (result < 0) throw new IOException("systemd does not listen: " + Errno.text((int) -result));
    }

    /** A descriptor of our own for a socket that was passed to us, which does not block. */
    static int take(int descriptor) throws IOException {
        return Socket.with((arena, errno) -> {
            int own = Sys.fcntl(errno, descriptor, Sys.F_DUPFD_CLOEXEC, FIRST);
            if (own < 0) throw new IOException("descriptor %d: %s".formatted(descriptor, Errno.text(-own)));
            int flags = Sys.fcntl(errno, own, Sys.F_GETFL, 0);
            Sys.fcntl(errno, own, Sys.F_SETFL, flags | Sys.O_NONBLOCK);
            return own;
        });
    }
}
