package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server to measure.
 *
 * @param name as on the command line and in the tables
 * @param about what it is and how it is set, one sentence
 * @param jvm whether it is a JVM: it is given the common flags, a longer warm-up, and tells its allocation
 * @param lacks names of rows it has no answer to; "h1" and "h2" stand for all of a protocol
 * @param launch its command line
 */
public record Peer(String name, String about, boolean jvm, Set<String> lacks, Launch launch) {

    /**
     * Where a server shall listen and what it finds.
     *
     * @param flags for a JVM
     */
    public record Place(Row row, int port, Site site, Path repository, List<String> flags) {}

    /** Makes the command line; throws when the peer is not to be had on this machine, and says why. */
    public interface Launch {
        List<String> command(Place place) throws IOException, InterruptedException;
    }

    /** What every JVM is started with where the row does not ask for something else. */
    static final List<String> JVM_FLAGS = List.of(
            "-Xms256m",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=1g",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** Those that can be told to speak TLS. */
    private static final Set<String> TLS = Set.of(
            "hawser",
            "hawser-nio",
            "hawser-uring",
            "hawser-boringssl",
            "netty-epoll",
            "netty-nio",
            "netty-boringssl",
            "nginx",
            "nghttpd",
            "h2o");

    /** Of those, the ones that speak HTTP/2 alone. */
    private static final Set<String> HTTP2_ONLY = Set.of("nghttpd");

    /** All peers, in the order of the tables before they are sorted. */
    public static final List<Peer> ALL = List.of(
            hawser("hawser", "Hawser, the transport it chooses by itself"),
            hawser("hawser-nio", "Hawser on the JDK's selector", "--transport", "nio"),
            hawser("hawser-uring", "Hawser on io_uring", "--transport", "io_uring"),
            boring(hawser(
                    "hawser-boringssl",
                    "as hawser, TLS by BoringSSL instead of the JDK",
                    "--tls-provider",
                    "boringssl")),
            new Peer(
                    "limit",
                    "canned answers by an epoll loop in C, no HTTP work: the kernel's share",
                    false,
                    Set.of(),
                    place -> NativePeers.canned(place, false)),
            new Peer(
                    "limit-map",
                    "the same, files from a mapping instead of by sendfile",
                    false,
                    Set.of("h1-plain", "h1-pipeline", "h1-1m", "h2"),
                    place -> NativePeers.canned(place, true)),
            java("netty-epoll", "native epoll, lean HTTP/2 API, tuned", "NettyEpoll"),
            java("netty-boringssl", "as netty-epoll, TLS by BoringSSL instead of the JDK", "NettyBoring", "h1", "h2"),
            java("netty-mux", "native epoll, frame codec and multiplex handler, defaults", "NettyMux", "h1"),
            java("netty-nio", "as netty-epoll, on the JDK's selector", "NettyNio"),
            java("netty-uring", "as netty-epoll, on io_uring", "NettyUring"),
            java("vertx", "one event loop, native epoll; sends no Date field", "VertxPeer"),
            java("jetty", "core handler, not blocking; 1 acceptor, 1 selector; files mapped", "JettyPeer"),
            new Peer(
                    "helidon",
                    "blocking on virtual threads; TCP_NODELAY on",
                    true,
                    Set.of(),
                    // It forbids all serialization otherwise, and with it the question how much it allocated.
                    place -> jvm(place, "HelidonPeer", List.of("-Dhelidon.serialFilter.missing.action=IGNORE"))),
            java("undertow", "1 I/O thread, asynchronous sender", "UndertowPeer"),
            httpserver(
                    "jdk",
                    "com.sun.net.httpserver on virtual threads",
                    Set.of("h2"),
                    "com.sun.net.httpserver.HttpServerProvider=sun.net.httpserver.DefaultHttpServerProvider",
                    "sun.net.httpserver.nodelay=true",
                    "sun.net.httpserver.maxIdleConnections=20000"),
            httpserver(
                    "robaho",
                    "the same program on robaho's server, with HTTP/2",
                    Set.of(),
                    "com.sun.net.httpserver.HttpServerProvider=robaho.net.httpserver.DefaultHttpServerProvider",
                    "robaho.net.httpserver.nodelay=true",
                    "robaho.net.httpserver.maxIdleConnections=20000",
                    "robaho.net.httpserver.http2OverNonSSL=true",
                    "robaho.net.httpserver.http2InitialWindowSize=1048576",
                    "robaho.net.httpserver.http2ConnectionWindowSize=16777216",
                    "robaho.net.httpserver.http2MaxConcurrentStreams=1000"),
            hyper("hyper-0.14", "hyper 0.14 on tokio, one thread; files in memory", Set.of()),
            hyper("hyper-0.14-pf", "the same with pipeline_flush, HTTP/1.1 only", Set.of("h2"), "--pipeline-flush"),
            new Peer(
                    "nginx",
                    "one process, sendfile, open_file_cache; contents are files",
                    false,
                    Set.of("h2-chunks", "h2-upload-64k"),
                    NativePeers::nginx),
            new Peer(
                    "nghttpd",
                    "one worker; contents are files; an upload is answered by a fixed file",
                    false,
                    Set.of("h1", "h2-chunks"),
                    NativePeers::nghttpd),
            new Peer(
                    "h2o",
                    "one thread; contents are files, by reading and writing",
                    false,
                    Set.of("h2-chunks", "h2-upload-64k"),
                    NativePeers::h2o));

    public static Peer named(String name) {
        return ALL.stream()
                .filter(peer -> peer.name.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no server '%s'; see bench/peers --list".formatted(name)));
    }

    private static Peer hawser(String name, String about, String... options) {
        return new Peer(name, about, true, Set.of(), place -> {
            Path launcher = place.repository().resolve("hawser");
            if (!Files.isExecutable(launcher)) {
                throw new IOException("there is no ./hawser");
            }
            // It builds itself where a source is newer, which is not what is measured.
            Tools.run(900, List.of(launcher.toString(), "--version"));
            var command = new ArrayList<String>(List.of(
                    launcher.toString(),
                    "demo",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    place.row().isTls() ? "0" : Integer.toString(place.port()),
                    "--loops",
                    "1",
                    "--root",
                    place.site().files().toString()));
            command.addAll(List.of(options));
            if (place.row().isTls()) {
                Site.Certificate shown = place.site().certificate();
                command.addAll(List.of("--tls-port", Integer.toString(place.port())));
                command.addAll(List.of(
                        "--cert", shown.chain().toString(), "--key", shown.key().toString()));
            }
            return command;
        });
    }

    /** {@code peer} with what this JVM has of BoringSSL; for rows with TLS alone. */
    private static Peer boring(Peer peer) {
        return new Peer(peer.name, peer.about, true, Set.of("h1", "h2"), place -> {
            String rooms = Stream.of(System.getProperty("java.class.path").split(":"))
                    .filter(entry -> entry.contains("/netty-") || entry.contains("/tls-boringssl/"))
                    .collect(Collectors.joining(":"));
            var command = new ArrayList<String>(List.of("env", "HAWSER_CLASSPATH=" + rooms));
            command.addAll(peer.launch.command(place));
            return command;
        });
    }

    private static Peer java(String name, String about, String main, String... lacks) {
        return new Peer(name, about, true, Set.of(lacks), place -> jvm(place, main, List.of()));
    }

    private static Peer httpserver(String name, String about, Set<String> lacks, String... properties) {
        List<String> flags =
                Stream.of(properties).map(property -> "-D" + property).toList();
        return new Peer(name, about, true, lacks, place -> jvm(place, "JdkPeer", flags));
    }

    private static List<String> jvm(Place place, String main, List<String> flags)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(place.flags());
        command.addAll(flags);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hawser.bench.peers." + main,
                Integer.toString(place.port()),
                place.site().files().toString()));
        if (place.row().isTls()) {
            Site.Certificate shown = place.site().certificate();
            command.addAll(List.of(shown.chain().toString(), shown.key().toString()));
        }
        return command;
    }

    private static Peer hyper(String name, String about, Set<String> lacks, String... options) {
        return new Peer(name, about, false, lacks, place -> {
            var command = new ArrayList<String>(List.of(
                    Hyper.program(place.repository(), "hyper-0.14").toString(),
                    Integer.toString(place.port()),
                    place.site().files().toString()));
            command.addAll(List.of(options));
            return command;
        });
    }

    /** Whether the row is for it. */
    public boolean answers(Row row) {
        if (row.isTls()) return TLS.contains(name) && (row.isHttp2() || !HTTP2_ONLY.contains(name));
        return !lacks.contains(row.name()) && !lacks.contains(row.isHttp2() ? "h2" : "h1");
    }
}
