package dev.hawser.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.Rope;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How content goes both ways, whatever the protocol and the transport. */
abstract class ClientContentContract extends ClientGround {

    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void contentOfEverySizeGoesBothWays() throws Exception {
        handler = request -> Response.ok(request.body().readAll(10_000_000));
        for (int size : new int[] {0, 1, 1000, 16_384, 65_536, 1_000_000, 5_000_000}) {
            byte[] content = random(size);
            Call call = Call.builder(Method.POST, base + "/")
                    .body(Bytes.wrap(content))
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.body().readAll(10_000_000).toByteArray()).isEqualTo(content);
            }
        }
    }

    @Test
    void contentThatIsWrittenPieceByPieceArrivesWithItsTrailers() throws Exception {
        handler = request -> {
            Bytes content = request.body().readAll(10_000_000);
            return Response.ok(
                    content.length() + " " + request.body().trailers().get("x-sum"));
        };
        Call call = Call.builder(Method.POST, base + "/")
                .writing(sink -> {
                    for (int i = 0; i < 300; i++) sink.write(Bytes.wrap(random(10_000)));
                    sink.trailers(Fields.builder().add("X-Sum", "42").build());
                })
                .build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.text(100)).isEqualTo("3000000 42");
        }
    }

    @Test
    void aFileIsSentAsItLies() throws Exception {
        byte[] content = random(3_000_000);
        Path file = Files.write(folder.resolve("file"), content);
        handler = request -> Response.ok(request.fields().get("content-length") + " "
                + Arrays.equals(content, request.body().readAll(10_000_000).toByteArray()));
        try (Reply reply =
                client.send(Call.builder(Method.PUT, base + "/").file(file).build())) {
            assertThat(reply.text(100)).isEqualTo("3000000 true");
        }
    }

    @Test
    void aStreamIsReadWhileItIsSent() throws Exception {
        byte[] content = random(700_000);
        handler = request -> Response.ok(
                "" + Arrays.equals(content, request.body().readAll(10_000_000).toByteArray()));
        Call call = Call.builder(Method.PUT, base + "/")
                .body(new Body.Streamed(new ByteArrayInputStream(content), content.length))
                .build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.text(100)).isEqualTo("true");
        }
    }

    @Test
    void aReplyCanComeWhileTheRequestIsStillWritten() throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (Bytes piece = request.body().read();
                    piece != null;
                    piece = request.body().read()) {
                sink.write(piece);
                sink.flush();
            }
        });
        CountDownLatch heard = new CountDownLatch(1);
        Call call = Call.builder(Method.POST, base + "/")
                .writing(sink -> {
                    sink.write(Bytes.of("one "));
                    await(heard);
                    sink.write(Bytes.of("two"));
                })
                .build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.body().read()).isEqualTo(Bytes.of("one "));
            heard.countDown();
            assertThat(reply.text(10)).isEqualTo("two");
        }
    }

    @Test
    void aSlowReaderHoldsTheServerBack() throws Exception {
        AtomicInteger written = new AtomicInteger();
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (int i = 0; i < 400; i++) {
                sink.write(Bytes.wrap(new byte[100_000]));
                written.incrementAndGet();
            }
        });
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.body().read()).isNotNull();
            int before = -1;
            // Nothing moves any more when nothing has moved for many turns of the loop.
            for (int quiet = 0; quiet < 300; quiet = written.get() == before ? quiet + 1 : 0) {
                before = written.get();
                client.stats();
            }
            assertThat(before).isLessThan(400);
            long rest = 0;
            for (Bytes piece = reply.body().read();
                    piece != null;
                    piece = reply.body().read()) rest += piece.length();
            assertThat(rest).isBetween(39_000_000L, 40_000_000L);
        }
    }

    @Test
    void expectedContinueSparesContentThatIsRefused() throws Exception {
        handler = request -> request.path().equals("/no")
                ? Response.text(Status.of(417), "no")
                : Response.ok("took " + request.body().readAll(1_000_000).length());
        AtomicInteger writers = new AtomicInteger();
        BodyWriter writer = sink -> {
            writers.incrementAndGet();
            sink.write(Bytes.wrap(new byte[50_000]));
        };
        long begun = System.nanoTime();
        try (Reply reply = client.send(Call.builder(Method.POST, base + "/no")
                .writing(writer)
                .expectContinue()
                .build())) {
            assertThat(reply.status().code()).isEqualTo(417);
            assertThat(reply.text(10)).isEqualTo("no");
        }
        // After a second the client does not wait any more: where the machine stalled for that long the writer may have
        // begun.
        if (System.nanoTime() - begun < SECOND) assertThat(writers).hasValue(0);
        try (Reply reply = client.send(Call.builder(Method.POST, base + "/yes")
                .writing(writer)
                .expectContinue()
                .build())) {
            assertThat(reply.text(100)).isEqualTo("took 50000");
        }
        Call whole = Call.builder(Method.POST, base + "/yes")
                .body("12345")
                .expectContinue()
                .build();
        try (Reply reply = client.send(whole)) {
            assertThat(reply.text(100)).isEqualTo("took 5");
        }
    }

    @Test
    void aReplyBeforeTheEndOfTheRequestIsAReply() throws Exception {
        handler = request -> Response.text(Status.of(413), "too much");
        BodyWriter endless = sink -> {
            while (true) sink.write(Bytes.wrap(new byte[10_000]));
        };
        try (Reply reply = client.send(
                Call.builder(Method.POST, base + "/").writing(endless).build())) {
            assertThat(reply.status().code()).isEqualTo(413);
            assertThat(reply.text(100)).isEqualTo("too much");
        }
        handler = request -> Response.ok("fine");
        assertThat(text("/")).isEqualTo("fine");
    }

    @Test
    void aWriterThatFailsEndsItsCallAndNoOther() throws Exception {
        handler = request -> Response.ok("" + request.body().readAll(1_000_000).length());
        Call broken = Call.builder(Method.POST, base + "/")
                .writing(sink -> {
                    sink.write(Bytes.of("a beginning"));
                    throw new IOException("out of ideas");
                })
                .build();
        assertThatThrownBy(() -> client.send(broken))
                .isInstanceOf(CallException.Cancelled.class)
                .hasMessageContaining("out of ideas");
        Call liar = Call.builder(Method.POST, base + "/")
                .body(new Body.Written(sink -> sink.write(Bytes.of("short")), 10))
                .build();
        assertThatThrownBy(() -> client.send(liar))
                .hasMessageContaining("content of 10 octets was promised, 5 were written");
        assertThat(text("/")).isEqualTo("0");
        if (multiplexed()) assertThat(client.stats().opened()).isEqualTo(1);
    }

    @Test
    void packedContentIsUnpackedUnlessTheCallAsksForItself() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("packed ".repeat(10_000).getBytes(UTF_8));
        }
        handler = request -> Response.status(Status.OK)
                .field("Content-Encoding", "gzip")
                .field("X-Asked", String.valueOf(request.fields().get("accept-encoding")))
                .body(packed.toByteArray());
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.field(FieldName.of("x-asked"))).isEqualTo("gzip");
            assertThat(reply.field(FieldName.CONTENT_ENCODING)).isNull();
            assertThat(reply.field(FieldName.CONTENT_LENGTH)).isNull();
            assertThat(reply.text(100_000)).isEqualTo("packed ".repeat(10_000));
        }
        Call own = Call.builder(Method.GET, base + "/")
                .field("Accept-Encoding", "gzip, br")
                .build();
        try (Reply reply = client.send(own)) {
            assertThat(reply.field(FieldName.CONTENT_ENCODING)).isEqualTo("gzip");
            assertThat(reply.body().readAll(100_000).toByteArray()).isEqualTo(packed.toByteArray());
        }
        assertThat(client.stats().opened()).isEqualTo(1);
    }

    @Test
    void piecesThatWereReadStayAsTheyWere() throws Exception {
        byte[] content = random(3_000_000);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        handler = request -> request.path().equals("/packed")
                ? Response.status(Status.OK).field("Content-Encoding", "gzip").body(packed.toByteArray())
                : Response.ok(Bytes.wrap(content));
        for (String path : List.of("/", "/packed")) {
            List<Bytes> pieces = new ArrayList<>();
            try (Reply reply = client.get(base + path)) {
                for (Bytes piece; (piece = reply.body().read()) != null; ) pieces.add(piece);
            }
            assertThat(Rope.of(pieces).toByteArray()).as(path).isEqualTo(content);
        }
    }

    @Test
    void contentThatIsHandedOnAsItComesArrivesWhole() throws Exception {
        byte[] content = random(8_000_000);
        handler = request -> {
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            long octets = request.body().transferTo(taken);
            return Response.ok(octets == taken.size() ? Bytes.wrap(taken.toByteArray()) : Bytes.of("miscounted"));
        };
        Call call =
                Call.builder(Method.POST, base + "/").body(Bytes.wrap(content)).build();
        try (Reply reply = client.send(call)) {
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            InputStream in = reply.body().asInputStream();
            taken.write(in.read());
            taken.writeBytes(in.readNBytes(70_000));
            assertThat(in.transferTo(taken)).isEqualTo(content.length - 70_001);
            assertThat(taken.toByteArray()).isEqualTo(content);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aStreamAndPiecesTakeTurns() throws Exception {
        byte[] content = random(1_000_000);
        handler = request -> Response.ok(Bytes.wrap(content));
        try (Reply reply = client.get(base + "/")) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            InputStream in = reply.body().asInputStream();
            for (int i = 0; i < 5; i++) {
                read.writeBytes(in.readNBytes(1000));
                read.writeBytes(reply.body().read().toByteArray());
                assertThat(reply.body().asInputStream()).isSameAs(in);
            }
            read.writeBytes(in.readNBytes(1000));
            reply.body().transferTo(read);
            assertThat(read.toByteArray()).isEqualTo(content);
        }
    }

    @Test
    void contentThatIsDrainedIsGivenOnTheLoopInOrderAndCounted() throws Exception {
        byte[] content = random(8_000_000);
        handler = request -> Response.status(Status.OK).writing(sink -> {
            sink.write(Bytes.copyOf(content, 0, 100));
            sink.flush();
            assertThat(request.body().read()).isNull();
            sink.write(Bytes.copyOf(content, 100, content.length - 100));
            sink.trailers(Fields.builder().add("X-Sum", "42").build());
        });
        try (Reply reply = client.get(base + "/")) {
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            Set<String> threads = new LinkedHashSet<>();
            taken.writeBytes(reply.body().asInputStream().readNBytes(10));
            long octets = reply.body().drainTo((array, from, to) -> {
                if (to <= from) throw new AssertionError("a piece from %d to %d".formatted(from, to));
                threads.add(Thread.currentThread().getName());
                taken.write(array, from, to - from);
            });
            assertThat(octets).isEqualTo(content.length - 10);
            assertThat(taken.toByteArray()).isEqualTo(content);
            assertThat(threads).anyMatch(name -> name.startsWith("hawser-client-"));
            assertThat(reply.body().trailers().get("x-sum")).isEqualTo("42");
            assertThat(reply.body().drainTo((array, from, to) -> fail("there is no more")))
                    .isZero();
        }
    }

    @Test
    void aRequestAndPackedContentAreDrainedByTheThreadThatAsks() throws Exception {
        byte[] content = "twelve octets".repeat(10_000).getBytes(UTF_8);
        handler = request -> {
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            long octets = request.body().drainTo((array, from, to) -> taken.write(array, from, to - from));
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(taken.toByteArray());
            }
            return Response.status(Status.OK)
                    .field("Content-Encoding", "gzip")
                    .field("X-Octets", "" + octets)
                    .body(packed.toByteArray());
        };
        Call call =
                Call.builder(Method.POST, base + "/").body(Bytes.wrap(content)).build();
        try (Reply reply = client.send(call)) {
            ByteArrayOutputStream taken = new ByteArrayOutputStream();
            assertThat(reply.body().drainTo((array, from, to) -> taken.write(array, from, to - from)))
                    .isEqualTo(content.length);
            assertThat(taken.toByteArray()).isEqualTo(content);
            assertThat(reply.field(FieldName.of("x-octets"))).isEqualTo("" + content.length);
        }
    }

    @Test
    void whoeverTakesContentAndFailsFailsTheReplyAlone() throws Exception {
        handler = request -> request.path().equals("/long")
                ? Response.status(Status.OK).writing(sink -> {
                    while (true) sink.write(Bytes.wrap(random(10_000)));
                })
                : Response.ok("well");
        try (Reply reply = client.get(base + "/long")) {
            long[] taken = {0};
            assertThatThrownBy(() -> reply.body().drainTo((array, from, to) -> {
                        taken[0] += to - from;
                        if (taken[0] > 1_000_000) throw new IllegalStateException("enough");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("enough")
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(text("/")).isEqualTo("well");
    }

    @Test
    void contentThatBreaksOffWhileItIsDrainedIsToldToWhoDrainsIt() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        handler = request -> Response.status(Status.OK).writing(sink -> {
            sink.write(Bytes.wrap(random(100)));
            sink.flush();
            while (seen.getCount() != 0) Thread.onSpinWait();
            throw new IOException("broken on purpose");
        });
        try (Reply reply = client.get(base + "/")) {
            assertThatThrownBy(() -> reply.body().drainTo((array, from, to) -> seen.countDown()))
                    .isInstanceOf(CallException.class);
        }
    }

    @Test
    void contentThatIsNotAsLongAsItsFieldSaysFailsTheCallAtOnce() throws Exception {
        handler = request -> Response.ok("" + request.body().readAll(1_000_000).length());
        Call liar = Call.builder(Method.POST, base + "/")
                .field("Content-Length", "5")
                .writing(sink -> sink.write(Bytes.of("ten octets")))
                .build();
        assertThatThrownBy(() -> client.send(liar))
                .isInstanceOf(CallException.class)
                .isNotInstanceOf(CallException.TimedOut.class);
        assertThat(text("/")).isEqualTo("0");
    }

    @Test
    void manyThreadsReadAndWriteAtOnce() throws Exception {
        handler = request -> Response.ok(request.body().readAll(200_000));
        List<Thread> threads = new ArrayList<>();
        List<String> faults = new CopyOnWriteArrayList<>();
        for (int t = 0; t < 30; t++) {
            int seed = t;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 20; i++) {
                    byte[] content = random(1 + seed * 3000 + i);
                    Call call = Call.builder(Method.POST, base + "/")
                            .body(Bytes.wrap(content))
                            .build();
                    try (Reply reply = client.send(call)) {
                        if (!Arrays.equals(reply.body().readAll(200_000).toByteArray(), content))
                            faults.add("other content");
                    } catch (IOException | RuntimeException e) {
                        faults.add(e.toString());
                    }
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(faults).isEmpty();
        assertThat(client.stats().exchanges()).isZero();
    }
}
