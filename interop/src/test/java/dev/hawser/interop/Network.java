package dev.hawser.interop;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A network of its own, in which packets can be lost: that of one thread and of those that it starts, loops and commands
 * included, but not of virtual threads. Needs Linux, root and iproute2, and says so where one is missing.
 */
final class Network {

    private static final int CLONE_NEWNET = 0x4000_0000;

    /** What a test does in the network. */
    interface Body {
        void in(Network network) throws Exception;
    }

    private Network() {}

    /** Runs {@code body} in a thread of its own in a new network, which ends with it. */
    static void alone(Body body) throws Exception {
        Throwable[] failure = new Throwable[1];
        Thread thread = Thread.ofPlatform().name("network").start(() -> {
            try {
                leaveThatOfTheMachine();
                Network network = new Network();
                // Like an Ethernet: the loopback's own packets of 64 KiB would make a queue of one.
                network.ip("link set lo mtu 1500 up");
                body.in(network);
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        thread.join();
        if (failure[0] instanceof Exception exception) throw exception;
        if (failure[0] != null) throw new AssertionError(failure[0]);
    }

    @SuppressWarnings("restricted")
    private static void leaveThatOfTheMachine() throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle unshare = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("unshare"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                Linker.Option.captureCallState("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int result = (int) unshare.invokeExact(state, CLONE_NEWNET);
            long errno = Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
            if (result != 0) {
                throw new AssertionError("no network of its own for this test, errno %d: run it as root"
                        .formatted(state.get(ValueLayout.JAVA_INT, errno)));
            }
        }
    }

    /** All that is sent from now on waits in a queue that takes {@code limit} octets and loses what is more. */
    void queue(String rate, int limit) throws Exception {
        tool("tc", "qdisc replace dev lo root tbf rate " + rate + " burst 10k limit " + limit);
    }

    /** From now on everything is lost, and nobody is told. */
    void cut() throws Exception {
        tool("tc", "qdisc replace dev lo root blackhole");
    }

    /** Sets {@code net.ipv4.name}. */
    void set(String name, int value) throws IOException {
        Files.writeString(Path.of("/proc/sys/net/ipv4", name), Integer.toString(value));
    }

    /** Segments that had to be sent again so far. */
    long retransmitted() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/thread-self/net/snmp")).stream()
                .filter(line -> line.startsWith("Tcp:"))
                .toList();
        List<String> names = List.of(lines.get(0).split(" "));
        return Long.parseLong(lines.get(1).split(" ")[names.indexOf("RetransSegs")]);
    }

    private void ip(String arguments) throws Exception {
        tool("ip", arguments);
    }

    private static void tool(String name, String arguments) throws Exception {
        Tool.run((name + " " + arguments).split(" ")).ok();
    }
}
