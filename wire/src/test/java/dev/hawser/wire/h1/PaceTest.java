package dev.hawser.wire.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Content that comes an octet now and then is meant to hold the connection, and is ended like content that stops. */
class PaceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static ServerScript posts(String framing, int rate) {
        ServerScript script =
                new ServerScript(H1Config.builder().contentRate(rate).build());
        script.receives("POST / HTTP/1.1\r\nHost: here\r\n" + framing + "\r\n\r\n");
        return script;
    }

    /** How many seconds it lives when so much comes each second; 100 when it lives on. */
    private static int livesFor(ServerScript script, String eachSecond) {
        for (int second = 1; second < 100; second++) {
            script.receives(eachSecond);
            script.waits(SECOND);
            if (script.sends().startsWith("HTTP/1.1 408 ")) return second;
        }
        return 100;
    }

    @Test
    void contentThatComesTooSlowlyIsEndedAfterItsPeriod() {
        assertThat(livesFor(posts("Content-Length: 100000", 10), "123456789")).isEqualTo(30);
    }

    @Test
    void contentThatComesFastEnoughLives() {
        assertThat(livesFor(posts("Content-Length: 100000", 10), "1234567890")).isEqualTo(100);
    }

    @Test
    void anyPaceWillDoWhereNoneIsAskedFor() {
        assertThat(livesFor(posts("Content-Length: 100000", 0), "1")).isEqualTo(100);
    }

    @Test
    void contentOfUnknownLengthMayBeAStreamOfEvents() {
        assertThat(livesFor(posts("Transfer-Encoding: chunked", 10), "1\r\nx\r\n"))
                .isEqualTo(100);
    }

    @Test
    void whoHadToWaitHasAPeriodAnew() {
        Pace pace = new Pace(H1Config.builder().contentRate(10).build());
        pace.begin(0, 0);
        pace.restart();
        assertThat(pace.isTooSlow(SECOND.toNanos() * 40, 0)).isFalse();
        assertThat(pace.isTooSlow(SECOND.toNanos() * 69, 0)).isFalse();
        assertThat(pace.isTooSlow(SECOND.toNanos() * 70, 299)).isTrue();
    }
}
