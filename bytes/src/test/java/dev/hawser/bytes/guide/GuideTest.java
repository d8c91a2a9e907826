package dev.hawser.bytes.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BlockPool;
import dev.hawser.bytes.Buf;
import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.BytesMut;
import dev.hawser.bytes.Copies;
import dev.hawser.bytes.Joined;
import dev.hawser.bytes.Lease;
import dev.hawser.bytes.OverrunException;
import dev.hawser.bytes.Rope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/bytes.md, and the proof that the guide shows them as they are compiled here. */
class GuideTest {

    private static final Bytes HEAD = Bytes.of("HTTP/1.1 200 OK\r\n\r\n");
    private static final Bytes BODY = Bytes.wrap(new byte[100_000]);

    @Test
    void copying() {
        Bytes head = HEAD;
        Bytes body = BODY;
        // [copying]
        BytesMut whole = new BytesMut(head.length() + body.length());
        whole.write(head);
        whole.write(body); // 100,000 octets moved: Copies.octets(WRITE) says so
        Bytes message = whole.freeze();
        // [/copying]
        assertThat(message.length()).isEqualTo(head.length() + body.length());
        assertThat(Copies.octets(Copies.Site.WRITE)).isGreaterThanOrEqualTo(message.length());
    }

    @Test
    void chaining() {
        Bytes head = HEAD;
        Bytes body = BODY;
        // [chaining]
        Buf message = head.cursor().chain(body.cursor()); // read once, front to back; nothing moved
        Rope rope = Rope.of(head, body); // a value: any thread, any order, sliced and searched; nothing moved
        // [/chaining]
        assertThat(message.remaining()).isEqualTo(rope.length());
        // [searching]
        long end = rope.indexOf(Bytes.of("\r\n\r\n")); // finds it across the borders of parts
        Rope content = rope.slice(end + 4, rope.length());
        // [/searching]
        assertThat(content.asOnePart()).isEqualTo(body);
    }

    @Test
    void deciding() {
        Bytes name = Bytes.of("Content-Length");
        // [deciding]
        Joined line = Bytes.concat(name, Bytes.of(": "), Bytes.of("42"));
        assertThat(line.how()).isEqualTo(Joined.How.COPIED); // 18 octets: cheaper than a list of three

        Joined message = Bytes.concat(HEAD, BODY);
        assertThat(message.how()).isEqualTo(Joined.How.LISTED); // 100 KB: stays where it is

        Joined again = Bytes.concat(BODY.slice(0, 40_000), BODY.sliceFrom(40_000));
        assertThat(again.how()).isEqualTo(Joined.How.REJOINED); // neighbours in one storage: one view again
        // [/deciding]
    }

    @Test
    void watermark() {
        Bytes input = Bytes.of("first.second.rest");
        // [watermark]
        BytesMut buffer = new BytesMut(4096);
        buffer.write(input);
        Bytes first = buffer.freezeFirst(6); // "first." may go to another thread now
        Bytes second = buffer.freezeFirst(7); // so may "second."
        buffer.write(Bytes.of(" and more")); // the owner goes on writing behind the mark, in the same storage
        assertThat(first.tryUnsplit(second)).isEqualTo(Bytes.of("first.second."));
        assertThat(buffer.frozen()).isEqualTo(Bytes.of("first.second.")); // the original view, rebuilt in O(1)
        // [/watermark]
        assertThat(buffer.freeze()).isEqualTo(Bytes.of("rest and more"));
    }

    @Test
    void restructuring() {
        List<Bytes> chunks = new ArrayList<>();
        for (int i = 0; i < 500; i++) chunks.add(Bytes.wrap(new byte[100]));
        // [restructuring]
        Rope rope = Rope.of(chunks); // 500 parts, found by binary search
        Bytes flat = rope.flatten(); // one copy, counted, kept by the rope instead of its parts
        assertThat(rope.flatten()).isSameAs(flat);
        // [/restructuring]
    }

    @Test
    void detaching() {
        Bytes block = Bytes.wrap(new byte[2 << 20]);
        // [detaching]
        Bytes header = block.slice(1000, 1032); // 32 octets that keep 2 MiB reachable
        assertThat(header.pinned()).isEqualTo(2 << 20);
        Map<String, Bytes> cache = new HashMap<>();
        cache.put("etag", header.detach()); // copied, because it is small and its block is not
        assertThat(cache.get("etag").pinned()).isEqualTo(32);
        // [/detaching]
    }

    @Test
    void leasing(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("out");
        // [leasing]
        BlockPool pool = new BlockPool(16 * 1024, 64);
        try (Lease lease = pool.lease();
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            BytesMut block = lease.writer();
            block.writeInt(42);
            block.readTo(new byte[4]); // by value: the block goes back to the pool on close
            block.writeInt(43);
            out.write(block.freeze().asByteBuffer()); // a view: the block goes to the garbage collector instead
        }
        // [/leasing]
        assertThat(Files.size(file)).isEqualTo(4);
        assertThat(pool.stats().givenAway()).isEqualTo(1);
    }

    @Test
    void sending(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("out");
        CountDownLatch sent = new CountDownLatch(1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // [sending]
            BufList list = new BufList();
            list.packCopy(HEAD, 0, HEAD.length()); // small: copied together with its neighbours
            list.append(BODY); // large: shared where it lies
            list.mark(sent::countDown); // runs once everything before it has been sent
            while (list.remaining() > 0) list.writeTo(channel); // one gathering call as a rule
            // [/sending]
        }
        assertThat(sent.getCount()).isZero();
        assertThat(Files.size(file)).isEqualTo(HEAD.length() + BODY.length());
    }

    @Test
    void reading() {
        Bytes frame = Bytes.wrap(new byte[] {0, 0, 5, 1, 4, 0, 0, 0, 3, 1, 2, 3, 4, 5});
        // [reading]
        Buf in = frame.cursor();
        int length = in.readU24();
        int type = in.readU8();
        int flags = in.readU8();
        int stream = in.readInt();
        Bytes payload = in.takeFirst(length); // shares the storage of the frame
        OptionalInt next = in.tryReadU24(); // empty, and nothing has moved
        // [/reading]
        assertThat(type + flags + stream).isEqualTo(8);
        assertThat(payload).isEqualTo(frame.sliceFrom(9));
        assertThat(next).isEmpty();
        org.assertj.core.api.Assertions.assertThatThrownBy(in::readInt).isInstanceOf(OverrunException.class);
    }

    @Test
    void theGuideShowsWhatIsCompiledHere() throws IOException {
        String guide = Files.readString(Path.of("../docs/bytes.md"));
        String source = Files.readString(Path.of("src/test/java/dev/hawser/bytes/guide/GuideTest.java"));
        Matcher blocks = Pattern.compile("<!-- (\\w+) -->\n```java\n(.*?)```", Pattern.DOTALL)
                .matcher(guide);
        int found = 0;
        while (blocks.find()) {
            String name = blocks.group(1);
            String open = "// [" + name + "]\n";
            int from = source.indexOf(open) + open.length();
            int to = source.indexOf("// [/" + name + "]");
            assertThat(to).as("snippet %s", name).isGreaterThan(from);
            // The last line break has to go first: what follows it would count as a line without indentation.
            String compiled = source.substring(from, to).stripTrailing().stripIndent();
            assertThat(blocks.group(2).stripTrailing().stripIndent())
                    .as("snippet %s", name)
                    .isEqualTo(compiled);
            found++;
        }
        assertThat(found)
                .isEqualTo(Pattern.compile("```java").matcher(guide).results().count())
                .isGreaterThan(8);
    }
}
