package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsConfig;
import dev.hawser.transport.tls.TlsContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that cannot be trusted or understood: one line that says why, and exit code 1. */
class AskingFailsTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String command, String url) {
        List<String> line = command.equals("get") ? List.of("get", url) : List.of("load", "-n", "1", "-c", "1", url);
        return Main.run(
                List.of(new GetCommand(), new LoadCommand()),
                line.toArray(new String[0]),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "load"})
    void aCertificateThatNobodyVouchesFor(String command) throws Exception {
        TlsConfig tls = TlsConfig.builder()
                .certificates(DevCertificate.create(Instant.now()))
                .build();
        try (Server server = Server.start(request -> Response.ok("x"))) {
            int port = server.listenTls("127.0.0.1", 0, TlsContext.server(tls)).getPort();
            assertThat(run(command, "https://localhost:" + port + "/")).isEqualTo(1);
            assertThat(err.toString(UTF_8))
                    .hasLineCount(1)
                    .startsWith("hawser " + command + ": ")
                    .contains("TLS handshake failed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "get, 'SSH-2.0-OpenSSH_9.2\r\n', the server broke the protocol",
        "load, 'SSH-2.0-OpenSSH_9.2\r\n', PROTOCOL_ERROR",
        "get, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', in the middle of a response",
        "load, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf', no request was answered"
    })
    void anAnswerThatIsNoHttpOrBreaksOff(String command, String answer, String said) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAll(listener, answer));
            assertThat(run(command, "http://127.0.0.1:" + listener.getLocalPort() + "/"))
                    .isEqualTo(1);
            assertThat(err.toString(UTF_8))
                    .hasLineCount(1)
                    .startsWith("hawser " + command + ": ")
                    .contains(said);
        }
    }

    @Test
    void whatHasComeOfContentThatBreaksOffStaysAndIsCounted(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("part");
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAll(listener, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
            String[] line = {"get", "-o", file.toString(), "http://127.0.0.1:" + listener.getLocalPort() + "/"};
            int code = Main.run(
                    List.of(new GetCommand()),
                    line,
                    new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                    new PrintStream(err, true, UTF_8));
            assertThat(code).isEqualTo(1);
            assertThat(err.toString(UTF_8)).hasLineCount(1).contains("in the middle", file + " has 4 of 9 octets");
            assertThat(file).hasContent("half");
        }
    }

    private static void answerAll(ServerSocket listener, String answer) {
        try {
            while (true) {
                try (Socket socket = listener.accept()) {
                    byte[] request = new byte[4096];
                    if (socket.getInputStream().read(request) > 0) {
                        socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                    }
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }
}
