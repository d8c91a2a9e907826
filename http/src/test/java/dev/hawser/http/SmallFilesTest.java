package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files are answered from memory, and never with what they were before. */
final class SmallFilesTest {

    private static final FileTime THEN = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    Path folder;

    private Path write(String name, String content, FileTime modified) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setLastModifiedTime(file, modified);
        return file;
    }

    private static Bytes content(Response response) {
        return ((Body.Octets) response.body()).bytes();
    }

    @Test
    void theSameFileIsTheSameAnswer() throws IOException {
        write("a.txt", "one", THEN);
        StaticFiles files = StaticFiles.of(folder);
        Response first = files.handle(Requests.get("/a.txt"));
        assertThat(content(first)).isEqualTo(Bytes.of("one"));
        assertThat(first.head().fields().contains(FieldName.ETAG)).isTrue();
        assertThat(files.handle(Requests.get("/a.txt"))).isSameAs(first);
    }

    @Test
    void aFileThatHasChangedIsReadAgain() throws IOException {
        write("a.txt", "one", THEN);
        StaticFiles files = StaticFiles.of(folder);
        files.handle(Requests.get("/a.txt"));
        write("a.txt", "two", FileTime.from(THEN.to(TimeUnit.SECONDS) + 1, TimeUnit.SECONDS));
        assertThat(content(files.handle(Requests.get("/a.txt")))).isEqualTo(Bytes.of("two"));
        write("a.txt", "three", FileTime.from(THEN.to(TimeUnit.SECONDS) + 1, TimeUnit.SECONDS));
        assertThat(content(files.handle(Requests.get("/a.txt")))).isEqualTo(Bytes.of("three"));
        Files.delete(folder.resolve("a.txt"));
        assertThat(files.handle(Requests.get("/a.txt")).head().status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void whatWasWrittenJustNowIsNotKept() throws IOException {
        write("a.txt", "one", FileTime.from(Instant.now().plusSeconds(60)));
        StaticFiles files = StaticFiles.of(folder);
        assertThat(files.handle(Requests.get("/a.txt")).body()).isInstanceOf(Body.Stretch.class);
    }

    @Test
    void conditionsAndRangesAreJudgedAsEver() throws IOException {
        write("a.txt", "0123456789", THEN);
        StaticFiles files = StaticFiles.of(folder);
        Response whole = files.handle(Requests.get("/a.txt"));
        String tag = whole.head().fields().get(FieldName.ETAG);
        assertThat(files.handle(Requests.get("/a.txt", "If-None-Match", tag))
                        .head()
                        .status())
                .isEqualTo(Status.NOT_MODIFIED);
        assertThat(files.handle(Requests.get("/a.txt", "Range", "bytes=2-4")).body())
                .isEqualTo(new Body.Stretch(folder.toRealPath().resolve("a.txt"), 2, 3));
    }

    @Test
    void aCodingOfAFileIsAnAnswerOfItsOwn() throws IOException {
        write("a.txt", "plain", THEN);
        write("a.txt.br", "coded", THEN);
        StaticFiles files = StaticFiles.of(folder);
        for (int i = 0; i < 2; i++) {
            Response coded = files.handle(Requests.get("/a.txt", "Accept-Encoding", "br"));
            assertThat(coded.head().fields().get(FieldName.CONTENT_ENCODING)).isEqualTo("br");
            assertThat(content(coded)).isEqualTo(Bytes.of("coded"));
            Response bare = files.handle(Requests.get("/a.txt.br"));
            assertThat(bare.head().fields().contains(FieldName.CONTENT_ENCODING))
                    .isFalse();
            assertThat(content(files.handle(Requests.get("/a.txt")))).isEqualTo(Bytes.of("plain"));
        }
    }

    @Test
    void largeFilesAndNoMemoryAreNotKept() throws IOException {
        write("large", "x".repeat(SmallFiles.LARGEST + 1), THEN);
        write("small", "x".repeat(SmallFiles.LARGEST), THEN);
        StaticFiles files = StaticFiles.of(folder);
        assertThat(files.handle(Requests.get("/large")).body()).isInstanceOf(Body.Stretch.class);
        assertThat(files.handle(Requests.get("/small")).body()).isInstanceOf(Body.Octets.class);
        StaticFiles without =
                StaticFiles.of(StaticFilesConfig.builder(folder).memory(0).build());
        assertThat(without.handle(Requests.get("/small")).body()).isInstanceOf(Body.Stretch.class);
    }

    @Test
    void memoryIsBoundedAndWhatIsAskedForOftenStays() throws IOException {
        SmallFiles small = new SmallFiles(200_000);
        Path often = write("often", "often", THEN);
        Representation wanted = representation(often, 5);
        Response first = small.keep(wanted, Response.status(Status.OK));
        for (int i = 0; i < 100; i++) {
            Path file = write("file" + i, "x".repeat(5000), THEN);
            small.keep(representation(file, 5000), Response.status(Status.OK));
            assertThat(small.find(wanted)).isSameAs(first);
            assertThat(small.held()).isLessThanOrEqualTo(200_000 + 6024);
        }
        assertThat(small.find(representation(folder.resolve("file0"), 5000))).isNull();
    }

    private static Representation representation(Path file, long size) {
        EntityTag tag = EntityTag.ofFile(size, THEN, "", System.currentTimeMillis());
        return new Representation(file, size, "text/plain", null, false, false, tag, THEN.to(TimeUnit.SECONDS));
    }
}
