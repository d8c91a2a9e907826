package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/**
 * A download by a link of a certain bandwidth and delay, millisecond by millisecond: the client's windows grow until the
 * link is full, and no further than that.
 */
class BandwidthTest {

    private static final long MILLI = 1_000_000L;
    private static final int PER_MILLI = 50_000;

    /** What is on its way. */
    private record Flying<T>(long due, T what) {}

    private static final class Link {
        final FrameScript client = FrameScript.client();
        final ArrayDeque<Flying<byte[]>> down = new ArrayDeque<>();
        final ArrayDeque<Flying<String>> up = new ArrayDeque<>();
        final int delay;

        /** As the server knows them. */
        long stream = 1 << 20;

        long connection = 4 << 20;
        int initial = 1 << 20;
        int pings;
        long now;
        long room;

        Link(int delayMillis) {
            delay = delayMillis;
            RequestHead get =
                    RequestHead.builder(Method.GET, "/").authority("h").build();
            client.connection.sendRequest(get, Bytes.empty());
            client.forget();
            send(Octets.frame(Frames.HEADERS, Frames.END_HEADERS, 1, new byte[] {(byte) 0x88}));
        }

        private void send(byte[] frame) {
            down.add(new Flying<>(now + delay, frame));
        }

        /** Lets {@code millis} pass; returns how many octets of content came. */
        long pass(int millis) {
            long come = 0;
            for (int i = 0; i < millis; i++) {
                now++;
                while (!up.isEmpty() && up.peek().due() <= now) hear(up.poll().what());
                room = Math.min(room + PER_MILLI, 2 * PER_MILLI);
                byte[] frame = Octets.data(1, Frames.DEFAULT_FRAME_SIZE);
                while (room >= frame.length && Math.min(stream, connection) >= Frames.DEFAULT_FRAME_SIZE) {
                    room -= frame.length;
                    stream -= Frames.DEFAULT_FRAME_SIZE;
                    connection -= Frames.DEFAULT_FRAME_SIZE;
                    send(frame);
                }
                client.now = 5 * FrameScript.SECOND + now * MILLI;
                while (!down.isEmpty() && down.peek().due() <= now)
                    client.sends(down.poll().what());
                come += client.content.size();
                client.content.reset();
                client.events.clear();
                for (String said : client.frames()) up.add(new Flying<>(now + delay, said));
            }
            return come;
        }

        private void hear(String frame) {
            String[] words = frame.split(" ");
            switch (words[0]) {
                case "WINDOW_UPDATE" -> {
                    if (words[1].equals("0")) connection += Long.parseLong(words[2]);
                    else stream += Long.parseLong(words[2]);
                }
                case "PING" -> {
                    pings++;
                    send(Octets.pingAck(Long.parseLong(words[1])));
                }
                case "SETTINGS" -> {
                    if (words[1].equals("ack")) return;
                    int size = Integer.parseInt(words[1].substring("4=".length()));
                    stream += size - initial;
                    initial = size;
                    send(Octets.settingsAck());
                }
                default -> throw new AssertionError(frame);
            }
        }
    }

    @Test
    void aLongFatLinkIsFilledByWindowsThatGrowToSixteenMebibytes() {
        Link link = new Link(100);
        // A window of 1 MiB in 200 ms is a tenth of what the link carries.
        assertThat(link.pass(400)).isLessThan(400 * PER_MILLI / 4);
        link.pass(3_000);
        assertThat(link.initial).isEqualTo(16 << 20);
        assertThat(link.pass(1_000)).isGreaterThan(1_000L * PER_MILLI * 9 / 10);
        assertThat(link.client.connection.counters().limitHits).isZero();
        // What has grown as far as it may is not measured any more.
        int pings = link.pings;
        link.pass(1_000);
        assertThat(link.pings).isEqualTo(pings);
    }

    @Test
    void aShortLinkIsFilledByWindowsAsTheyAreAndSeldomAsked() {
        Link link = new Link(1);
        assertThat(link.pass(1_000)).isGreaterThan(1_000L * PER_MILLI * 9 / 10);
        assertThat(link.initial).isEqualTo(1 << 20);
        assertThat(link.pings).isBetween(1, 5);
    }
}
