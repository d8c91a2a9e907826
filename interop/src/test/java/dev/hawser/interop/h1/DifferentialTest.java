package dev.hawser.interop.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same octets to Hawser, to Node, and to nginx in front of Node. Where requests are read in two ways, they are
 * smuggled; so each difference has to be known, and explained in differences.md.
 *
 * <p>A probe follows each case on its connection: it is answered only by a server that took the case for complete
 * requests, and goes on. A verdict is the classes of the answers in their order, with {@code probe} for the probe's;
 * {@code none} if there is no answer, {@code nonsense} behind what is no response.
 */
class DifferentialTest {

    private static final int AT_ONCE = 8;
    private static final byte[] PROBE =
            "GET /probe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    Path folder;

    private interface Dialer {
        Link dial() throws IOException;
    }

    @Test
    void everyDifferenceFromNginxAndNodeIsExplained() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("hawser.sock"));
        ServerConfig config = ServerConfig.builder().loops(1).build();
        try (Server server = Server.start(config, DifferentialTest::echo);
                PeerProcess node = PeerProcess.node(folder);
                PeerProcess nginx = PeerProcess.nginx(folder)) {
            server.listen(address);
            List<RequestCase> cases = RequestCase.all();
            Map<String, String> ours = verdicts(cases, () -> new ChannelLink(address));
            List<Difference> found = new ArrayList<>();
            found.addAll(differences(ours, "nginx", verdicts(cases, nginx::dial)));
            found.addAll(differences(ours, "Node", verdicts(cases, node::dial)));
            assertThat(unexplained(found)).isEmpty();
            assertThat(found).as("differences at all").isNotEmpty();
        }
    }

    private static Response echo(Request request) throws IOException {
        if (request.path().equals("/probe")) return Response.ok("the probe");
        return Response.ok(request.body().readAll(1 << 20));
    }

    private static List<Difference> differences(Map<String, String> ours, String peer, Map<String, String> theirs) {
        List<Difference> found = new ArrayList<>();
        theirs.forEach((id, verdict) -> {
            if (!verdict.equals(ours.get(id))) found.add(new Difference(id, ours.get(id), peer, verdict, ""));
        });
        return found;
    }

    /** Those that stand in no row of the table, as rows to be added. */
    private static List<String> unexplained(List<Difference> found) throws IOException {
        List<String> rows = new ArrayList<>();
        List<Difference> known = Difference.all();
        for (Difference one : found) {
            boolean explained = known.stream()
                    .anyMatch(row -> !row.why().isEmpty()
                            && new Difference(row.id(), row.ours(), row.peer(), row.theirs(), "").equals(one));
            if (!explained)
                rows.add("| %s | %s | %s | %s | |".formatted(one.id(), one.ours(), one.peer(), one.theirs()));
        }
        return rows;
    }

    private static Map<String, String> verdicts(List<RequestCase> cases, Dialer dialer) throws Exception {
        Map<String, Future<String>> verdicts = new HashMap<>();
        try (ExecutorService judges = Executors.newFixedThreadPool(AT_ONCE)) {
            for (RequestCase c : cases) verdicts.put(c.id(), judges.submit(() -> verdict(c, dialer)));
        }
        Map<String, String> done = new java.util.TreeMap<>();
        for (Map.Entry<String, Future<String>> one : verdicts.entrySet())
            done.put(one.getKey(), one.getValue().get());
        return done;
    }

    private static String verdict(RequestCase c, Dialer dialer) throws IOException {
        List<String> answers = new ArrayList<>();
        try (Link link = dialer.dial()) {
            send(c, link);
            ReplyReader replies = new ReplyReader(link);
            for (Reply reply; (reply = replies.next(answers.isEmpty() && c.asksForHead())) != null; ) {
                answers.add(reply.body().equals("the probe") ? "probe" : reply.status() / 100 + "xx");
            }
        } catch (IOException e) {
            answers.add("nonsense");
        }
        return answers.isEmpty() ? "none" : String.join(" ", answers);
    }

    private static void send(RequestCase c, Link link) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(c.octets());
        all.writeBytes(PROBE);
        try {
            link.send(all.toByteArray(), 0, all.size());
            link.end();
        } catch (IOException e) {
            // It has closed in the middle of what it refuses; what it said before can still be read.
        }
    }
}
