package dev.hawser.bench.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.nio.file.Path;

/** The routes over HTTP/1.1. Answers go out when all that was read has been answered, so pipelined ones share a write. */
final class NettyHttp1 extends ChannelInboundHandlerAdapter {

    private static final HttpHeadersFactory LEAN =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private final Path root;
    private Route route = Route.UNKNOWN;
    private long received;
    private boolean closing;

    NettyHttp1(Path root) {
        this.root = root;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                route = Route.of(request.uri());
                received = 0;
                closing = !HttpUtil.isKeepAlive(request);
                if (HttpUtil.is100ContinueExpected(request)) {
                    ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
                }
            }
            if (message instanceof HttpContent content) {
                received += content.content().readableBytes();
            }
            if (message instanceof LastHttpContent) {
                answer(ctx);
                if (closing) ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void answer(ChannelHandlerContext ctx) {
        switch (route) {
            case Route.Plain() ->
                full(ctx, HttpResponseStatus.OK, NettyServer.TEXT_PLAIN, NettyServer.HELLO.duplicate());
            case Route.Fixed(int length) ->
                full(ctx, HttpResponseStatus.OK, NettyServer.OCTETS, NettyServer.CONTENT.slice(0, length));
            case Route.Chunks(int count, int size) -> {
                HttpResponse head = head(HttpResponseStatus.OK, NettyServer.OCTETS);
                head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
                ctx.write(head, ctx.voidPromise());
                for (int i = 0; i < count; i++) {
                    ctx.write(new DefaultHttpContent(NettyServer.CONTENT.slice(0, size)), ctx.voidPromise());
                }
                ctx.write(LastHttpContent.EMPTY_LAST_CONTENT, ctx.voidPromise());
            }
            case Route.File file -> file(ctx, Route.file(root, file).toFile());
            case Route.Sink() ->
                full(
                        ctx,
                        HttpResponseStatus.OK,
                        NettyServer.TEXT_PLAIN,
                        ByteBufUtil.writeAscii(ctx.alloc(), Long.toString(received)));
            case Route.Unknown() ->
                full(ctx, HttpResponseStatus.NOT_FOUND, NettyServer.TEXT_PLAIN, Unpooled.EMPTY_BUFFER);
        }
    }

    private static void file(ChannelHandlerContext ctx, File file) {
        long length = file.length();
        if (!file.isFile()) {
            full(ctx, HttpResponseStatus.NOT_FOUND, NettyServer.TEXT_PLAIN, Unpooled.EMPTY_BUFFER);
            return;
        }
        HttpResponse head = head(HttpResponseStatus.OK, NettyServer.OCTETS);
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        ctx.write(head, ctx.voidPromise());
        ctx.write(new DefaultFileRegion(file, 0, length), ctx.voidPromise());
        ctx.write(LastHttpContent.EMPTY_LAST_CONTENT, ctx.voidPromise());
    }

    private static void full(ChannelHandlerContext ctx, HttpResponseStatus status, AsciiString type, ByteBuf content) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content, LEAN, LEAN);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.DATE, NettyServer.date)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        ctx.write(response, ctx.voidPromise());
    }

    private static HttpResponse head(HttpResponseStatus status, AsciiString type) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, LEAN);
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.DATE, NettyServer.date);
        return head;
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
