package dev.hawser.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.LoopCounters;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How lists become writes on every transport. */
public abstract class GatherContract extends TransportGround {

    private static final int LARGE = 40_000;

    @TempDir
    Path folder;

    private final List<OpenFile> files = new ArrayList<>();
    private Path path;
    private byte[] content;

    protected GatherContract(Setting setting) {
        super(setting);
    }

    @AfterEach
    void closeFiles() throws IOException {
        for (OpenFile file : files) file.close();
    }

    private OpenFile file(OpenFile opened) {
        files.add(opened);
        return opened;
    }

    /** The kinds of entries that a list may hold. */
    private enum Kind {
        PACKED,
        HEAP,
        LARGE_HEAP,
        NATIVE,
        LARGE_NATIVE,
        FILE,
        FOREIGN_FILE
    }

    private final class Pieces {
        private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        private final OpenFile own;
        private final OpenFile foreign;
        private int seed;

        Pieces() throws IOException {
            content = random(100_000, 99);
            path = Files.write(folder.resolve("content"), content);
            own = file(setting.transport().open(path));
            foreign = file(OpenFile.open(path));
        }

        void add(BufList out, Kind kind) {
            byte[] octets = random(kind == Kind.LARGE_HEAP || kind == Kind.LARGE_NATIVE ? LARGE : 10 + seed % 50, seed);
            seed++;
            switch (kind) {
                case PACKED -> out.packCopy(octets, 0, octets.length);
                case HEAP, LARGE_HEAP -> out.append(Bytes.wrap(octets));
                case NATIVE, LARGE_NATIVE -> {
                    MemorySegment segment = Arena.ofAuto().allocate(octets.length);
                    segment.copyFrom(MemorySegment.ofArray(octets));
                    out.append(Bytes.wrap(segment));
                }
                case FILE, FOREIGN_FILE -> {
                    int from = seed % 1000;
                    octets = Arrays.copyOfRange(content, from, from + 3000 + seed);
                    out.append(new FileRegion(kind == Kind.FILE ? own : foreign, from, octets.length));
                }
            }
            expected.writeBytes(octets);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1048576", "2, 1048576", "64, 1000", "64, 1048576", "1024, 30000"})
    void everyOrderOfEntriesArrivesAsItIs(int gatherEntries, int gatherBytes) throws IOException {
        start(options()
                .gatherEntries(gatherEntries)
                .gatherBytes(gatherBytes)
                .packBlock(4096)
                .build());
        Ends ends = open();
        Pieces pieces = new Pieces();
        Kind[] kinds = Kind.values();
        inLoop(client, () -> {
            Channel channel = ends.client().channel;
            for (Kind a : kinds) {
                for (Kind b : kinds) {
                    for (Kind c : kinds) {
                        pieces.add(channel.out(), a);
                        pieces.add(channel.out(), b);
                        pieces.add(channel.out(), c);
                        channel.flush();
                    }
                }
            }
        });
        byte[] expected = pieces.expected.toByteArray();
        assertThat(await(ends.server().received(expected.length))).isEqualTo(expected);
        inLoop(client, () -> {}); // What has come may not have been counted yet.
        assertThat(client.counters().sentBytes()).isEqualTo(expected.length);
    }

    @ParameterizedTest
    @CsvSource({"1", "64"})
    void aSlowReaderGetsEveryOctetOfMixedEntries(int gatherEntries) throws IOException {
        start(options().gatherEntries(gatherEntries).writeQuantum(200_000).build());
        Ends ends = open(ConnectOptions.builder()
                .sendBuffer(30_000)
                .receiveBuffer(30_000)
                .build());
        Pieces pieces = new Pieces();
        inLoop(client, () -> {
            Kind[] kinds = Kind.values();
            for (int i = 0; i < 150; i++)
                pieces.add(ends.client().channel.out(), kinds[(i * 5 + i / 7) % kinds.length]);
            ends.client().channel.flush();
        });
        byte[] expected = pieces.expected.toByteArray();
        assertThat(await(ends.server().received(expected.length))).isEqualTo(expected);
        await(ends.client().drained);
        inLoop(client, () -> assertThat(ends.client().channel.isBlocked()).isFalse());
    }

    @Test
    void muchGoesBothWaysAtOnce() {
        start(options().build());
        Ends ends = open();
        byte[] there = random(8_000_000, 1);
        byte[] back = random(9_000_000, 2);
        inLoop(client, () -> {
            ends.client().channel.out().append(Bytes.wrap(there));
            ends.client().channel.flush();
        });
        inLoop(server, () -> {
            for (int i = 0; i < back.length; i += 1000)
                ends.server().channel.out().append(Bytes.wrap(back, i, 1000));
            ends.server().channel.flush();
        });
        assertThat(await(ends.server().received(there.length))).isEqualTo(there);
        assertThat(await(ends.client().received(back.length))).isEqualTo(back);
    }

    @Test
    void manySmallPiecesLeaveInOneWrite() throws IOException {
        start(options().build());
        Ends ends = open();
        inLoop(client, () -> {
            LoopCounters counters = client.counters();
            long calls = counters.writeCalls();
            BufList out = ends.client().channel.out();
            for (int i = 0; i < 100; i++) {
                out.packCopy(new byte[] {(byte) i, 2, 3}, 0, 3);
                out.append(Bytes.wrap(new byte[20]));
            }
            ends.client().channel.flush();
            assertThat(counters.writeCalls() - calls).isEqualTo(1);
            assertThat(counters.sentBytes()).isEqualTo(2300);
        });
        await(ends.server().received(2300));
    }

    @Test
    void aMarkRunsWhenWhatIsBeforeItHasBeenSent() {
        start(options().build());
        Ends ends = open();
        List<String> seen = new ArrayList<>();
        inLoop(client, () -> {
            Channel channel = ends.client().channel;
            channel.out().append(Bytes.of("first"));
            channel.out().mark(() -> seen.add("passed"));
            assertThat(seen).isEmpty();
            channel.flush();
            assertThat(seen).containsExactly("passed");
        });
    }

    @Test
    void aFileThatEndsTooSoonEndsItsConnectionAlone() throws IOException {
        start(options().build());
        Ends ends = open();
        Ends others = open();
        Pieces pieces = new Pieces();
        for (OpenFile file : List.of(pieces.own, pieces.foreign)) {
            Ends unlucky = open();
            inLoop(client, () -> {
                unlucky.client().channel.out().append(Bytes.of("head"));
                unlucky.client().channel.out().append(new FileRegion(file, 99_000, 2000));
                unlucky.client().channel.flush();
            });
            assertThat(await(unlucky.client().closed))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("ended at octet 100000");
            await(unlucky.server().closed);
        }
        assertThat(ends.client().closed).isNotDone();
        assertThat(others.client().closed).isNotDone();
    }

    /** {@code file} as HTTP/2 sends it: cut, with a head before each piece. */
    private static void inFrames(BufList out, OpenFile file, int length) {
        FileRegion region = new FileRegion(file, 0, length);
        for (int from = 0; from < length; from += 16_384) {
            out.packCopy(new byte[] {9, 9, 9}, 0, 3);
            out.append(region, from, Math.min(16_384, length - from));
        }
    }

    private static byte[] inFrames(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < octets.length; from += 16_384) {
            out.writeBytes(new byte[] {9, 9, 9});
            out.write(octets, from, Math.min(16_384, octets.length - from));
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"1048576, 2097152", "30000, 2097152", "1048576, 100000"})
    void filesThatAreCutIntoFramesArriveWhole(int gatherBytes, int quantum) throws IOException {
        start(options().gatherBytes(gatherBytes).writeQuantum(quantum).build());
        Ends ends = open();
        byte[] one = random(9_000_001, 7);
        byte[] two = random(5_000_000, 8);
        OpenFile first = file(setting.transport().open(Files.write(folder.resolve("one"), one)));
        OpenFile second = file(setting.transport().open(Files.write(folder.resolve("two"), two)));
        inLoop(client, () -> {
            inFrames(ends.client().channel.out(), first, one.length);
            inFrames(ends.client().channel.out(), second, two.length);
            inFrames(ends.client().channel.out(), first, one.length);
            ends.client().channel.flush();
        });
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(inFrames(one));
        expected.writeBytes(inFrames(two));
        expected.writeBytes(inFrames(one));
        assertThat(await(ends.server().received(expected.size()))).isEqualTo(expected.toByteArray());
    }

    @Test
    void zerosAreSentForWhatAFileHasLostWhereThatWasAskedFor() throws IOException {
        start(options().build());
        Ends ends = open();
        byte[] octets = random(300_000, 11);
        Path shrinking = Files.write(folder.resolve("shrinking"), octets);
        OpenFile file = file(setting.transport().open(shrinking));
        boolean pads = file.padShortfall();
        assertThat(file.fellShort()).isFalse();
        try (FileChannel channel = FileChannel.open(shrinking, StandardOpenOption.WRITE)) {
            channel.truncate(6 * 16_384);
        }
        inLoop(client, () -> {
            inFrames(ends.client().channel.out(), file, octets.length);
            ends.client().channel.out().append(Bytes.of("behind it"));
            ends.client().channel.flush();
        });
        if (!pads) {
            assertThat(await(ends.client().closed)).isInstanceOf(EOFException.class);
            return;
        }
        Arrays.fill(octets, 6 * 16_384, octets.length, (byte) 0);
        byte[] framed = inFrames(octets);
        byte[] expected = Arrays.copyOf(framed, framed.length + 9);
        System.arraycopy("behind it".getBytes(StandardCharsets.US_ASCII), 0, expected, framed.length, 9);
        assertThat(await(ends.server().received(expected.length))).isEqualTo(expected);
        assertThat(file.fellShort()).isTrue();
    }

    @Test
    void aFileThatWasClosedIsNotSent() throws IOException {
        start(options().build());
        Ends ends = open();
        Pieces pieces = new Pieces();
        pieces.own.close();
        inLoop(client, () -> {
            ends.client().channel.out().append(new FileRegion(pieces.own, 0, 2000));
            ends.client().channel.flush();
        });
        assertThat(await(ends.client().closed)).hasMessageContaining("closed");
    }

    @Test
    void aMappedFileThatIsTruncatedEndsItsConnectionAlone() throws IOException {
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        Ends ends = open();
        Ends others = open();
        Path mapped = Files.write(folder.resolve("mapped"), new byte[1 << 20]);
        inLoop(client, () -> {
            try (FileChannel channel = FileChannel.open(mapped, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MemorySegment map = channel.map(FileChannel.MapMode.READ_ONLY, 0, 1 << 20, Arena.ofAuto());
                channel.truncate(0);
                ends.client().channel.out().append(Bytes.of("head"));
                ends.client().channel.out().append(Bytes.wrap(map));
                ends.client().channel.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(await(ends.client().closed)).isNotNull();
        inLoop(client, () -> {
            others.client().channel.out().append(Bytes.of("fine"));
            others.client().channel.flush();
        });
        assertThat(await(others.server().received(4))).asString().isEqualTo("fine");
    }

    /** A disk that takes its time: nothing is cached until the test lets it be read. */
    private static final class SlowDisk extends OpenFile {
        private final OpenFile inner;
        private final CompletableFuture<Thread> reader = new CompletableFuture<>();
        private final CountDownLatch turning = new CountDownLatch(1);
        private final AtomicLong cached = new AtomicLong();

        SlowDisk(OpenFile inner) {
            this.inner = inner;
        }

        @Override
        public boolean isCached(long position, long length) {
            return position + length <= cached.get();
        }

        @Override
        public void readAhead(long position, long length) throws IOException {
            reader.complete(Thread.currentThread());
            try {
                turning.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            super.readAhead(position, length);
            cached.set(position + length);
        }

        @Override
        public long size() throws IOException {
            return inner.size();
        }

        @Override
        public FileChannel channel() throws IOException {
            return inner.channel();
        }

        @Override
        protected void closeNow() throws IOException {
            inner.close();
        }
    }

    @Test
    void aFileThatIsNotCachedHoldsUpItsConnectionAlone() throws IOException {
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
        start(options().writeQuantum(30_000).build());
        Ends slow = open();
        Ends other = open();
        Pieces pieces = new Pieces();
        SlowDisk disk = new SlowDisk(pieces.own);
        inLoop(client, () -> {
            Channel channel = slow.client().channel;
            channel.out().append(Bytes.of("head"));
            channel.out().append(new FileRegion(disk, 0, content.length));
            channel.out().append(Bytes.of("tail"));
            channel.flush();
            assertThat(channel.isBlocked()).isTrue();
        });
        Thread reader = await(disk.reader);
        assertThat(reader.getName()).startsWith("hawser-read-ahead-");
        long turns = client.counters().turns();
        for (int i = 1; i <= 20; i++) {
            inLoop(client, () -> {
                other.client().channel.out().append(Bytes.of("x"));
                other.client().channel.flush();
            });
            await(other.server().received(i));
        }
        // Waiting for the disk is no busy waiting: what turns there were are those of the other connection.
        assertThat(client.counters().turns() - turns).isLessThan(100);
        assertThat(await(slow.server().received(4))).asString().isEqualTo("head");
        disk.turning.countDown();
        byte[] all = await(slow.server().received(content.length + 8L));
        assertThat(Arrays.copyOfRange(all, 4, all.length - 4)).isEqualTo(content);
        await(slow.client().drained);
        assertThat(client.counters().coldReads()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aConnectionThatEndsWhileItsFileIsReadAheadEndsAtOnce() throws IOException {
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        Ends slow = open();
        SlowDisk disk = new SlowDisk(new Pieces().own);
        inLoop(client, () -> {
            slow.client().channel.out().append(new FileRegion(disk, 0, content.length));
            slow.client().channel.flush();
        });
        await(disk.reader);
        inLoop(client, slow.client().channel::close);
        assertThat(await(slow.client().closed)).isNull();
        disk.turning.countDown();
        Ends other = open();
        inLoop(client, () -> {
            other.client().channel.out().append(Bytes.of("fine"));
            other.client().channel.flush();
        });
        assertThat(await(other.server().received(4))).asString().isEqualTo("fine");
    }
}
