package dev.hawser.interop.h1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A foreign server that echoes, on a socket in a folder. Its command is not there: the test fails and says so. */
final class PeerProcess implements AutoCloseable {

    private static final Path FILES = Path.of("src/test/resources/h1");

    private final Process process;
    private final SocketAddress address;

    private PeerProcess(Process process, SocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Node's own HTTP server. */
    static PeerProcess node(Path folder) throws IOException {
        Path socket = folder.resolve("node.sock");
        return start(socket, "listening", "node", FILES.resolve("echo.js").toString(), socket.toString());
    }

    /** nginx in front of Node, which has to be there already. */
    static PeerProcess nginx(Path folder) throws IOException {
        String settings = Files.readString(FILES.resolve("nginx.conf")).replace("DIR", folder.toString());
        Path file = Files.writeString(folder.resolve("nginx.conf"), settings);
        // Said once the sockets listen.
        return start(
                folder.resolve("nginx.sock"), "event method", "nginx", "-p", folder.toString(), "-c", file.toString());
    }

    private static PeerProcess start(Path socket, String ready, String... command) throws IOException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line; (line = said.readLine()) != null; ) {
            all.append(line).append('\n');
            if (!line.contains(ready)) continue;
            Thread.ofVirtual().start(() -> said.lines().forEach(more -> {}));
            return new PeerProcess(process, UnixDomainSocketAddress.of(socket));
        }
        process.destroyForcibly();
        throw new IOException(command[0] + " did not start: " + all);
    }

    Link dial() throws IOException {
        return new ChannelLink(address);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
