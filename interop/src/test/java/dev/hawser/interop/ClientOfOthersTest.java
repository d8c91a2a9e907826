package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.hawser.bytes.Bytes;
import dev.hawser.http.Call;
import dev.hawser.http.CallException;
import dev.hawser.http.Client;
import dev.hawser.http.ClientConfig;
import dev.hawser.http.Reply;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.message.FieldName;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hawser's client and the servers that are out there. */
class ClientOfOthersTest {

    private static final byte[] NOISE = noise();

    @TempDir
    Path folder;

    private static byte[] noise() {
        byte[] octets = new byte[1 << 20];
        new Random(8).nextBytes(octets);
        return octets;
    }

    private static Client client(HttpVersion version) {
        return Client.create(ClientConfig.builder().loops(1).versions(version).build());
    }

    private static String base(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static Bytes get(Client client, String url) throws IOException {
        try (Reply reply = client.get(url)) {
            assertThat(reply.status().code()).isEqualTo(200);
            return reply.body().readAll(2 << 20);
        }
    }

    /** Content of all sizes back from a server that sends back what it gets, known and unknown in length. */
    private static void echoes(Client client, String url) throws IOException {
        for (int size : new int[] {0, 1, 1000, 70_000, NOISE.length}) {
            Bytes content = Bytes.copyOf(NOISE, 0, size);
            for (Call call : List.of(
                    Call.builder(Method.POST, url).body(content).build(),
                    Call.builder(Method.POST, url)
                            .writing(sink -> {
                                for (int at = 0; at < size; at += 7_000) {
                                    sink.write(content.slice(at, Math.min(size, at + 7_000)));
                                }
                            })
                            .build())) {
                try (Reply reply = client.send(call)) {
                    assertThat(reply.status().code()).isEqualTo(200);
                    assertThat(reply.body().readAll(2 << 20)).isEqualTo(content);
                }
            }
        }
    }

    private static void manyAtOnce(Client client, String url, Bytes expected) throws Exception {
        List<CompletableFuture<Bytes>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Bytes> call = new CompletableFuture<>();
            calls.add(call);
            Thread.startVirtualThread(() -> {
                try (Reply reply = client.get(url)) {
                    call.complete(reply.body().readAll(2 << 20));
                } catch (IOException e) {
                    call.completeExceptionally(e);
                }
            });
        }
        for (CompletableFuture<Bytes> call : calls) {
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo(expected);
        }
    }

    private static void restsAfter(Client client) {
        assertThat(client.stats().exchanges()).isZero();
        assertThat(client.stats().waiting()).isZero();
    }

    // ---------------------------------------------------------------- nginx

    /** nginx closes a connection after few requests, as it does in the field after many; nobody may notice. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void nginx(HttpVersion version) throws Exception {
        Tool.assumeInstalled("nginx");
        int port = ForeignServer.freePort();
        Files.write(folder.resolve("noise"), NOISE);
        Path config = folder.resolve("nginx.conf");
        Files.writeString(config, """
                daemon off;
                master_process off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events { }
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    keepalive_requests 20;
                    gzip on;
                    gzip_types application/json;
                    server {
                        listen 127.0.0.1:%2$d%3$s;
                        root %1$s;
                        location = /plain { return 200 "Hello"; }
                        location = /moved { return 302 /plain; }
                    }
                }
                """.formatted(folder, port, version == HttpVersion.HTTP_2 ? " http2" : ""));
        Files.writeString(folder.resolve("packed.json"), "{\"a\": 1}".repeat(1000));
        List<String> command = List.of("nginx", "-c", config.toString(), "-e", folder + "/error.log");
        try (ForeignServer server = ForeignServer.start(folder, command, port);
                Client client = client(version)) {
            assertThat(get(client, base(port) + "/noise")).isEqualTo(Bytes.wrap(NOISE));
            assertThat(get(client, base(port) + "/moved")).isEqualTo(Bytes.of("Hello"));
            assertThat(get(client, base(port) + "/packed.json").length()).isEqualTo(8_000);
            for (int i = 0; i < 5; i++) manyAtOnce(client, base(port) + "/plain", Bytes.of("Hello"));
            assertThat(client.stats().opened()).isGreaterThan(1);
            restsAfter(client);
            assertThat(server).isNotNull();
        }
    }

    // ---------------------------------------------------------------- nghttpd

    @Test
    void nghttpd() throws Exception {
        Tool.assumeInstalled("nghttpd");
        int port = ForeignServer.freePort();
        Files.write(folder.resolve("noise"), NOISE);
        List<String> command =
                List.of("nghttpd", "--no-tls", "--echo-upload", "-a", "127.0.0.1", "-d", folder.toString(), "" + port);
        try (ForeignServer server = ForeignServer.start(folder, command, port);
                Client client = client(HttpVersion.HTTP_2)) {
            assertThat(get(client, base(port) + "/noise")).isEqualTo(Bytes.wrap(NOISE));
            manyAtOnce(client, base(port) + "/noise", Bytes.wrap(NOISE));
            for (int size : new int[] {1, 70_000, NOISE.length}) {
                Bytes content = Bytes.copyOf(NOISE, 0, size);
                Call call = Call.builder(Method.POST, base(port) + "/echo")
                        .body(content)
                        .build();
                try (Reply reply = client.send(call)) {
                    assertThat(reply.body().readAll(2 << 20)).isEqualTo(content);
                }
            }
            assertThat(client.stats().opened()).isEqualTo(1);
            restsAfter(client);
            assertThat(server).isNotNull();
        }
    }

    // ---------------------------------------------------------------- Node

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void node(HttpVersion version) throws Exception {
        Tool.assumeInstalled("node");
        int one = ForeignServer.freePort();
        int two = ForeignServer.freePort();
        Path script = folder.resolve("server.js");
        try (var resource = ClientOfOthersTest.class.getResourceAsStream("/node/server.js")) {
            Files.copy(resource, script);
        }
        int port = version == HttpVersion.HTTP_2 ? two : one;
        try (ForeignServer server =
                        ForeignServer.start(folder, List.of("node", script.toString(), "" + one, "" + two), one, two);
                Client client = client(version)) {
            echoes(client, base(port) + "/echo");
            manyAtOnce(client, base(port) + "/bytes/3", Bytes.of("xxx"));
            try (Reply reply = client.get(base(port) + "/trailers")) {
                assertThat(reply.text(100)).isEqualTo("content");
                assertThat(reply.body().trailers().get("x-sum")).isEqualTo("42");
            }
            List<String> hints = new ArrayList<>();
            Call hinted = Call.builder(Method.GET, base(port) + "/hints")
                    .onInformational(head -> hints.add(head.fields().get(FieldName.LINK)))
                    .build();
            try (Reply reply = client.send(hinted)) {
                assertThat(reply.text(100)).isEqualTo("hinted");
                assertThat(hints).containsExactly("</style.css>; rel=preload");
            }
            assertThatThrownBy(() -> get(client, base(port) + "/half"))
                    .isInstanceOf(version == HttpVersion.HTTP_2 ? CallException.Reset.class : CallException.Lost.class);
            Call large = Call.builder(Method.POST, base(port) + "/refuse")
                    .body(Bytes.wrap(new byte[8 << 20]))
                    .expectContinue()
                    .build();
            try (Reply reply = client.send(large)) {
                assertThat(reply.status().code()).isIn(200, 413);
            }
            assertThat(get(client, base(port) + "/bytes/5")).isEqualTo(Bytes.of("xxxxx"));
            assertThat(server).isNotNull();
        }
    }

    // ---------------------------------------------------------------- HAProxy, before a server of ours

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void haproxy(HttpVersion version) throws Exception {
        Tool.assumeInstalled("haproxy");
        AtomicInteger asked = new AtomicInteger();
        try (Server behind = Server.start(request -> {
            asked.incrementAndGet();
            Bytes content = request.body().readAll(2 << 20);
            return Response.ok(content);
        })) {
            int to = behind.listen("127.0.0.1", 0).getPort();
            int port = ForeignServer.freePort();
            Path config = folder.resolve("haproxy.cfg");
            Files.writeString(config, """
                    defaults
                        mode http
                        timeout connect 5s
                        timeout client 20s
                        timeout server 20s
                    listen all
                        bind 127.0.0.1:%d%s
                        server hawser 127.0.0.1:%d proto h2
                    """.formatted(port, version == HttpVersion.HTTP_2 ? " proto h2" : "", to));
            List<String> command = List.of("haproxy", "-db", "-f", config.toString());
            try (ForeignServer server = ForeignServer.start(folder, command, port);
                    Client client = client(version)) {
                echoes(client, base(port) + "/echo");
                manyAtOnce(client, base(port) + "/many", Bytes.empty());
                assertThat(asked.get()).isEqualTo(110);
                restsAfter(client);
                assertThat(server).isNotNull();
            }
        }
    }

    // ---------------------------------------------------------------- the JDK's server

    @Test
    void theServerOfTheJdk() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] content = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
            if (content.length != 0) exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        int port = server.getAddress().getPort();
        try (Client client = client(HttpVersion.HTTP_1_1)) {
            echoes(client, base(port) + "/");
            manyAtOnce(client, base(port) + "/", Bytes.empty());
            restsAfter(client);
        } finally {
            server.stop(0);
        }
    }
}
