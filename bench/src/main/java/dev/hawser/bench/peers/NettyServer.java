package dev.hawser.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AsciiString;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The Netty peers: one event loop, both protocols on one port. They differ in the transport and in the HTTP/2 API.
 */
final class NettyServer {

    static final AsciiString TEXT_PLAIN = AsciiString.cached("text/plain");
    static final AsciiString OCTETS = AsciiString.cached("application/octet-stream");

    /** A stream's window and a connection's window for uploads, in octets. */
    static final int STREAM_WINDOW = 1 << 20;

    static final int CONNECTION_WINDOW = 16 << 20;

    /** Off the heap and never released, so that the kernel can read it where it lies. */
    static final ByteBuf CONTENT = direct(Route.content());

    static final ByteBuf HELLO = direct(Route.HELLO);

    /** The Date field of this second; written by the event loop only. */
    static AsciiString date = now();

    private NettyServer() {}

    /** Makes the handler that speaks HTTP/2 once the preface was seen. One per connection. */
    interface Http2 {
        void addTo(ChannelPipeline pipeline, Path root);
    }

    static void run(String[] args, IoHandlerFactory io, Class<? extends ServerChannel> type, Http2 http2)
            throws InterruptedException {
        int port = Integer.parseInt(args[0]);
        Path root = Path.of(args[1]);
        SslContext tls = args.length > 3 ? tls(args[2], args[3]) : null;
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io);
        loop.scheduleAtFixedRate(() -> date = now(), 1, 1, TimeUnit.SECONDS);
        new ServerBootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(128 << 10, 256 << 10))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (tls != null) channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        channel.pipeline().addLast(new Detector(root, http2));
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", port))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    /** The JDK's engine, or BoringSSL where {@link NettyBoring} asks for it. */
    static SslProvider provider = SslProvider.JDK;

    private static SslContext tls(String chain, String key) {
        try {
            return SslContextBuilder.forServer(new File(chain), new File(key))
                    .sslProvider(provider)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            "h2",
                            "http/1.1"))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteBuf direct(byte[] octets) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(octets.length).writeBytes(octets).asReadOnly());
    }

    private static AsciiString now() {
        return AsciiString.cached(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
    }

    /** Waits for enough octets to tell HTTP/2's preface from a request line, and then makes room for the codec. */
    private static final class Detector extends ByteToMessageDecoder {

        private static final ByteBuf PREFACE =
                Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("PRI * HTTP/2.0", StandardCharsets.US_ASCII));

        private final Path root;
        private final Http2 http2;

        Detector(Path root, Http2 http2) {
            this.root = root;
            this.http2 = http2;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int seen = Math.min(in.readableBytes(), PREFACE.readableBytes());
            if (ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), seen)) {
                if (seen < PREFACE.readableBytes()) {
                    return;
                }
                http2.addTo(ctx.pipeline(), root);
            } else {
                ChannelHandler codec = new HttpServerCodec();
                ctx.pipeline().addLast(codec, new NettyHttp1(root));
            }
            ctx.pipeline().remove(this);
        }
    }
}
