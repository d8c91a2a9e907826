package dev.hawser.bench;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.DateField;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.H2Config;
import dev.hawser.wire.h2.H2Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The HTTP/2 engine alone, memory to memory: small requests in, as a load generator repeats them, and responses of 13
 * octets out. Netty's codec over its embedded channel does the same beside it. Figures are for one request.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class H2EngineBenchmark {

    /** Requests in one invocation, whatever the number of streams in flight. */
    private static final int REQUESTS = 800;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    /** The first request puts its authority and user agent into the table, the others only name them. */
    private static final byte[] FIRST =
            block("828684", "41" + "0e" + hex("127.0.0.1:8080"), "7a" + "0e" + hex("h2load/nghttp2"));

    private static final byte[] NEXT = block("828684", "bf", "be");

    /** Requests that come in one read, and whose answers leave in one write. */
    @Param({"1", "8", "100"})
    int streams;

    private byte[] batch = {};

    // Ours.
    private H2Connection connection = H2Connection.server(H2Config.server(), new DateField(784_111_777), 0);
    private int hawserStream;
    private final BufList out = new BufList(new PackBlocks(65_536, 4));
    private final Bytes hello = Bytes.wrap(HELLO);
    private final ResponseHead head =
            ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_TYPE, "text/plain", FieldName.SERVER, "bench"));

    // Netty's.
    private EmbeddedChannel channel = new EmbeddedChannel();
    private int nettyStream;

    private static byte[] block(String... hex) {
        return java.util.HexFormat.of().parseHex(String.join("", hex));
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void frame(ByteBuffer out, int type, int flags, int stream, byte[] payload) {
        out.putInt((payload.length << 8) | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload);
    }

    /** A read's worth of requests, and credit for the responses to the ones before. */
    @Setup(Level.Trial)
    public void writeBatch() {
        ByteBuffer octets = ByteBuffer.allocate(streams * (9 + NEXT.length) + 13);
        for (int i = 0; i < streams; i++) frame(octets, 1, 5, 0, NEXT);
        frame(
                octets,
                8,
                0,
                0,
                ByteBuffer.allocate(4).putInt(0, streams * HELLO.length).array());
        batch = octets.array();
    }

    private void number(int first) {
        ByteBuffer octets = ByteBuffer.wrap(batch);
        for (int i = 0; i < streams; i++) octets.putInt(i * (9 + NEXT.length) + 5, first + 2 * i);
    }

    private static byte[] opening() {
        ByteBuffer octets = ByteBuffer.allocate(1024);
        octets.put(PREFACE);
        frame(octets, 4, 0, 0, new byte[0]);
        frame(octets, 4, 1, 0, new byte[0]);
        frame(octets, 1, 5, 1, FIRST);
        return java.util.Arrays.copyOf(octets.array(), octets.position());
    }

    /** Both engines have seen the first request. */
    @Setup(Level.Iteration)
    public void open() {
        connection = H2Connection.server(H2Config.server(), new DateField(784_111_777), 0);
        byte[] opening = opening();
        connection.receive(opening, 0, opening.length, 0);
        answer();
        hawserStream = 3;

        channel = new EmbeddedChannel(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(new Http2Settings().maxConcurrentStreams(100))
                        .build(),
                new NettyAnswer());
        channel.writeInbound(Unpooled.wrappedBuffer(opening));
        readAll();
        nettyStream = 3;
    }

    /** Answers every request with the same head, as a handler that knows what it does. */
    private static final class NettyAnswer extends ChannelInboundHandlerAdapter {
        private final ByteBuf hello =
                Unpooled.unreleasableBuffer(Unpooled.directBuffer(HELLO.length).writeBytes(HELLO));

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof Http2HeadersFrame request)) {
                io.netty.util.ReferenceCountUtil.release(message);
                return;
            }
            Http2Headers headers = new DefaultHttp2Headers(false)
                    .status("200")
                    .add("content-type", "text/plain")
                    .add("server", "bench")
                    .add("content-length", "13")
                    .add("date", "Sun, 06 Nov 1994 08:49:37 GMT");
            context.write(new DefaultHttp2HeadersFrame(headers, false).stream(request.stream()));
            context.write(new DefaultHttp2DataFrame(hello.duplicate(), true).stream(request.stream()));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private long answer() {
        for (WireEvent event = connection.poll(); event != null; event = connection.poll()) {
            if (event instanceof WireEvent.RequestReceived request) {
                connection.sendResponse(request.exchange(), head, hello);
            } else {
                throw new IllegalStateException(event.toString());
            }
        }
        connection.fill(out, 1 << 18);
        long octets = out.remaining();
        out.advance(octets);
        return octets;
    }

    private long readAll() {
        long octets = 0;
        for (Object written = channel.readOutbound(); written != null; written = channel.readOutbound()) {
            ByteBuf buffer = (ByteBuf) written;
            octets += buffer.readableBytes();
            buffer.release();
        }
        return octets;
    }

    /** Two frame heads, a block of some octets, the content: an engine that writes less has not answered. */
    private static long checked(long octets) {
        if (octets < REQUESTS * (9L + 4 + 9 + HELLO.length))
            throw new IllegalStateException(octets + " octets written");
        return octets;
    }

    /** Hawser's engine. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public long hawser() {
        long octets = 0;
        for (int done = 0; done < REQUESTS; done += streams) {
            number(hawserStream);
            hawserStream += 2 * streams;
            connection.receive(batch, 0, batch.length, 0);
            octets += answer();
        }
        return checked(octets);
    }

    /** Netty's codec, on its frame level. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public long netty() {
        long octets = 0;
        for (int done = 0; done < REQUESTS; done += streams) {
            number(nettyStream);
            nettyStream += 2 * streams;
            channel.writeInbound(channel.alloc().buffer(batch.length).writeBytes(batch));
            octets += readAll();
        }
        return checked(octets);
    }
}
