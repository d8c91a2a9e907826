package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.http.ServerStats;
import dev.hawser.transport.ListenOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Peers that are gone without a word: no FIN, no RST, nothing that answers. What still ends their connections. */
class VanishedPeerTest {

    private static final List<String> ALL = List.of("nio", "epoll", "io_uring");

    /** Longer than a test may take: what ends a connection is not this. */
    private static final Duration NEVER = Duration.ofMinutes(10);

    /** What the peer has done when it vanishes. */
    private enum Peer {
        /** It reads an answer that is not over yet, in HTTP/1.1. */
        READING {
            @Override
            void begin(int port, List<AutoCloseable> open) throws Exception {
                RawConnection raw = new RawConnection(port);
                open.add(raw);
                raw.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n").readHead();
            }
        },
        /** The same in HTTP/2. */
        READING_STREAM {
            @Override
            void begin(int port, List<AutoCloseable> open) throws Exception {
                Http2Peer peer = Http2Peer.deaf(port).begin(4, 1 << 30);
                open.add(peer);
                byte[] settingsSeen = H2Frames.frame(4, 1, 0);
                peer.send(settingsSeen, H2Frames.widen(0, 1 << 30), H2Frames.get(1, "/"));
            }
        },
        /** It has sent the beginning of a request's content. */
        SENDING {
            @Override
            void begin(int port, List<AutoCloseable> open) throws Exception {
                RawConnection raw = new RawConnection(port);
                open.add(raw);
                raw.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\nabc");
            }
        },
        /** It has been answered, and kept its connection. */
        IDLE {
            @Override
            void begin(int port, List<AutoCloseable> open) throws Exception {
                RawConnection raw = new RawConnection(port);
                open.add(raw);
                raw.send("GET /small HTTP/1.1\r\nHost: here\r\n\r\n").readResponse();
            }
        };

        /** Sets the connection up, by the calling thread. */
        abstract void begin(int port, List<AutoCloseable> open) throws Exception;
    }

    private static void vanish(
            Network network, List<String> transports, UnaryOperator<ServerConfig.Builder> how, Peer... peers)
            throws Exception {
        List<AutoCloseable> open = new ArrayList<>();
        List<Server> servers = new ArrayList<>();
        try {
            for (String transport : transports) {
                ServerConfig config = how.apply(ServerConfig.builder()
                                .transport(transport)
                                .loops(1)
                                .headTimeout(NEVER)
                                .idleTimeout(NEVER)
                                .bodyTimeout(NEVER)
                                .writeTimeout(NEVER))
                        .build();
                Server server = Server.start(config, request -> {
                    request.body().readAll(1 << 20);
                    return Response.ok(
                            request.path().equals("/small") ? Bytes.of("small") : Bytes.wrap(new byte[64 << 20]));
                });
                servers.add(server);
                open.add(server);
                int port = server.listen("127.0.0.1", 0).getPort();
                for (Peer peer : peers) peer.begin(port, open);
            }
            // Requests and not connections: on a slow machine what is tested may end one before all the others are
            // there.
            for (Server server : servers) await(server, "requests", peers.length, ServerStats::requests);
            network.cut();
            for (Server server : servers) await(server, "connections", 0, ServerStats::connections);
        } finally {
            for (AutoCloseable each : open.reversed()) each.close();
        }
    }

    private static void await(Server server, String what, long want, ToLongFunction<ServerStats> count)
            throws InterruptedException {
        // Short of ten seconds: after these, what was never acknowledged or taken ends by other limits.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
        while (count.applyAsLong(server.stats()) != want) {
            assertThat(System.nanoTime())
                    .as("%s: %d %s, want %d", server.transport(), count.applyAsLong(server.stats()), what, want)
                    .isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void octetsThatNobodyAcknowledgesEndAConnectionAfterTheUserTimeout() throws Exception {
        ListenOptions listening =
                ListenOptions.builder().userTimeout(Duration.ofSeconds(2)).build();
        // The JDK has no such option: NIO has the test below.
        Network.alone(network -> {
            network.queue("20mbit", 100_000);
            vanish(
                    network,
                    List.of("epoll", "io_uring"),
                    config -> config.listening(listening),
                    Peer.READING,
                    Peer.READING_STREAM);
        });
    }

    @Test
    void octetsThatNobodyTakesEndAConnectionAfterTheWriteTimeout() throws Exception {
        Network.alone(network -> {
            network.queue("20mbit", 100_000);
            vanish(
                    network,
                    ALL,
                    config -> config.writeTimeout(Duration.ofSeconds(2)),
                    Peer.READING,
                    Peer.READING_STREAM);
        });
    }

    @Test
    void contentThatDoesNotComeEndsAConnectionAfterTheBodyTimeout() throws Exception {
        Network.alone(network -> vanish(
                network,
                ALL,
                config -> config.bodyTimeout(Duration.ofMillis(500)).lingerTime(Duration.ofMillis(100)),
                Peer.SENDING));
    }

    @Test
    void anIdleConnectionThatNobodyAnswersOnEndsByKeepAlive() throws Exception {
        ListenOptions listening = ListenOptions.builder().keepAlive(true).build();
        Network.alone(network -> {
            network.set("tcp_keepalive_time", 1);
            network.set("tcp_keepalive_intvl", 1);
            network.set("tcp_keepalive_probes", 1);
            vanish(network, ALL, config -> config.listening(listening), Peer.IDLE);
        });
    }
}
