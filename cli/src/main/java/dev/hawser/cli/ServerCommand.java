package dev.hawser.cli;

import dev.hawser.http.AccessLog;
import dev.hawser.http.FaultReport;
import dev.hawser.http.Handler;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.http.ServerConfig.WriteMode;
import dev.hawser.transport.InheritedSocket;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import dev.hawser.transport.linux.Systemd;
import dev.hawser.transport.proxied.ProxyProtocol;
import dev.hawser.transport.tls.TlsContext;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the commands that serve have in common: where to listen, how to write, limits, and an orderly end. */
abstract class ServerCommand extends Command {

    private enum TransportName {
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }

    /** Each has a thread, a port of its own and some native memory: more than this is a slip of the finger. */
    private static final int MOST_LOOPS = 256;

    private final Option<String> host =
            option("--host", "NAME", Values.text(), "127.0.0.1", "the address to listen on; 0.0.0.0 for all");
    private final Option<Integer> port =
            option("--port", "N", Values.port(), "8080", "the port to listen on; 0 for any that is free");
    private final Option<Integer> loops = option(
            "--loops", "N", Values.count(0, MOST_LOOPS), "0", "event loops, each a thread; 0 for one per processor");
    private final Option<TransportName> transport =
            option("--transport", "NAME", Values.oneOf(TransportName.class), "auto", "auto, epoll, io_uring or nio");
    private final Option<Integer> backlog =
            option("--backlog", "N", Values.count(1), "1024", "connections that the system keeps ready for accepting");
    private final Option<ProxyProtocol> proxies = option(
            "--proxy-protocol",
            "RANGES",
            Values.proxies(),
            "take only connections that begin with a PROXY header, from these: 10.0.0.0/8,::1,unix");
    private final Option<WriteMode> write = option(
            "--write",
            "WAY",
            Values.oneOf(WriteMode.class),
            "gather",
            "gather; frame and flatten are there to be compared with it");

    private final Option<Boolean> keepAlive =
            flag("--tcp-keepalive", "let the system probe clients that are silent (SO_KEEPALIVE)");
    private final Option<Duration> userTimeout = option(
            "--tcp-user-timeout",
            "TIME",
            Values.duration(),
            "0s",
            "how long sent octets may stay unacknowledged (TCP_USER_TIMEOUT); 0 for the system's own");
    private final Option<Duration> drainDelay = option(
            "--drain-delay",
            "TIME",
            Values.duration(),
            "0s",
            "after SIGTERM, how long to go on serving while /_hawser/health/ready says 503");
    private final Option<Path> configFile = option(
            ConfigFile.OPTION,
            "FILE",
            Values.path(),
            "read options from lines such as 'port = 80'; those on the command line count more");

    private final SecureOptions secure = new SecureOptions(this);
    private final AccessLogOptions accessLog = new AccessLogOptions(this);
    private final List<AutoCloseable> owned = new ArrayList<>();

    ServerCommand(String name, String summary) {
        super(name, summary);
        section(Help.OPTIONS); // What a subclass declares by itself.
    }

    /** The limits: declared by each command after its own options, so that they stand last in the help. */
    abstract LimitOptions limits();

    /** What answers. The server it will answer for is told to {@code monitor} later. */
    abstract Handler handler(ServerConfig config, Monitor monitor) throws IOException;

    /** Has {@code resource} closed when the server has been. */
    final <T extends AutoCloseable> T closeLater(T resource) {
        owned.add(resource);
        return resource;
    }

    /** It serves, whoever reads the line that says where. */
    @Override
    final boolean isItsOutput() {
        return false;
    }

    @Override
    final int run(PrintStream out) throws Exception {
        try {
            return serve(out);
        } finally {
            for (AutoCloseable resource : owned) resource.close();
        }
    }

    private int serve(PrintStream out) throws Exception {
        Path settings = configFile.orNull();
        if (settings != null) ConfigFile.read(settings, this);
        ServerConfig config = config();
        Monitor monitor = new Monitor();
        Handler handler = handler(config, monitor);
        List<Systemd.Passed> passed = Systemd.sockets();
        InetSocketAddress address = address(port.get());
        Integer securePort = secure.port();
        TlsContext tls = securePort == null ? null : secure.context();
        FaultReport faults = faults();
        Ending ending = Ending.onSignals();
        boolean failed;
        try (AccessLog log = accessLog.open(out, faults);
                Server server = start(config, handler, faults, log)) {
            monitor.watch(server, log);
            String ready = passed.isEmpty() ? listen(server, address, tls) : takeOver(server, passed, tls);
            Signals.on("HUP", () -> {
                if (log != null) log.reopen();
                if (tls != null) secure.reload(tls);
            });
            monitor.ready();
            out.print(ready);
            out.flush();
            tell("READY=1");
            Thread.startVirtualThread(() -> {
                server.awaitClosed();
                ending.now();
            });
            ending.await();
            tell("STOPPING=1");
            monitor.draining();
            failed = server.hasFailed();
            // Whoever asks for health gets to know; a second signal ends this at once.
            if (!failed) Thread.sleep(drainDelay.get());
        }
        return failed ? Main.FAILED : Main.OK;
    }

    /** Listens where the options say, and returns the lines that say so. */
    private String listen(Server server, InetSocketAddress address, @Nullable TlsContext tls) {
        StringBuilder ready = new StringBuilder();
        line(ready, "http", listen(address, server::listen));
        Integer securePort = secure.port();
        if (tls != null && securePort != null) {
            line(ready, "https", listen(address(securePort), at -> server.listenTls(at, tls)));
        }
        return ready.toString();
    }

    /** Listens on the sockets that systemd has opened; those named "https" speak TLS. */
    private static String takeOver(Server server, List<Systemd.Passed> passed, @Nullable TlsContext tls) {
        StringBuilder ready = new StringBuilder();
        for (Systemd.Passed socket : passed) {
            InheritedSocket inherited = InheritedSocket.of(socket.descriptor());
            boolean secured = socket.name().equals("https");
            if (secured && tls == null)
                throw new Failure("a socket named https was passed, and there is no --tls-port");
            try {
                SocketAddress bound =
                        secured && tls != null ? server.listenTls(inherited, tls) : server.listen(inherited);
                line(ready, secured ? "https" : "http", bound);
            } catch (IOException e) {
                throw new Failure(String.valueOf(e.getMessage()));
            }
        }
        return ready.toString();
    }

    private static void line(StringBuilder ready, String scheme, SocketAddress bound) {
        String where = bound instanceof InetSocketAddress inet ? scheme + "://" + text(inet) : bound.toString();
        ready.append("hawser: listening on ").append(where).append(System.lineSeparator());
    }

    private static void tell(String state) {
        try {
            Systemd.tell(state);
        } catch (IOException e) {
            System.err.println("hawser: " + e.getMessage());
        }
    }

    private ServerConfig config() {
        try {
            ServerConfig.Builder config = ServerConfig.builder()
                    .transport(transport())
                    .loops(loops.get())
                    .listening(ListenOptions.builder()
                            .backlog(backlog.get())
                            .keepAlive(keepAlive.get())
                            .userTimeout(userTimeout.get())
                            .build())
                    .proxies(proxies.orNull())
                    .write(write.get());
            return limits().into(config).build();
        } catch (IllegalArgumentException e) {
            throw misuse(LimitOptions.inWordsOfOptions(String.valueOf(e.getMessage()), options()));
        }
    }

    /** The transport that was asked for, or, where a machine forbids io_uring, the best that it has. */
    private String transport() {
        String name = transport.get().name().toLowerCase(Locale.ROOT);
        if (transport.get() != TransportName.IO_URING) return name;
        for (Transport installed : Transports.all()) {
            if (!installed.name().equals(name) || installed.isAvailable()) continue;
            String instead = Transports.auto().name();
            System.err.println("hawser: io_uring does not work here (" + installed.whyNot() + "); using " + instead);
            return instead;
        }
        return name;
    }

    private static Server start(ServerConfig config, Handler handler, FaultReport faults, @Nullable AccessLog log) {
        try {
            return Server.start(config, handler, faults, log);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Failure(String.valueOf(e.getMessage())); // A transport that does not work here.
        }
    }

    /** One line for each fault of a handler's own; where it happened only if that is asked for. */
    private static FaultReport faults() {
        boolean trace = System.getenv("HAWSER_TRACE") != null;
        return (what, fault) -> {
            System.err.println("hawser: " + what + ": " + fault);
            if (trace) fault.printStackTrace();
        };
    }

    private InetSocketAddress address(int at) {
        InetSocketAddress address = new InetSocketAddress(host.get(), at);
        if (address.isUnresolved()) throw new Failure("unknown host " + host.get());
        return address;
    }

    /** One of the ways a server listens. */
    private interface Listening {
        SocketAddress at(SocketAddress address) throws IOException;
    }

    private static SocketAddress listen(InetSocketAddress address, Listening way) {
        try {
            return way.at(address);
        } catch (IOException e) {
            throw new Failure(whyNot(address, e));
        }
    }

    /** In words of our own where the system's are known, which each transport has put into its own. */
    private static String whyNot(InetSocketAddress address, IOException e) {
        String where = text(address.getAddress());
        int port = address.getPort();
        String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (!(e instanceof BindException)) return "cannot listen on %s port %d: %s".formatted(where, port, said);
        if (said.contains("in use")) return "port %d on %s is in use".formatted(port, where);
        if (said.contains("denied")) {
            return "port %d on %s takes a privilege that this process has not: ports below 1024 often do"
                    .formatted(port, where);
        }
        if (said.contains("not available") || said.contains("cannot assign")) {
            return "%s is no address of this machine; 0.0.0.0 is all of them".formatted(where);
        }
        return "port %d on %s is not to be had: %s".formatted(port, where, e.getMessage());
    }

    private static String text(InetSocketAddress address) {
        return text(address.getAddress()) + ":" + address.getPort();
    }

    /** As it stands in a URL: without the host name, in brackets if it has colons. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        if (zone >= 0) text = text.substring(0, zone);
        return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    }

    /** An existing folder; everything else is the caller's mistake. */
    final Path folder(Path path) {
        if (Files.isDirectory(path)) {
            if (Files.isReadable(path) && Files.isExecutable(path)) return path;
            throw new Failure("cannot read %s: permission denied".formatted(path));
        }
        throw misuse((Files.exists(path) ? "not a folder: " : "no such folder: ") + path);
    }
}
