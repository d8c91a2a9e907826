package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A script plays systemd: it opens the socket, passes it on, and hears how the service is. */
class SystemdTest {

    /** Arguments: the path of the notify socket, then the command. Says the port, then what it hears. */
    private static final String SYSTEMD = """
            use strict; use Socket; $| = 1;
            my $path = shift @ARGV;
            socket(my $notify, AF_UNIX, SOCK_DGRAM, 0) or die $!;
            bind($notify, sockaddr_un($path)) or die $!;
            socket(my $web, AF_INET, SOCK_STREAM, 0) or die $!;
            bind($web, sockaddr_in(0, INADDR_LOOPBACK)) or die $!;
            listen($web, 100) or die $!;
            my ($port) = sockaddr_in(getsockname($web));
            print "port $port\\n";
            my $child = fork();
            if (!$child) {
                require POSIX;
                POSIX::dup2(fileno($web), 3);
                $^F = 3;
                @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES NOTIFY_SOCKET)} = ($$, 1, "http", $path);
                exec(@ARGV) or die $!;
            }
            $SIG{TERM} = sub { kill "TERM", $child };
            my $heard = "";
            while ($heard ne "STOPPING=1") {
                next unless defined recv($notify, $heard, 1000, 0);
                print "$heard\\n";
            }
            waitpid($child, 0);
            print "exit ", $? >> 8, "\\n";
            """;

    @TempDir
    private Path folder;

    @Test
    // Whoever waits for a line that does not come waits where no interrupt is heard.
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSocketIsTakenOverAndTheServiceSaysHowItIs() throws Exception {
        Path script = Files.writeString(folder.resolve("systemd.pl"), SYSTEMD);
        List<String> command = HawserProcess.commandLine("demo", "--transport", "epoll", "--loops", "2");
        command.addAll(
                0, List.of("perl", script.toString(), folder.resolve("notify").toString()));
        Process systemd = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(systemd.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(lines.readLine().substring(5));
            // Who connects before the service is there waits for it.
            try (RawConnection early = new RawConnection(port)) {
                early.send("GET /plain HTTP/1.1\r\nHost: here\r\n\r\n");
                assertThat(lines.readLine())
                        .as("%s", Files.readString(folder.resolve("err")))
                        .isEqualTo("hawser: listening on http://127.0.0.1:" + port);
                assertThat(lines.readLine()).isEqualTo("READY=1");
                assertThat(early.readResponse()).endsWith("Hello, World!");
            }
            systemd.toHandle().destroy(); // Process.destroy would close its output, which is still to be read.
            assertThat(lines.readLine()).isEqualTo("STOPPING=1");
            assertThat(lines.readLine()).isEqualTo("exit 0");
            assertThat(systemd.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            systemd.descendants().forEach(ProcessHandle::destroyForcibly);
            systemd.destroyForcibly();
        }
    }
}
