package dev.hawser.bench;

import dev.hawser.bench.harness.JmhTable;
import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transports;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * From which length on a piece of content should be named beside its head rather than copied behind it
 * ({@code H1Config.packUpTo}): a response is sent over loopback and read, again and again, by one loop in one thread, so
 * that all it costs is counted. Both ways take turns; of each the fastest and the median round is told.
 */
final class PackThreshold {

    private static final int HEAD = 130;
    private static final int ROUNDS = 40;
    private static final int PER_ROUND = 2_000;
    private static final int[] SIZES = {256, 512, 1024, 2048, 4096, 8192, 16_384};

    private final List<String> lines = new ArrayList<>();

    private PackThreshold() {}

    /** The table, as lines of Markdown. */
    static List<String> measure(String transport) throws Exception {
        PackThreshold run = new PackThreshold();
        run.lines.add(
                "| octets | lies in | copied, fastest ns | median | named, fastest ns | median | named / copied |");
        run.lines.add("| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
        EventLoop loop =
                Transports.named(transport).newLoop(LoopOptions.builder().build());
        Sink sink = new Sink();
        Listener listener = loop.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenOptions.defaults(), channel -> sink);
        loop.start();
        try {
            Channel out = connected(loop, listener);
            for (int size : SIZES) {
                run.add(loop, out, sink, size, "heap", Bytes.wrap(new byte[size]));
                run.add(
                        loop,
                        out,
                        sink,
                        size,
                        "native",
                        Bytes.wrap(Arena.global().allocate(size)));
            }
        } finally {
            loop.close();
        }
        return run.lines;
    }

    private static Channel connected(EventLoop loop, Listener listener) throws Exception {
        CompletableFuture<Channel> connected = new CompletableFuture<>();
        loop.connect(listener.address(), ConnectOptions.defaults(), new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                connected.complete(channel);
                return new Sink();
            }

            @Override
            public void failed(IOException cause) {
                connected.completeExceptionally(cause);
            }
        });
        return connected.get();
    }

    private void add(EventLoop loop, Channel out, Sink sink, int size, String place, Bytes content) {
        double[] copied = new double[ROUNDS];
        double[] named = new double[ROUNDS];
        for (int round = -10; round < ROUNDS; round++) {
            double first = nanos(loop, out, sink, content, true);
            double second = nanos(loop, out, sink, content, false);
            if (round < 0) continue;
            copied[round] = first;
            named[round] = second;
        }
        double ratio = JmhTable.fastest(named) / JmhTable.fastest(copied);
        lines.add("| %d | %s | %.0f | %.0f | %.0f | %.0f | %.2f |"
                .formatted(
                        size,
                        place,
                        JmhTable.fastest(copied),
                        JmhTable.median(copied),
                        JmhTable.fastest(named),
                        JmhTable.median(named),
                        ratio));
    }

    private static double nanos(EventLoop loop, Channel out, Sink sink, Bytes content, boolean copies) {
        CompletableFuture<Long> done = new CompletableFuture<>();
        loop.execute(() -> sink.begin(out, content, copies, done));
        return (double) done.join() / PER_ROUND;
    }

    /** Reads a response, and sends the next. */
    private static final class Sink implements ChannelHandler {
        private final byte[] head = new byte[HEAD];
        private Channel out;
        private Bytes content = Bytes.empty();
        private boolean copies;
        private CompletableFuture<Long> done = new CompletableFuture<>();
        private long awaited;
        private int left;
        private long since;

        void begin(Channel to, Bytes octets, boolean copied, CompletableFuture<Long> whenDone) {
            out = to;
            content = octets;
            copies = copied;
            done = whenDone;
            left = PER_ROUND;
            since = System.nanoTime();
            send();
        }

        private void send() {
            BufList list = out.out();
            list.packCopy(head, 0, HEAD);
            if (copies) list.packCopy(content, 0, content.length());
            else list.append(content);
            awaited = list.remaining();
            out.flush();
        }

        @Override
        public void onRead(byte[] array, int from, int to) {
            awaited -= to - from;
            if (awaited > 0) return;
            if (--left == 0) done.complete(System.nanoTime() - since);
            else send();
        }

        @Override
        public void onReadEnd() {}

        @Override
        public void onDrained() {}

        @Override
        public void onClosed(@Nullable IOException cause) {}
    }
}
