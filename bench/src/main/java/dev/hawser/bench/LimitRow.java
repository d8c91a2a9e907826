package dev.hawser.bench;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transports;
import dev.hawser.transport.TurnTask;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a loop can do at best: one canned answer for each request, nothing parsed but the end of a head. Beside
 * {@code canned.c} it shows what the JVM costs. Arguments: transport, port, octets of
 * content (13), where they lie (heap or native); the head is always packed, so longer contents are gathered behind it.
 */
public final class LimitRow {

    /** Shorter contents are copied behind the head. */
    private static final int GATHERED = 1024;

    private static byte[] head = {};
    private static Bytes content = Bytes.empty();

    private LimitRow() {}

    /** Serves until it is killed. */
    public static void main(String[] args) throws IOException {
        EventLoop loop = Transports.named(args.length > 0 ? args[0] : "auto")
                .newLoop(LoopOptions.builder().daemon(false).build());
        int size = args.length > 2 ? Integer.parseInt(args[2]) : 13;
        head = ("HTTP/1.1 200 OK\r\nServer: canned\r\nContent-Type: text/plain\r\nContent-Length: " + size + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] octets = new byte[size];
        content = Bytes.wrap(octets);
        if (args.length > 3 && args[3].equals("native")) {
            content = Bytes.wrap(Arena.global().allocate(size).copyFrom(MemorySegment.ofArray(octets)));
        }
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        Listener listener = loop.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ListenOptions.defaults(), Canned::new);
        loop.start();
        System.out.println("limit row: listening on http:/" + listener.address());
    }

    private static final class Canned extends TurnTask implements ChannelHandler {
        private final Channel channel;
        private int owed;

        Canned(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void onRead(byte[] array, int from, int to) {
            for (int at = from + 3; at < to; at++) {
                if (array[at] == '\n' && array[at - 1] == '\r' && array[at - 2] == '\n' && array[at - 3] == '\r') {
                    owed++;
                }
            }
            channel.loop().atTurnEnd(this);
        }

        @Override
        public void turnEnds() {
            BufList out = channel.out();
            for (; owed > 0; owed--) {
                out.packCopy(head, 0, head.length);
                if (content.length() < GATHERED) out.packCopy(content, 0, content.length());
                else out.append(content);
            }
            channel.flush();
        }

        @Override
        public void onReadEnd() {
            channel.close();
        }

        @Override
        public void onDrained() {}

        @Override
        public void onClosed(@Nullable IOException cause) {}
    }
}
