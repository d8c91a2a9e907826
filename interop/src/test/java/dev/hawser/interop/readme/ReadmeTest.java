package dev.hawser.interop.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Call;
import dev.hawser.http.Client;
import dev.hawser.http.Handler;
import dev.hawser.http.Reply;
import dev.hawser.http.Response;
import dev.hawser.http.ReverseProxy;
import dev.hawser.http.Router;
import dev.hawser.http.Server;
import dev.hawser.http.Tunnel;
import dev.hawser.http.websocket.Message;
import dev.hawser.http.websocket.WebSocket;
import dev.hawser.http.websocket.WebSocketConfig;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SubmissionPublisher;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README, docs/serving.md and docs/client.md show is compiled code, to the letter, and does what they say. */
final class ReadmeTest {

    private static final Path HERE = Path.of("src/test/java/dev/hawser/interop/readme");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)\n```", Pattern.DOTALL);

    /** What stands between pairs of marks in the classes beside this one. */
    private static List<String> snippets() throws IOException {
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(HERE)) {
            for (Path file :
                    files.filter(path -> !path.endsWith("ReadmeTest.java")).toList()) {
                String[] parts = Files.readString(file).split("    // README\n", -1);
                assertThat(parts.length % 2)
                        .as("marks in %s come in pairs", file)
                        .isOne();
                for (int i = 1; i < parts.length; i += 2)
                    all.add(parts[i].stripTrailing().stripIndent().strip());
            }
        }
        return all;
    }

    private static List<String> shown(String page) throws IOException {
        String text = Files.readString(Path.of("..", page));
        return BLOCK.matcher(text)
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/serving.md", "docs/client.md"})
    void onlyCodeThatCompilesIsShown(String page) throws IOException {
        assertThat(shown(page)).isNotEmpty();
        assertThat(snippets()).containsAll(shown(page));
    }

    @Test
    void allThatIsMarkedIsShown() throws IOException {
        List<String> shown = new ArrayList<>(shown("README.md"));
        shown.addAll(shown("docs/serving.md"));
        shown.addAll(shown("docs/client.md"));
        assertThat(shown).containsAll(snippets());
    }

    @Test
    void theClientOfTheReadmeIsGreeted() throws IOException {
        Router routes = Router.builder()
                .get("/users/{name}", request -> Response.ok("Hello, " + request.parameter("name") + "!\n"))
                .build();
        served(
                routes,
                (client, url) -> assertThat(HelloClient.greeting(client, url)).isEqualTo("200 Hello, you!\n"));
    }

    @Test
    void whatIsAskedForIsSavedUploadedAndGathered(@TempDir Path folder) throws IOException {
        Router routes = Router.builder()
                .get("/name/{name}", request -> Response.ok(request.parameter("name")))
                .post("/lines", request -> Response.ok(request.body().readAll(1000)))
                .build();
        Path file = folder.resolve("saved");
        served(routes, (client, url) -> {
            assertThat(Asking.saved(client, url + "/name/saved", file)).isEqualTo(5);
            CRC32 sum = new CRC32();
            sum.update(Files.readAllBytes(file));
            assertThat(Asking.summed(client, url + "/name/saved")).isEqualTo(sum.getValue());
            assertThat(file).hasContent("saved");
            assertThatThrownBy(() -> Asking.saved(client, url + "/none", file)).hasMessageContaining("404");
            assertThat(Asking.uploaded(client, url + "/lines", List.of("one", "two")))
                    .isEqualTo("one\ntwo\n");
            assertThat(Asking.all(client, List.of(url + "/name/a", url + "/name/b")))
                    .containsExactly("a", "b");
            try (Client own = Asking.client();
                    Reply reply = Asking.paid(own, Call.get(url + "/name/paid"))) {
                assertThat(reply.text(100)).isEqualTo("paid");
            }
        });
    }

    private interface Use {
        void of(Client client, String url) throws Exception;
    }

    private static void served(Handler handler, Use use) {
        try (Server server = Server.start(handler);
                Client client = Client.create()) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            use.of(client, "http://127.0.0.1:" + address.getPort());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void filesAreServedBelowTheirMount(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.txt"), "text");
        Files.writeString(folder.resolve("missing.html"), "not here");
        served(Serving.files(folder), (client, url) -> {
            try (Reply file = client.get(url + "/files/a.txt");
                    Reply none = client.get(url + "/files/b.txt");
                    Reply list = client.get(url + "/files/")) {
                assertThat(file.text(100)).isEqualTo("text");
                assertThat(none.status().code()).isEqualTo(404);
                assertThat(none.text(100)).isEqualTo("not here");
                assertThat(list.text(10_000)).contains("a.txt");
            }
        });
    }

    @Test
    void whatIsStreamedEndsWithItsSum() {
        served(Serving::checked, (client, url) -> {
            Call call = Call.builder(Method.POST, url + "/").body("123456789").build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("123456789");
                assertThat(reply.body().trailers().get("X-Checksum")).isEqualTo("cbf43926");
            }
        });
    }

    @Test
    void whatIsTakenOnTheLoopIsSummedUp() {
        served(Serving.hashing(), (client, url) -> {
            Call call = Call.builder(Method.POST, url + "/").body("123456789").build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("cbf43926");
            }
        });
    }

    @Test
    void hintsComeFirst() {
        served(Serving::hinted, (client, url) -> {
            List<Integer> seen = new ArrayList<>();
            Call call = Call.builder(Method.GET, url + "/")
                    .onInformational(head -> seen.add(head.status().code()))
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).startsWith("The page itself");
            }
            assertThat(seen).containsExactly(103);
        });
    }

    @Test
    void publishersAreContentBothWays() {
        Handler handler = request -> {
            if (request.method().equals(Method.POST)) return Serving.mirrored(request);
            SubmissionPublisher<Bytes> rows = new SubmissionPublisher<>();
            Thread.startVirtualThread(() -> {
                while (!rows.hasSubscribers()) Thread.onSpinWait();
                rows.submit(Bytes.of("{\"n\":1}\n"));
                rows.submit(Bytes.of("{\"n\":2}\n"));
                rows.close();
            });
            return Serving.published(rows);
        };
        served(handler, (client, url) -> {
            try (Reply reply = client.get(url + "/")) {
                assertThat(reply.text(100)).isEqualTo("{\"n\":1}\n{\"n\":2}\n");
            }
            Call call = Call.builder(Method.POST, url + "/").body("rows").build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("rows");
            }
        });
    }

    @Test
    void theClockGoesOnWhereItWasLeft() {
        served(Serving::clock, (client, url) -> {
            Call call = Call.builder(Method.GET, url + "/")
                    .field("Last-Event-ID", "41")
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.body().read()).isEqualTo(Bytes.of("id: 42\ndata: tick\n\n"));
            }
        });
    }

    @Test
    void theChatAnswers() {
        served(Router.builder().get("/chat", Serving.CHAT).build(), (client, url) -> {
            String there = url.replace("http:", "ws:") + "/chat";
            try (WebSocket socket = WebSocket.connect(client, there, WebSocketConfig.defaults())) {
                socket.send("hello");
                assertThat(socket.receive()).isEqualTo(new Message.Text("You said: hello"));
            }
        });
    }

    @Test
    void theTunnelEchoes() {
        served(Serving::echo, (client, url) -> {
            Call call = Call.builder(Method.GET, url + "/").upgrade("echo").build();
            try (Reply reply = client.send(call)) {
                Tunnel tunnel = reply.tunnel();
                assertThat(tunnel).isNotNull();
                tunnel.write(Bytes.of("back and forth"));
                assertThat(tunnel.read()).isEqualTo(Bytes.of("back and forth"));
                tunnel.close();
            }
            try (Reply refused = client.get(url + "/")) {
                assertThat(refused.status().code()).isEqualTo(426);
            }
        });
    }

    @Test
    void whatIsNotTheShopsGoesElsewhereAndHasItsPages() {
        try (ReverseProxy shop = ReverseProxy.to("http://127.0.0.1:1")) {
            Handler front = Serving.withPages(Serving.front(shop, request -> Response.text(Status.NOT_FOUND, "plain")));
            served(front, (client, url) -> {
                try (Reply none = client.get(url + "/none");
                        Reply down = client.get(url + "/shop/a")) {
                    assertThat(none.status().code()).isEqualTo(404);
                    assertThat(none.text(100)).startsWith("There is no such page");
                    assertThat(down.status().code()).isEqualTo(502);
                    assertThat(down.text(100)).isEqualTo("Sorry: Bad Gateway\n");
                }
            });
        }
        try (ReverseProxy shop = Serving.shop()) {
            assertThat(shop.healthy()).isBetween(0, 2);
        }
    }
}
