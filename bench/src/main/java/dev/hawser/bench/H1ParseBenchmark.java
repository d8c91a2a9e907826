package dev.hawser.bench;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.DateField;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h1.H1Config;
import dev.hawser.wire.h1.H1Connection;
import dev.hawser.wire.h1.HeadReader;
import dev.hawser.wire.h1.Spares;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A browser's request head, 12 fields and 465 octets, beside the decoders of Netty and Jetty; and whole turns of a server's
 * connection: receive, poll, answer, fill.
 *
 * <p>Those decoders make strings of all names and values, Hawser's makes them when they are asked for; what a handler
 * asks for is in no figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class H1ParseBenchmark {

    private static final String BROWSER = "GET /articles/2026/index.html HTTP/1.1\r\n"
            + "Host: www.example.com\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
            + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
            + "Accept-Language: en-US,en;q=0.5\r\n"
            + "Accept-Encoding: gzip, deflate, br\r\n"
            + "Connection: keep-alive\r\n"
            + "Upgrade-Insecure-Requests: 1\r\n"
            + "Sec-Fetch-Dest: document\r\n"
            + "Sec-Fetch-Mode: navigate\r\n"
            + "Sec-Fetch-Site: none\r\n"
            + "Sec-Fetch-User: ?1\r\n"
            + "Cache-Control: max-age=0\r\n\r\n";

    /** Four clients in turns, each with an order of its own: what is learnt from one is wrong for the next. */
    private static final String[] CLIENTS = {
        BROWSER,
        "GET /feed?page=2 HTTP/1.1\r\nHost: www.example.com\r\nConnection: keep-alive\r\n"
                + "sec-ch-ua: \"Chromium\";v=\"126\", \"Not.A/Brand\";v=\"8\"\r\nsec-ch-ua-mobile: ?0\r\n"
                + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
                + " Safari/537.36\r\nAccept: */*\r\nReferer: http://www.example.com/\r\n"
                + "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: de-DE,de;q=0.9\r\n"
                + "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: 10.0.0.7:8080\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n",
        "POST /v1/items HTTP/1.1\r\nhost: api.example.com\r\ncontent-length: 0\r\ncontent-type: application/json\r\n"
                + "accept: application/json\r\nauthorization: Bearer 0123456789abcdef0123456789abcdef\r\n"
                + "x-request-id: 3f2b8a6e-1d4c-4b7a-9e0f-5c6d7e8f9a0b\r\nuser-agent: client/1.0\r\n\r\n"
    };

    private static final String PLAIN = "GET /plain HTTP/1.1\r\nHost: localhost:8080\r\n\r\n";
    private static final int PIPELINED = 16;

    private static final ResponseHead OK = ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_TYPE, "text/plain"));
    private static final Bytes BODY = Bytes.of("Hello, World!");

    private final Spares spares = new Spares();
    private byte[] browser = new byte[0];
    private final byte[][] clients = new byte[CLIENTS.length][];
    private final ByteBuf[] directs = new ByteBuf[CLIENTS.length];
    private byte[] pipelined = new byte[0];
    private H1Connection connection = H1Connection.server(H1Config.DEFAULT, spares, new DateField(0), 0);
    private BufList out = new BufList(new PackBlocks(65536, 4));
    private final JettyFields jettyFields = new JettyFields();
    private final HttpParser jetty = new HttpParser(jettyFields);
    private ByteBuffer jettyBuffer = ByteBuffer.allocate(0);
    private EmbeddedChannel netty = new EmbeddedChannel();
    private ByteBuf direct = PooledByteBufAllocator.DEFAULT.directBuffer();

    /** Lays the heads out as a read would: in the middle of a large array; direct for Netty, as its transports read. */
    @Setup
    public void prepare() {
        byte[] head = BROWSER.getBytes(StandardCharsets.US_ASCII);
        browser = new byte[65536];
        System.arraycopy(head, 0, browser, 0, head.length);
        for (int i = 0; i < CLIENTS.length; i++) {
            byte[] octets = CLIENTS[i].getBytes(StandardCharsets.US_ASCII);
            clients[i] = Arrays.copyOf(octets, 4096);
            directs[i] = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(octets);
        }
        pipelined = PLAIN.repeat(PIPELINED).getBytes(StandardCharsets.US_ASCII);
        connection = H1Connection.server(H1Config.DEFAULT, spares, new DateField(0), 0);
        out = new BufList(new PackBlocks(65536, 4));
        jettyBuffer = ByteBuffer.wrap(browser.clone());
        netty = new EmbeddedChannel(new HttpRequestDecoder());
        direct = PooledByteBufAllocator.DEFAULT.directBuffer().writeBytes(head);
    }

    /** Gives Netty's buffers back. */
    @TearDown
    public void release() {
        direct.release();
        for (ByteBuf one : directs) one.release();
        netty.finishAndReleaseAll();
    }

    /** One head, read and judged. */
    @Benchmark
    public RequestHead hawserHead() {
        return HeadReader.request(browser, 0, BROWSER.length(), H1Config.DEFAULT, spares);
    }

    /** One head of four clients that take turns. */
    @Benchmark
    @OperationsPerInvocation(4)
    public void hawserHeadsInTurns(Blackhole hole) {
        for (int i = 0; i < CLIENTS.length; i++) {
            hole.consume(HeadReader.request(clients[i], 0, CLIENTS[i].length(), H1Config.DEFAULT, spares));
        }
    }

    /** The same through Netty's decoder. */
    @Benchmark
    @OperationsPerInvocation(4)
    public int nettyHeadsInTurns() {
        int messages = 0;
        for (ByteBuf one : directs) messages += decoded(one);
        return messages;
    }

    /** One head through Netty's decoder. */
    @Benchmark
    public int nettyHead() {
        return decoded(direct);
    }

    private int decoded(ByteBuf head) {
        head.readerIndex(0);
        netty.writeInbound(head.retainedDuplicate());
        int messages = 0;
        for (Object o = netty.readInbound(); o != null; o = netty.readInbound()) {
            ReferenceCountUtil.release(o);
            messages++;
        }
        return messages;
    }

    /** One head through Jetty's parser, which remembers fields it has seen on the connection. */
    @Benchmark
    public int jettyHead() {
        jettyFields.count = 0;
        jetty.reset();
        jettyBuffer.clear().limit(BROWSER.length());
        jetty.parseNext(jettyBuffer);
        return jettyFields.count;
    }

    /** Takes what the parser makes. */
    private static final class JettyFields implements HttpParser.RequestHandler {
        private int count;

        @Override
        public void startRequest(String method, String uri, HttpVersion version) {
            count++;
        }

        @Override
        public void parsedHeader(HttpField field) {
            count++;
        }

        @Override
        public boolean headerComplete() {
            return false;
        }

        @Override
        public boolean content(ByteBuffer item) {
            return false;
        }

        @Override
        public boolean contentComplete() {
            return false;
        }

        @Override
        public boolean messageComplete() {
            return true;
        }

        @Override
        public void earlyEOF() {}
    }

    /** One browser's request, answered. */
    @Benchmark
    public long hawserTurn() {
        return turn(browser, BROWSER.length());
    }

    /** Sixteen pipelined requests from one read, answered in one list. Divide by 16. */
    @Benchmark
    public long hawserSixteenPipelined() {
        return turn(pipelined, pipelined.length);
    }

    private long turn(byte[] octets, int length) {
        connection.receive(octets, 0, length, 0);
        for (WireEvent e = connection.poll(); e != null; e = connection.poll()) {
            if (e instanceof WireEvent.RequestReceived request) {
                connection.sendResponse(request.exchange(), OK, BODY);
            }
        }
        connection.fill(out, 1 << 18);
        long sent = out.remaining();
        out.advance(sent);
        return sent;
    }
}
