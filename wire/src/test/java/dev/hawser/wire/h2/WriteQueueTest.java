package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.BytesMut;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The way from queued content to the socket, whatever the socket takes at once. The oracle is what was committed: the
 * socket must get that, octet for octet, and a reader must find whole frames in it.
 */
class WriteQueueTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);
    private static final int[] GATHERS = {1, 2, 64, 1024};

    private final PackBlocks blocks = new PackBlocks(2048, 4);

    /** Octets of stream {@code id}, which no other stream has. */
    private static byte[] content(int id, int length) {
        byte[] out = Octets.pattern(length);
        for (int i = 0; i < length; i++) out[i] ^= (byte) (id * 37);
        return out;
    }

    private static Bytes offHeap(byte[] content) {
        BytesMut out = BytesMut.ofNative(content.length);
        out.write(content, 0, content.length);
        return out.freeze();
    }

    /** Everything that a list can hold: packed heads and pieces, heap and off-heap pieces where they lie, marks. */
    private static FrameScript busy() {
        FrameScript peer = FrameScript.silentServer(
                H2Config.builder().gatherThreshold(100).frameSize(700).build());
        peer.sends(Receiver.PREFACE, Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 3000), Octets.settingsAck());
        peer.sends(Octets.get(1), Octets.get(3, "priority", "i"), Octets.get(5, "priority", "i"), Octets.ping(1));
        peer.connection.sendResponse(1, OK, Bytes.wrap(content(1, 50)));
        peer.connection.sendResponse(3, OK);
        for (int i = 1; i < 12; i++) peer.connection.sendBody(3, Bytes.wrap(content(3, i * 23)));
        peer.connection.endBody(3, Fields.of(FieldName.ETAG, "\"x\""));
        peer.connection.sendResponse(5, OK, offHeap(content(5, 1900)));
        return peer;
    }

    private static byte[] wholeOf(FrameScript peer) {
        peer.connection.fill(peer.out, FrameScript.EVERYTHING);
        byte[] all = peer.out.copyRemaining().toByteArray();
        peer.out.clear();
        return all;
    }

    private byte[] drained(FrameScript peer, StingySocket socket) throws IOException {
        BufList out = new BufList(blocks);
        peer.connection.fill(out, FrameScript.EVERYTHING);
        while (!out.isEmpty()) out.writeTo(socket);
        return socket.taken.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 1024})
    void whateverTheSocketTakesAtOnceItGetsEveryOctetInOrder(int gather) throws IOException {
        byte[] whole = wholeOf(busy());
        assertThat(whole.length).isGreaterThan(3000);
        for (int octets = 1; octets <= whole.length; octets += octets < 200 ? 1 : 97) {
            StingySocket socket = new StingySocket(octets, gather);
            assertThat(drained(busy(), socket)).as("%d octets at once", octets).isEqualTo(whole);
            assertThat(socket.calls).isGreaterThanOrEqualTo((whole.length + octets - 1) / octets);
        }
        assertThat(blocks.outstanding()).isZero();
    }

    @Test
    void aShortWriteThatEndsAtAnyOctetIsResumedThere() throws IOException {
        byte[] whole = wholeOf(busy());
        for (int cut = 1; cut < whole.length; cut++) {
            FrameScript peer = busy();
            BufList out = new BufList(blocks);
            peer.connection.fill(out, FrameScript.EVERYTHING);
            StingySocket socket = new StingySocket(cut, 1024);
            while (socket.taken.size() < cut) {
                socket.octets = cut - socket.taken.size();
                out.writeTo(socket);
            }
            assertThat(out.remaining()).isEqualTo(whole.length - cut);
            // What comes meanwhile goes behind what is committed.
            peer.sends(Octets.ping(2));
            peer.connection.fill(out, FrameScript.EVERYTHING);
            socket.octets = Integer.MAX_VALUE;
            while (!out.isEmpty()) out.writeTo(socket);
            byte[] got = socket.taken.toByteArray();
            assertThat(Arrays.equals(got, 0, whole.length, whole, 0, whole.length))
                    .as("cut at %d", cut)
                    .isTrue();
            assertThat(Arrays.copyOfRange(got, whole.length, got.length)).isEqualTo(Octets.pingAck(2));
        }
        assertThat(blocks.outstanding()).isZero();
    }

    @Test
    void aStreamThatIsResetAtAnyOctetFinishesItsFrameAndSaysNoMore() throws IOException {
        for (boolean byPeer : new boolean[] {true, false}) {
            int committed = 0;
            for (int cut = 0; cut <= committed || cut == 0; cut++) {
                FrameScript peer = FrameScript.server(
                        H2Config.builder().frameSize(300).gatherThreshold(100).build());
                peer.sends(Octets.get(1), Octets.get(3)).forget();
                List<String> ran = new ArrayList<>();
                peer.connection.sendResponse(1, OK);
                peer.connection.sendBody(1, offHeap(content(1, 400)));
                peer.connection.sendBody(1, Bytes.wrap(content(1, 80)));
                peer.connection.markBody(1, () -> ran.add("mark"));
                peer.connection.sendResponse(3, OK, Bytes.wrap(content(3, 350)));
                BufList out = new BufList(blocks);
                peer.connection.fill(out, 200);
                committed = (int) out.remaining();
                StingySocket socket = new StingySocket(cut, 1024);
                if (cut != 0) out.writeTo(socket);
                if (byPeer) peer.sends(Octets.reset(1, 8)).tells("reset 1 CANCEL by peer");
                else peer.connection.reset(1, ErrorCode.CANCEL);
                assertThat(peer.connection.queued(1)).isZero();
                assertThat(ran).containsExactly("mark");
                socket.octets = Integer.MAX_VALUE;
                peer.connection.fill(out, FrameScript.EVERYTHING);
                while (!out.isEmpty()) out.writeTo(socket);
                List<String> frames = peer.read(socket.taken.toByteArray());
                assertThat(peer.isBetweenFrames()).as("cut at %d", cut).isTrue();
                List<String> wanted = new ArrayList<>(
                        List.of("HEADERS 1 :status=200", "HEADERS 3 :status=200 content-length=350", "DATA 1 300"));
                if (!byPeer) wanted.add("RST_STREAM 1 CANCEL");
                wanted.addAll(List.of("DATA 3 300", "DATA 3 50 END_STREAM"));
                assertThat(frames).as("cut at %d", cut).containsExactlyElementsOf(wanted);
                assertThat(peer.sent.toByteArray())
                        .isEqualTo(Octets.join(Arrays.copyOf(content(1, 400), 300), content(3, 350)));
                assertThat(peer.connection.exchanges()).isZero();
            }
            assertThat(committed).isGreaterThan(300);
        }
        assertThat(blocks.outstanding()).isZero();
    }

    @Test
    void aPriorityThatChangesWhileAFrameIsHalfSentHoldsFromTheNextFrameOn() throws IOException {
        for (int cut = 1; cut < 309; cut++) {
            FrameScript peer =
                    FrameScript.server(H2Config.builder().frameSize(300).build());
            peer.sends(Octets.get(1, "priority", "u=2"), Octets.get(3, "priority", "u=5"))
                    .forget();
            peer.connection.sendResponse(1, OK, Bytes.wrap(content(1, 900)));
            peer.connection.sendResponse(3, OK, Bytes.wrap(content(3, 900)));
            assertThat(peer.frames(1)).hasSize(1);
            assertThat(peer.frames(1)).hasSize(1);
            BufList out = new BufList(blocks);
            peer.connection.fill(out, 1);
            StingySocket socket = new StingySocket(cut, 1024);
            out.writeTo(socket);
            peer.sends(Octets.priorityUpdate(3, "u=0"));
            socket.octets = Integer.MAX_VALUE;
            peer.connection.fill(out, FrameScript.EVERYTHING);
            while (!out.isEmpty()) out.writeTo(socket);
            List<String> frames = new ArrayList<>(peer.read(socket.taken.toByteArray()));
            frames.removeIf(frame -> frame.startsWith("HEADERS"));
            assertThat(frames)
                    .as("cut at %d", cut)
                    .containsExactly(
                            "DATA 1 300",
                            "DATA 3 300",
                            "DATA 3 300",
                            "DATA 3 300 END_STREAM",
                            "DATA 1 300",
                            "DATA 1 300 END_STREAM");
        }
    }

    /** A connection under random use, beside a model that knows what each stream has queued. */
    private final class Walk {
        final Random random;
        final FrameScript peer;
        final BufList out = new BufList(blocks);
        final StingySocket socket;
        final ByteArrayOutputStream committed = new ByteArrayOutputStream();
        final List<ByteArrayOutputStream> queued = new ArrayList<>();
        final List<Integer> open = new ArrayList<>();
        final List<Integer> ended = new ArrayList<>();
        int marks;
        int marksRun;
        int next = 1;

        Walk(long seed, int gather) {
            random = new Random(seed);
            socket = new StingySocket(1, gather);
            H2Config config = H2Config.builder()
                    .gatherThreshold(1 + random.nextInt(300))
                    .frameSize(1 + random.nextInt(2000))
                    .resets(100_000, 1)
                    // Much time passes, and a stream without credit is no fault here.
                    .progress(Duration.ZERO, Duration.ZERO)
                    .build();
            peer = FrameScript.server(config, Frames.SETTINGS_INITIAL_WINDOW_SIZE, random.nextInt(5000));
        }

        void fill(long target) {
            long before = out.remaining();
            peer.connection.fill(out, target);
            byte[] all = out.copyRemaining().toByteArray();
            committed.write(all, (int) before, (int) (all.length - before));
        }

        void step() throws IOException {
            int id = open.isEmpty() ? 0 : open.get(random.nextInt(open.size()));
            switch (random.nextInt(12)) {
                case 0, 1 -> open();
                case 2, 3, 4 -> {
                    if (id != 0) queue(id);
                }
                case 5 -> {
                    if (id != 0) end(id);
                }
                case 6 -> {
                    if (id != 0) reset(id);
                }
                case 7 -> {
                    if (id != 0) peer.sends(Octets.windowUpdate(id, 1 + random.nextInt(3000)));
                    peer.sends(Octets.windowUpdate(0, 1 + random.nextInt(3000)));
                }
                case 8 ->
                    peer.sends(Octets.priorityUpdate(
                            1 + 2 * random.nextInt(next),
                            "u=" + random.nextInt(8) + (random.nextBoolean() ? ",i" : "")));
                case 9 -> {
                    if (random.nextInt(4) == 0)
                        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, random.nextInt(5000)));
                }
                default -> {
                    fill(random.nextInt(6000));
                    for (int i = random.nextInt(20); i > 0 && !out.isEmpty(); i--) {
                        socket.octets = 1 + random.nextInt(random.nextBoolean() ? 12 : 3000);
                        out.writeTo(socket);
                    }
                }
            }
            peer.now += FrameScript.SECOND;
            peer.connection.expire(peer.now);
            peer.takeEvents().events.clear();
        }

        private void open() {
            if (open.size() + ended.size() > 60) return;
            peer.sends(Octets.get(next));
            peer.connection.sendResponse(next, OK);
            open.add(next);
            next += 2;
            queued.add(new ByteArrayOutputStream());
        }

        private void queue(int id) {
            ByteArrayOutputStream so = queued.get(id / 2);
            int n = 1 + random.nextInt(random.nextBoolean() ? 50 : 3000);
            byte[] piece = Arrays.copyOfRange(content(id, so.size() + n), so.size(), so.size() + n);
            so.writeBytes(piece);
            peer.connection.sendBody(id, random.nextBoolean() ? Bytes.wrap(piece) : offHeap(piece));
            if (random.nextInt(3) == 0) {
                marks++;
                peer.connection.markBody(id, () -> marksRun++);
            }
        }

        private void end(int id) {
            open.remove((Integer) id);
            ended.add(id);
            if (random.nextBoolean()) peer.connection.endBody(id);
            else peer.connection.endBody(id, Fields.of(FieldName.ETAG, "x"));
        }

        private void reset(int id) {
            open.remove((Integer) id);
            if (random.nextBoolean()) peer.connection.reset(id, ErrorCode.CANCEL);
            else peer.sends(Octets.reset(id, 8));
        }

        /** Every window opens, everything leaves; then nothing may be left anywhere. */
        void finish() throws IOException {
            for (int id : List.copyOf(open)) end(id);
            peer.sends(Octets.windowUpdate(0, 1 << 30));
            for (int id : ended) peer.sends(Octets.windowUpdate(id, 1 << 29));
            fill(FrameScript.EVERYTHING);
            while (!out.isEmpty()) {
                socket.octets = 1 + random.nextInt(3000);
                out.writeTo(socket);
            }
            byte[] got = socket.taken.toByteArray();
            assertThat(Arrays.equals(got, committed.toByteArray()))
                    .as("all that was committed")
                    .isTrue();
            perStream(got);
            assertThat(marksRun).isEqualTo(marks);
            assertThat(peer.connection.session.isOver()).isFalse();
            assertThat(peer.connection.exchanges()).isZero();
            assertThat(peer.connection.queued()).isZero();
            assertThat(peer.connection.wantsOutput()).isFalse();
        }

        /** What is on the wire of each stream is what was queued on it, or the beginning if it was reset. */
        private void perStream(byte[] got) {
            ByteArrayOutputStream[] content = new ByteArrayOutputStream[queued.size()];
            for (int i = 0; i < content.length; i++) content[i] = new ByteArrayOutputStream();
            boolean[] over = new boolean[content.length];
            int at = 0;
            while (at < got.length) {
                int length = Frames.getInt(got, at) >>> 8;
                int type = Frames.getInt(got, at) & 0xff;
                int id = Frames.getInt(got, at + 5);
                if (id != 0) {
                    assertThat(over[id / 2])
                            .as("frame %d behind the end of stream %d", type, id)
                            .isFalse();
                    if (type == Frames.DATA) content[id / 2].write(got, at + 9, length);
                    over[id / 2] = type == Frames.RST_STREAM || (got[at + 4] & Frames.END_STREAM) != 0;
                }
                at += 9 + length;
            }
            assertThat(at).isEqualTo(got.length);
            for (int i = 0; i < content.length; i++) {
                byte[] sent = content[i].toByteArray();
                byte[] wanted = queued.get(i).toByteArray();
                if (ended.contains(2 * i + 1)) assertThat(sent).hasSize(wanted.length);
                assertThat(Arrays.equals(sent, 0, sent.length, wanted, 0, Math.min(sent.length, wanted.length)))
                        .as("content of stream %d", 2 * i + 1)
                        .isTrue();
            }
        }
    }

    @Test
    void randomUseLosesNothingTearsNothingAndLeavesNothing() throws IOException {
        for (int seed = 0; seed < 160; seed++) {
            Walk walk = new Walk(seed, GATHERS[seed % 4]);
            for (int i = 0; i < 300; i++) walk.step();
            walk.finish();
        }
        assertThat(blocks.outstanding()).isZero();
    }
}
