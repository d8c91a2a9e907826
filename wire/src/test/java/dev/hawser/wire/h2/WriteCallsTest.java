package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WriteStrategy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What responses cost in write calls and in copied octets, as numbers that must not grow. */
class WriteCallsTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    /** What a server commits to one write. */
    private static final int TARGET = 256 << 10;

    private static FrameScript asked(int streams, WriteStrategy strategy) {
        H2Config config = H2Config.builder().writeStrategy(strategy).build();
        FrameScript peer = FrameScript.server(config, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1 << 30);
        peer.sends(Octets.windowUpdate(0, 1 << 30));
        for (int i = 0; i < streams; i++) peer.sends(Octets.get(2 * i + 1));
        return peer;
    }

    /** Write calls until everything is out, when the socket takes all that it is given. */
    private static int calls(H2Connection connection) throws IOException {
        BufList out = new BufList(new PackBlocks(65_536, 2));
        StingySocket socket = new StingySocket(Integer.MAX_VALUE, 1024);
        while (connection.wantsOutput()) {
            connection.fill(out, TARGET);
            while (!out.isEmpty()) out.writeTo(socket);
        }
        return socket.calls;
    }

    @ParameterizedTest
    @CsvSource({
        "100, 13, GATHER, 1",
        "100, 1024, GATHER, 1",
        "1, 65536, GATHER, 1",
        "1, 1048576, GATHER, 4",
        // What the claim is measured against.
        "100, 1024, FRAME, 100",
        "1, 65536, FRAME, 4",
        "1, 1048576, FRAME, 64",
        "100, 1024, FLATTEN, 1",
    })
    void writeCalls(int streams, int size, WriteStrategy strategy, int wanted) throws IOException {
        FrameScript peer = asked(streams, strategy);
        Bytes content = Bytes.wrap(Arena.global().allocate(size));
        for (int i = 0; i < streams; i++) peer.connection.sendResponse(2 * i + 1, OK, content);
        assertThat(calls(peer.connection)).isEqualTo(wanted);
    }

    private static long copied(Bytes content, int pieces) throws IOException {
        FrameScript peer = asked(1, WriteStrategy.GATHER);
        peer.connection.sendResponse(1, OK);
        for (int i = 0; i < pieces; i++) peer.connection.sendBody(1, content);
        peer.connection.endBody(1);
        calls(peer.connection);
        return peer.connection.counters().copiedOctets;
    }

    @Test
    void contentOffTheHeapIsNotCopiedFromOneKibibyteOnAndOnceBelow() throws IOException {
        for (int size : new int[] {1024, 1025, 16_384, 100_000}) {
            assertThat(copied(Bytes.wrap(Arena.global().allocate(size)), 3))
                    .as("%d octets", size)
                    .isZero();
        }
        for (int size : new int[] {1, 13, 100, 1023}) {
            assertThat(copied(Bytes.wrap(Arena.global().allocate(size)), 3))
                    .as("%d octets", size)
                    .isEqualTo(3L * size);
        }
    }

    @Test
    void contentThatIsMappedIsNotCopied(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("content"), Octets.pattern(70_000));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            assertThat(copied(Bytes.map(channel, 0, 70_000), 1)).isZero();
            assertThat(copied(Bytes.map(channel, 5, 1024), 1)).isZero();
            assertThat(copied(Bytes.map(channel, 5, 1023), 1)).isEqualTo(1023);
        }
    }

    @Test
    void whatAFrameLeavesOfLargeContentIsNotCopiedEither() throws IOException {
        assertThat(copied(Bytes.wrap(Arena.global().allocate(2 * 16_384 + 5)), 1))
                .isZero();
    }
}
