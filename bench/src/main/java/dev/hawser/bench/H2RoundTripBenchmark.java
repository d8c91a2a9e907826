package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Handler;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.testkit.H2Probe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One stream, one request in flight, over loopback: whether gathering many frames costs the one who waits for a single one.
 * FRAME writes each large frame by itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class H2RoundTripBenchmark {

    /** Octets of the response's content. */
    @Param({"13", "1024", "65536"})
    int size;

    /** How content becomes write calls. */
    @Param({"FRAME", "GATHER"})
    ServerConfig.WriteMode mode;

    private Server server;
    private H2Probe probe;

    /** Starts a server of one loop and connects to it. */
    @Setup
    public void start() throws IOException {
        Bytes content = Bytes.wrap(Arena.global().allocate(size));
        ServerConfig config = ServerConfig.builder()
                .loops(1)
                .write(mode)
                .drainTimeout(Duration.ofMillis(100))
                .build();
        server = Server.start(config, Handler.nonBlocking(request -> Response.ok(content)));
        probe = new H2Probe(server.listen("127.0.0.1", 0));
    }

    /** Ends both. */
    @TearDown
    public void stop() throws IOException {
        probe.close();
        server.close();
    }

    /** A request and its whole response. */
    @Benchmark
    public long roundTrip() throws IOException {
        return probe.ask("/", 1);
    }
}
