package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Octets through an open connection, in both directions. */
class TlsChannelTest {

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    /** The lengths of the records in {@code octets}, head included. */
    static List<Integer> records(byte[] octets) {
        List<Integer> lengths = new ArrayList<>();
        for (int at = 0; at < octets.length; ) {
            int length = 5 + ((octets[at + 3] & 0xff) << 8 | (octets[at + 4] & 0xff));
            lengths.add(length);
            at += length;
        }
        return lengths;
    }

    private static TlsPair open(String version) {
        return new TlsPair(TlsPair.server(), TlsPair.client().protocols(version)).open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void octetsArriveAsTheyWereInBothDirections(String version) {
        TlsPair pair = open(version);
        byte[] up = noise(1 << 24);
        byte[] down = noise((1 << 24) + 1);
        pair.clientTold().channel.out().append(Bytes.wrap(up));
        pair.clientTold().channel.flush();
        pair.serverTold().channel.out().append(Bytes.wrap(down));
        pair.serverTold().channel.flush();
        pair.loop.settle();
        assertThat(pair.clientTold().channel.session().getProtocol()).isEqualTo(version);
        assertThat(Arrays.equals(pair.serverTold().read.toByteArray(), up)).isTrue();
        assertThat(Arrays.equals(pair.clientTold().read.toByteArray(), down)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void everyCutOfTheCiphertextGivesTheSamePlaintext(String version) {
        for (int cut : new int[] {1, 2, 3, 4, 5, 6, 7, 16, 61, 997, 5000, 16_405, 16_406}) {
            byte[] text = noise(cut < 50 ? 17_000 : 40_000);
            TlsPair pair = new TlsPair(TlsPair.server(), TlsPair.client().protocols(version));
            pair.serverEnd.readLimit = cut;
            pair.clientEnd.readLimit = cut;
            pair.open();
            pair.clientTold().channel.out().append(Bytes.wrap(text));
            pair.clientTold().channel.flush();
            pair.serverTold().channel.out().append(Bytes.wrap(text));
            pair.serverTold().channel.flush();
            pair.loop.settle();
            assertThat(Arrays.equals(pair.serverTold().read.toByteArray(), text))
                    .as("cut at %d", cut)
                    .isTrue();
            assertThat(Arrays.equals(pair.clientTold().read.toByteArray(), text))
                    .as("cut at %d", cut)
                    .isTrue();
        }
    }

    @Test
    void everyShortWriteIsResumedWhereItStopped() {
        for (int limit : new int[] {1, 7, 100, 4096, 16_405, 16_406, 50_000}) {
            byte[] text = noise(limit < 50 ? 17_000 : 40_000);
            TlsPair pair = new TlsPair();
            pair.clientEnd.writeLimit = limit;
            pair.serverEnd.writeLimit = limit;
            pair.open();
            TlsChannel channel = pair.serverTold().channel;
            channel.out().append(Bytes.wrap(text));
            channel.flush();
            assertThat(channel.isBlocked()).isEqualTo(limit < 40_115);
            pair.loop.settle();
            assertThat(channel.isBlocked()).isFalse();
            assertThat(Arrays.equals(pair.clientTold().read.toByteArray(), text))
                    .as("limit %d", limit)
                    .isTrue();
            assertThat(pair.serverTold().events).isEqualTo(limit < 40_115 ? List.of("drained") : List.of());
        }
    }

    @Test
    void manySmallPiecesOfOneTurnShareOneRecordAndOneWrite() {
        TlsPair pair = open("TLSv1.3");
        pair.serverEnd.sent.reset();
        pair.serverEnd.writes = 0;
        BufList out = pair.serverTold().channel.out();
        byte[] expected = new byte[32 * 125];
        for (int i = 0; i < 32; i++) {
            byte[] head = noise(25);
            out.packCopy(head, 0, 25);
            out.append(Bytes.wrap(noise(100)));
            System.arraycopy(head, 0, expected, i * 125, 25);
            System.arraycopy(noise(100), 0, expected, i * 125 + 25, 100);
        }
        pair.serverTold().channel.flush();
        pair.loop.settle();
        assertThat(records(pair.serverEnd.sent.toByteArray())).hasSize(1);
        assertThat(pair.serverEnd.writes).isEqualTo(1);
        assertThat(pair.clientTold().read.toByteArray()).isEqualTo(expected);
    }

    @Test
    void recordsAreFilledAcrossTheBordersOfPieces() {
        TlsPair pair = open("TLSv1.3");
        pair.serverEnd.sent.reset();
        BufList out = pair.serverTold().channel.out();
        for (int i = 0; i < 10; i++) { // ten frames of HTTP/2: a head of 9 octets, then 16 KiB
            out.packCopy(new byte[9], 0, 9);
            out.append(Bytes.wrap(new byte[16_384]));
        }
        pair.serverTold().channel.flush();
        pair.loop.settle();
        // 163,930 octets: ten full records and one of 260, where a record for each frame would have been twenty.
        List<Integer> records = records(pair.serverEnd.sent.toByteArray());
        assertThat(records).hasSize(11);
        assertThat(records.subList(0, 10)).containsOnly(5 + 16_384 + 16);
        assertThat(records.getLast()).isEqualTo(5 + 163_930 - 10 * 16_367 + 17 + 16);
        assertThat(pair.clientTold().read.size()).isEqualTo(163_930);
    }

    @Test
    void tls12RecordsCarryTheWholeOf16KiB() {
        TlsPair pair = open("TLSv1.2");
        pair.serverEnd.sent.reset();
        pair.serverTold().channel.out().append(Bytes.wrap(new byte[4 * 16_384]));
        pair.serverTold().channel.flush();
        assertThat(records(pair.serverEnd.sent.toByteArray())).hasSize(4).containsOnly(16_413);
    }

    @Test
    void severalRecordsLeaveInOneWrite() {
        TlsPair pair = new TlsPair(TlsPair.server().writeAhead(100_000), TlsPair.client()).open();
        pair.serverEnd.writes = 0;
        pair.serverTold().channel.out().append(Bytes.wrap(new byte[7 * 16_367]));
        pair.serverTold().channel.flush();
        assertThat(pair.serverEnd.writes).isEqualTo(1);
    }

    @Test
    void noMoreIsMadeAheadOfABlockedSocketThanAllowed() {
        TlsPair pair = new TlsPair(TlsPair.server().writeAhead(50_000), TlsPair.client()).open();
        pair.serverEnd.writeLimit = 10;
        TlsChannel channel = pair.serverTold().channel;
        channel.out().append(Bytes.wrap(new byte[1 << 20]));
        channel.flush();
        assertThat(pair.serverEnd.out().remaining()).isLessThan(50_000 + 16_405);
        assertThat(channel.out().remaining()).isGreaterThan((1 << 20) - 70_000);
        assertThat(channel.isBlocked()).isTrue();
    }

    @Test
    void aHugeListGivesTheLoopBackAfterItsQuantum() {
        TlsPair pair = open("TLSv1.3");
        TlsChannel channel = pair.serverTold().channel;
        channel.out().append(Bytes.wrap(new byte[5 << 20]));
        channel.flush();
        assertThat(channel.isBlocked()).isTrue();
        assertThat(channel.out().remaining()).isBetween(2L << 20, 4L << 20);
        pair.loop.settle();
        assertThat(channel.isBlocked()).isFalse();
        assertThat(pair.clientTold().read.size()).isEqualTo(5 << 20);
        assertThat(pair.serverTold().events).containsExactly("drained");
    }

    @Test
    void nativeMemoryAndArraysMixInOneRecord() {
        TlsPair pair = open("TLSv1.3");
        byte[] text = noise(30_000);
        MemorySegment memory = Arena.ofAuto().allocate(text.length);
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, 0, text.length);
        Bytes outside = Bytes.wrap(memory);
        Bytes inside = Bytes.wrap(text);
        BufList out = pair.clientTold().channel.out();
        int at = 0;
        for (int i = 0; at < text.length; i++) {
            int n = Math.min(text.length - at, 1 + i * i * 37 % 3000);
            out.append((i % 3 == 0 ? outside : inside).slice(at, at + n));
            at += n;
        }
        pair.clientTold().channel.flush();
        pair.loop.settle();
        assertThat(Arrays.equals(pair.serverTold().read.toByteArray(), text)).isTrue();
    }

    @Test
    void filesAreReadAndSentBetweenOtherPieces(@TempDir Path folder) throws IOException {
        byte[] text = noise(700_001);
        Path path = Files.write(folder.resolve("body"), text);
        byte[] other = noise(2000);
        Path otherPath = Files.write(folder.resolve("other"), other);
        TlsPair pair = open("TLSv1.3");
        pair.serverEnd.writeLimit = 30_000;
        try (OpenFile file = OpenFile.open(path);
                OpenFile otherFile = OpenFile.open(otherPath)) {
            BufList out = pair.serverTold().channel.out();
            out.append(Bytes.of("head"));
            out.append(new FileRegion(file, 1, 300_000));
            out.append(Bytes.of("middle"));
            out.append(new FileRegion(otherFile, 0, 2000));
            out.append(new FileRegion(file, 300_001, 400_000));
            pair.serverTold().channel.flush();
            pair.loop.settle();
        }
        byte[] read = pair.clientTold().read.toByteArray();
        assertThat(read.length).isEqualTo(4 + 300_000 + 6 + 2000 + 400_000);
        assertThat(Arrays.equals(read, 4, 300_004, text, 1, 300_001)).isTrue();
        assertThat(new String(read, 300_004, 6, StandardCharsets.ISO_8859_1)).isEqualTo("middle");
        assertThat(Arrays.equals(read, 300_010, 302_010, other, 0, 2000)).isTrue();
        assertThat(Arrays.equals(read, 302_010, 702_010, text, 300_001, 700_001))
                .isTrue();
    }

    @Test
    void aFileThatEndsTooEarlyEndsTheConnectionAndIsNotTakenForComplete(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("body"), new byte[1000]);
        TlsPair pair = open("TLSv1.3");
        try (OpenFile file = OpenFile.open(path)) {
            pair.serverTold().channel.out().append(new FileRegion(file, 0, 5000));
            pair.serverTold().channel.flush();
            pair.loop.settle();
        }
        assertThat(pair.serverTold().events).containsExactly("closed");
        assertThat(pair.serverTold().cause).hasMessageContaining("a file ended at octet 1000, 4000 octets before");
        assertThat(pair.clientTold().events).containsExactly("closed");
        assertThat(pair.clientTold().cause).isNotNull();
    }

    @Test
    void smallPackArraysDoToo() {
        TlsPair pair = new TlsPair(new SteppedLoop(4096), TlsPair.server(), TlsPair.client()).open();
        byte[] text = noise(100_000);
        pair.serverTold().channel.out().append(Bytes.wrap(text));
        pair.serverTold().channel.flush();
        pair.loop.settle();
        assertThat(Arrays.equals(pair.clientTold().read.toByteArray(), text)).isTrue();
    }

    @Test
    void severalReceivedRecordsAreHandedOnTogether() {
        TlsPair pair = open("TLSv1.3");
        for (int i = 0; i < 50; i++) {
            pair.clientTold().channel.out().append(Bytes.wrap(new byte[100]));
            pair.clientTold().channel.flush();
        }
        pair.loop.settle();
        assertThat(pair.serverTold().read.size()).isEqualTo(5000);
        assertThat(pair.serverTold().reads).isEqualTo(1);
    }

    @Test
    void whatAMarkAddsWhileItIsPassedIsSentToo() {
        TlsPair pair = open("TLSv1.3");
        TlsChannel channel = pair.serverTold().channel;
        channel.out().append(Bytes.of("one"));
        channel.out().mark(() -> {
            channel.out().append(Bytes.of(" two"));
            channel.flush();
        });
        channel.flush();
        pair.loop.settle();
        assertThat(pair.clientTold().read.toString(StandardCharsets.UTF_8)).isEqualTo("one two");
    }

    @Test
    void pausedReadingDeliversNothingNewUntilItIsResumed() {
        TlsPair pair = open("TLSv1.3");
        pair.serverTold().channel.pauseReading();
        pair.clientTold().channel.out().append(Bytes.of("later"));
        pair.clientTold().channel.flush();
        pair.loop.settle();
        assertThat(pair.serverTold().read.size()).isZero();
        pair.serverTold().channel.resumeReading();
        pair.loop.settle();
        assertThat(pair.serverTold().read.toString(StandardCharsets.UTF_8)).isEqualTo("later");
    }

    @Test
    void flushAfterTheEndIsTheCallersFault() {
        TlsPair pair = open("TLSv1.3");
        TlsChannel channel = pair.clientTold().channel;
        channel.shutdownOutput();
        channel.out().append(Bytes.of("late"));
        assertThatThrownBy(channel::flush)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("flush() of 4 octets after shutdownOutput()");
    }

    @Test
    void aSecureChannelOverASecureChannelSharesNoArrayWithIt() {
        SteppedLoop loop = new SteppedLoop();
        TlsContext server =
                TlsContext.server(TlsPair.server().tasks(loop::execute).build());
        TlsContext client =
                TlsContext.client(TlsPair.client().tasks(loop::execute).build());
        LinkEnd[] ends = LinkEnd.pair(loop);
        List<Told> told = new ArrayList<>();
        ConnectHandler remember = new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                told.add(new Told((TlsChannel) channel));
                return told.getLast();
            }

            @Override
            public void failed(IOException cause) {
                throw new AssertionError(cause);
            }
        };
        ends[1].handledBy(server.acceptor(server.acceptor(remember::connected)).accept(ends[1]));
        ends[0].handledBy(client.connector("localhost", 1, client.connector("localhost", 2, remember))
                .connected(ends[0]));
        loop.settle();
        assertThat(told).hasSize(2);
        byte[] text = noise(300_000);
        for (Told each : told) {
            each.channel.out().append(Bytes.wrap(text));
            each.channel.flush();
        }
        loop.settle();
        for (Told each : told)
            assertThat(Arrays.equals(each.read.toByteArray(), text)).isTrue();
    }
}
