package dev.hawser.bench.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The routes over HTTP/2 as most people run Netty: a channel per stream, everything else at its default. */
final class NettyMultiplex extends ChannelDuplexHandler {

    private final Path root;
    private Route route = Route.UNKNOWN;
    private long received;

    private NettyMultiplex(Path root) {
        this.root = root;
    }

    static void addTo(ChannelPipeline pipeline, Path root) {
        pipeline.addLast(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings().initialWindowSize(NettyServer.STREAM_WINDOW))
                        .build(),
                new Http2MultiplexHandler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel stream) {
                        stream.pipeline().addLast(new NettyMultiplex(root));
                    }
                }));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            switch (message) {
                case Http2HeadersFrame frame -> {
                    CharSequence path = frame.headers().path();
                    route = path == null ? Route.UNKNOWN : Route.of(path.toString());
                    if (frame.isEndStream()) {
                        answer(ctx);
                    }
                }
                case Http2DataFrame frame -> {
                    received += frame.content().readableBytes();
                    if (frame.isEndStream()) {
                        answer(ctx);
                    } else {
                        var channel = (Http2StreamChannel) ctx.channel();
                        ctx.write(new DefaultHttp2WindowUpdateFrame(frame.initialFlowControlledBytes())
                                .stream(channel.stream()));
                    }
                }
                default -> {}
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext ctx) {
        switch (route) {
            case Route.Plain() -> full(ctx, NettyServer.TEXT_PLAIN, NettyServer.HELLO.duplicate());
            case Route.Fixed(int length) -> full(ctx, NettyServer.OCTETS, NettyServer.CONTENT.slice(0, length));
            case Route.Chunks(int count, int size) -> {
                ctx.write(new DefaultHttp2HeadersFrame(head(HttpResponseStatus.OK, NettyServer.OCTETS)));
                for (int i = 0; i < count; i++) {
                    ctx.write(new DefaultHttp2DataFrame(NettyServer.CONTENT.slice(0, size), i == count - 1));
                }
            }
            case Route.File file -> {
                @Nullable ByteBuf content = NettyLean.Mapped.of(Route.file(root, file));
                if (content == null) {
                    notFound(ctx);
                } else {
                    full(ctx, NettyServer.OCTETS, content);
                }
            }
            case Route.Sink() ->
                full(ctx, NettyServer.TEXT_PLAIN, ByteBufUtil.writeAscii(ctx.alloc(), Long.toString(received)));
            case Route.Unknown() -> notFound(ctx);
        }
    }

    private static void full(ChannelHandlerContext ctx, AsciiString type, ByteBuf content) {
        Http2Headers head = head(HttpResponseStatus.OK, type);
        head.setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        ctx.write(new DefaultHttp2HeadersFrame(head));
        ctx.write(new DefaultHttp2DataFrame(content, true));
    }

    private static void notFound(ChannelHandlerContext ctx) {
        ctx.write(new DefaultHttp2HeadersFrame(head(HttpResponseStatus.NOT_FOUND, NettyServer.TEXT_PLAIN), true));
    }

    private static Http2Headers head(HttpResponseStatus status, AsciiString type) {
        return new DefaultHttp2Headers()
                .status(status.codeAsText())
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.DATE, NettyServer.date);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
