package dev.hawser.bench.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes over HTTP/2 by the lean API: frames come as calls, no channel per stream. Tuned: 16 KiB at least for each
 * stream in its turn. The connection handler flushes when a read is complete.
 */
final class NettyLean extends Http2FrameAdapter {

    private final Http2Connection connection;
    private final Http2ConnectionEncoder encoder;
    private final Http2Connection.PropertyKey asked;
    private final Path root;

    private NettyLean(Http2Connection connection, Http2ConnectionEncoder encoder, Path root) {
        this.connection = connection;
        this.encoder = encoder;
        this.asked = connection.newKey();
        this.root = root;
    }

    static void addTo(ChannelPipeline pipeline, Path root) {
        Http2Connection connection = new DefaultHttp2Connection(true);
        var distributor = new UniformStreamByteDistributor(connection);
        distributor.minAllocationChunk(16 << 10);
        connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, distributor));
        Http2ConnectionEncoder encoder = new DefaultHttp2ConnectionEncoder(connection, new DefaultHttp2FrameWriter());
        Http2ConnectionDecoder decoder =
                new DefaultHttp2ConnectionDecoder(connection, encoder, new DefaultHttp2FrameReader());
        decoder.frameListener(new NettyLean(connection, encoder, root));
        pipeline.addLast(new Handler(decoder, encoder));
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end) {
        onHeadersRead(ctx, stream, headers, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean end) {
        CharSequence path = headers.path();
        Route route = path == null ? Route.UNKNOWN : Route.of(path.toString());
        if (end) {
            answer(ctx, stream, route, 0);
        } else {
            connection.stream(stream).setProperty(asked, new Upload(route));
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean end) {
        Upload upload = connection.stream(stream).getProperty(asked);
        upload.received += data.readableBytes();
        if (end) {
            answer(ctx, stream, upload.route, upload.received);
        }
        return data.readableBytes() + padding;
    }

    private void answer(ChannelHandlerContext ctx, int stream, Route route, long received) {
        switch (route) {
            case Route.Plain() -> full(ctx, stream, NettyServer.TEXT_PLAIN, NettyServer.HELLO.duplicate());
            case Route.Fixed(int length) -> full(ctx, stream, NettyServer.OCTETS, NettyServer.CONTENT.slice(0, length));
            case Route.Chunks(int count, int size) -> {
                head(ctx, stream, HttpResponseStatus.OK, NettyServer.OCTETS, null, false);
                for (int i = 0; i < count; i++) {
                    encoder.writeData(
                            ctx, stream, NettyServer.CONTENT.slice(0, size), 0, i == count - 1, ctx.newPromise());
                }
            }
            case Route.File file -> {
                ByteBuf content = Mapped.of(Route.file(root, file));
                if (content == null) {
                    head(ctx, stream, HttpResponseStatus.NOT_FOUND, NettyServer.TEXT_PLAIN, null, true);
                } else {
                    full(ctx, stream, NettyServer.OCTETS, content);
                }
            }
            case Route.Sink() ->
                full(ctx, stream, NettyServer.TEXT_PLAIN, ByteBufUtil.writeAscii(ctx.alloc(), Long.toString(received)));
            case Route.Unknown() -> head(ctx, stream, HttpResponseStatus.NOT_FOUND, NettyServer.TEXT_PLAIN, null, true);
        }
    }

    private void full(ChannelHandlerContext ctx, int stream, AsciiString type, ByteBuf content) {
        head(
                ctx,
                stream,
                HttpResponseStatus.OK,
                type,
                AsciiString.of(Integer.toString(content.readableBytes())),
                false);
        encoder.writeData(ctx, stream, content, 0, true, ctx.newPromise());
    }

    private void head(
            ChannelHandlerContext ctx,
            int stream,
            HttpResponseStatus status,
            AsciiString type,
            @Nullable AsciiString length,
            boolean end) {
        Http2Headers headers = length == null
                ? ReadOnlyHttp2Headers.serverHeaders(
                        false,
                        status.codeAsText(),
                        HttpHeaderNames.CONTENT_TYPE,
                        type,
                        HttpHeaderNames.DATE,
                        NettyServer.date)
                : ReadOnlyHttp2Headers.serverHeaders(
                        false,
                        status.codeAsText(),
                        HttpHeaderNames.CONTENT_TYPE,
                        type,
                        HttpHeaderNames.DATE,
                        NettyServer.date,
                        HttpHeaderNames.CONTENT_LENGTH,
                        length);
        encoder.writeHeaders(ctx, stream, headers, 0, end, ctx.newPromise());
    }

    /** A request whose content still comes. */
    private static final class Upload {
        final Route route;
        long received;

        Upload(Route route) {
            this.route = route;
        }
    }

    /** Files, mapped once. */
    static final class Mapped {

        private static final ConcurrentHashMap<Path, ByteBuf> FILES = new ConcurrentHashMap<>();

        private Mapped() {}

        static @Nullable ByteBuf of(Path file) {
            ByteBuf all = FILES.computeIfAbsent(file, Mapped::map);
            return all.isReadable() ? all.duplicate() : null;
        }

        private static ByteBuf map(Path file) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return Unpooled.unreleasableBuffer(
                        Unpooled.wrappedBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())));
            } catch (IOException e) {
                return Unpooled.EMPTY_BUFFER;
            }
        }
    }

    private static final class Handler extends Http2ConnectionHandler {

        Handler(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder) {
            super(decoder, encoder, Http2Settings.defaultSettings().initialWindowSize(NettyServer.STREAM_WINDOW));
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
            super.handlerAdded(ctx);
            Http2Connection connection = connection();
            connection
                    .local()
                    .flowController()
                    .incrementWindowSize(connection.connectionStream(), NettyServer.CONNECTION_WINDOW - 65_535);
            flush(ctx);
        }
    }
}
