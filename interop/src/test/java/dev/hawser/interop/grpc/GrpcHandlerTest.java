package dev.hawser.interop.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.BodySink;
import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Router;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of gRPC, and handlers that speak it with what Hawser has: messages framed by hand, the status in trailers. */
class GrpcHandlerTest {

    private static final int LARGE = 4 << 20;
    private static final int MOST = LARGE + 5;

    private static final FieldName STATUS = FieldName.of("grpc-status");
    private static final FieldName MESSAGE = FieldName.of("grpc-message");

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        Router routes = Router.builder()
                .post("/" + Words.ECHO.getFullMethodName(), GrpcHandlerTest::echo)
                .post("/" + Words.MEET.getFullMethodName(), Handler.nonBlocking(GrpcHandlerTest::echo))
                .post("/" + Words.TALK.getFullMethodName(), request -> answer().writing(sink -> talk(request, sink)))
                .post(
                        "/" + Words.FAIL.getFullMethodName(),
                        request -> answer().field(STATUS, "9")
                                .field(MESSAGE, "no such w%C3%B6rd: 100 %25")
                                .empty())
                .build();
        ServerConfig config = ServerConfig.builder()
                .drainTimeout(Duration.ofMillis(1))
                .maxBufferedContent(MOST)
                .blockedAfter(Duration.ZERO)
                .build();
        server = Server.start(config, routes, (what, fault) -> faults.add(what + ": " + fault));
        channel = NettyChannelBuilder.forAddress(server.listen("127.0.0.1", 0))
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
        assertThat(faults).isEmpty();
    }

    // ---------------------------------------------------------------- the handlers

    private static Response.Builder answer() {
        return Response.status(dev.hawser.message.Status.OK).field(FieldName.CONTENT_TYPE, "application/grpc");
    }

    /** The one message comes framed as it is to go. */
    private static Response echo(Request request) throws IOException {
        Bytes framed = request.body().readAll(MOST);
        return answer().writing(sink -> {
            sink.write(framed);
            sink.trailers(Fields.of(STATUS, "0"));
        });
    }

    private static void talk(Request request, BodySink sink) throws IOException {
        DataInputStream in = new DataInputStream(request.body().asInputStream());
        for (byte[] framed; (framed = next(in)) != null; ) sink.write(Bytes.wrap(framed));
        sink.trailers(Fields.of(STATUS, "0"));
    }

    /** A message with the five octets before it: whether it is packed, and its length. */
    private static byte @Nullable [] next(DataInputStream in) throws IOException {
        int packed = in.read();
        if (packed < 0) return null;
        int length = in.readInt();
        byte[] framed = new byte[5 + length];
        for (int i = 0; i < 4; i++) framed[1 + i] = (byte) (length >>> 24 - 8 * i);
        in.readFully(framed, 5, length);
        return framed;
    }

    // ---------------------------------------------------------------- what the client hears

    private byte[] ask(MethodDescriptor<byte[], byte[]> method, byte[] message) {
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
        return ClientCalls.blockingUnaryCall(channel, method, soon, message);
    }

    @Test
    void messagesAreAnsweredWithTrailersByEitherKindOfHandler() {
        for (int size : new int[] {0, 1, 1000, 100_000, 1_000_000}) {
            assertThat(ask(Words.ECHO, new byte[size])).hasSize(size);
            assertThat(ask(Words.MEET, new byte[size])).hasSize(size);
        }
        assertThat(ask(Words.ECHO, new byte[LARGE])).hasSize(LARGE);
    }

    @Test
    void eachMessageOfATalkWaitsForTheOneBeforeIt() throws Exception {
        Heard heard = new Heard();
        StreamObserver<byte[]> call =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(Words.TALK, CallOptions.DEFAULT), heard);
        for (int i = 0; i < 100; i++) {
            call.onNext(Words.octets("word " + i));
            assertThat(heard.text()).isEqualTo("word " + i);
        }
        call.onCompleted();
        heard.end();
    }

    @Test
    void aFailureInTheHeadAloneIsTheEnd() {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> ask(Words.FAIL, new byte[1]));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.getStatus().getDescription()).isEqualTo(Words.WHY);
    }

    @Test
    void whatIsNotRoutedIsUnimplemented() {
        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ask(
                        Words.COUNT.toBuilder()
                                .setType(MethodDescriptor.MethodType.UNARY)
                                .build(),
                        new byte[1]));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }
}
