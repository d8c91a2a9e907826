package dev.hawser.interop.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hawser.http.ReverseProxy;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.message.HttpVersion;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client and a server of gRPC, and between them a reverse proxy with every default. */
class GrpcProxyTest {

    private static final int LARGE = 4 << 20;

    private static final Metadata.Key<String> TRACE = Metadata.Key.of("x-trace", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> BLOB = Metadata.Key.of("x-blob-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static final Pattern READ_CALLS = Pattern.compile("^hawser_read_calls_total (\\d+)$", Pattern.MULTILINE);

    private final Words words = new Words();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private io.grpc.Server upstream;
    private ReverseProxy proxy;
    private Server front;
    private InetSocketAddress address;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        upstream = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .maxInboundMessageSize(2 * LARGE)
                .addService(ServerInterceptors.intercept(words.service(), new Returning()))
                .build()
                .start();
        proxy = ReverseProxy.builder()
                .upstream("http://127.0.0.1:" + upstream.getPort())
                .client(ReverseProxy.client().versions(HttpVersion.HTTP_2).build())
                .build();
        ServerConfig config = ServerConfig.builder()
                .blockedAfter(Duration.ZERO)
                .drainTimeout(Duration.ofMillis(1))
                .build();
        front = Server.start(config, proxy, (what, fault) -> faults.add(what + ": " + fault));
        address = front.listen("127.0.0.1", 0);
        channel = channel().build();
    }

    @AfterEach
    void stop() {
        String counts = front.stats().toPrometheus();
        channel.shutdownNow();
        front.close();
        proxy.close();
        upstream.shutdownNow();
        assertThat(faults).isEmpty();
        assertThat(counts).doesNotContain("hawser_limit_hits_total{");
    }

    private NettyChannelBuilder channel() {
        return NettyChannelBuilder.forAddress(address).usePlaintext().maxInboundMessageSize(2 * LARGE);
    }

    /** Gives metadata of requests back in heads and in trailers. */
    private static final class Returning implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata asked, ServerCallHandler<Q, A> next) {
            ServerCall<Q, A> returning = new SimpleForwardingServerCall<>(call) {
                @Override
                public void sendHeaders(Metadata head) {
                    add(head);
                    super.sendHeaders(head);
                }

                @Override
                public void close(Status status, Metadata trailers) {
                    add(trailers);
                    super.close(status, trailers);
                }

                private void add(Metadata to) {
                    for (String trace : all(asked, TRACE)) to.put(TRACE, trace);
                    for (byte[] blob : all(asked, BLOB)) to.put(BLOB, blob);
                }
            };
            return Contexts.interceptCall(Context.current(), returning, asked, next);
        }
    }

    private static <T> List<T> all(Metadata of, Metadata.Key<T> key) {
        List<T> all = new ArrayList<>();
        Iterable<T> values = of.getAll(key);
        if (values != null) values.forEach(all::add);
        return all;
    }

    /** Sends metadata with each call and keeps what comes with the answer. */
    private static final class Metadatas implements ClientInterceptor {
        final Metadata sent = new Metadata();
        final List<Metadata> heads = new CopyOnWriteArrayList<>();
        final List<Metadata> trailers = new CopyOnWriteArrayList<>();

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata head) {
                    head.merge(sent);
                    super.start(
                            new SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onHeaders(Metadata answered) {
                                    heads.add(answered);
                                    super.onHeaders(answered);
                                }

                                @Override
                                public void onClose(Status status, Metadata ended) {
                                    trailers.add(ended);
                                    super.onClose(status, ended);
                                }
                            },
                            head);
                }
            };
        }
    }

    private static CallOptions soon() {
        return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private byte[] ask(MethodDescriptor<byte[], byte[]> method, byte[] message) {
        return ClientCalls.blockingUnaryCall(channel, method, soon(), message);
    }

    private Iterator<byte[]> listen(MethodDescriptor<byte[], byte[]> method, String message) {
        return ClientCalls.blockingServerStreamingCall(channel, method, soon(), Words.octets(message));
    }

    /** Without a deadline: only what the client does can end it. */
    private ClientCallStreamObserver<byte[]> talk(MethodDescriptor<byte[], byte[]> method, Heard heard) {
        ClientCall<byte[], byte[]> call = channel.newCall(method, CallOptions.DEFAULT);
        return (ClientCallStreamObserver<byte[]>) ClientCalls.asyncBidiStreamingCall(call, heard);
    }

    private static byte[] noise(int octets) {
        byte[] noise = new byte[octets];
        new Random(9).nextBytes(noise);
        return noise;
    }

    private static void isTheFailure(StatusRuntimeException failure) {
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.getStatus().getDescription()).isEqualTo(Words.WHY);
        assertThat(failure.getTrailers().get(Words.DETAIL)).isEqualTo(Words.DETAILS);
    }

    // ---------------------------------------------------------------- the four kinds of calls

    @Test
    void oneMessageForOne() {
        assertThat(ask(Words.ECHO, Words.octets("hello"))).isEqualTo(Words.octets("hello"));
        assertThat(ask(Words.ECHO, new byte[0])).isEmpty();
    }

    @Test
    void manyMessagesForOne() {
        Iterator<byte[]> answers = listen(Words.COUNT, "1000");
        for (int i = 0; i < 1000; i++) assertThat(Words.text(answers.next())).isEqualTo(Integer.toString(i));
        assertThat(answers.hasNext()).isFalse();
        assertThat(listen(Words.COUNT, "0").hasNext()).isFalse();
    }

    @Test
    void oneMessageForMany() throws Exception {
        Heard heard = new Heard();
        StreamObserver<byte[]> call =
                ClientCalls.asyncClientStreamingCall(channel.newCall(Words.GATHER, soon()), heard);
        for (int i = 0; i < 1000; i++) call.onNext(new byte[100]);
        call.onCompleted();
        assertThat(heard.text()).isEqualTo("1000 of 100000");
        heard.end();
    }

    @Test
    void eachMessageOfATalkWaitsForTheOneBeforeIt() throws Exception {
        Heard heard = new Heard();
        StreamObserver<byte[]> call = talk(Words.TALK, heard);
        // The client sends a PING behind every answer to learn how much is on its way.
        for (int i = 0; i < 300; i++) {
            call.onNext(Words.octets("word " + i));
            assertThat(heard.text()).isEqualTo("word " + i);
        }
        call.onCompleted();
        heard.end();
    }

    @Test
    void largeMessagesPassBothWays() throws Exception {
        byte[] large = noise(LARGE);
        assertThat(ask(Words.ECHO, large)).isEqualTo(large);
        Heard heard = new Heard();
        StreamObserver<byte[]> call = talk(Words.TALK, heard);
        for (int i = 0; i < 4; i++) call.onNext(large);
        for (int i = 0; i < 4; i++) assertThat(heard.message()).isEqualTo(large);
        call.onCompleted();
        heard.end();
    }

    @Test
    void twiceAsManyCallsAsTheServerTakesAtOnceShareAConnection() throws Exception {
        List<Future<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 2 * Words.COMPANY; i++) {
            answers.add(ClientCalls.futureUnaryCall(channel.newCall(Words.MEET, soon()), new byte[i]));
        }
        for (Future<byte[]> answer : answers) assertThat(answer.get()).isEqualTo(Words.octets("met"));
        assertThat(front.stats().connections()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- metadata and failures

    @Test
    void metadataPassesWithRequestsHeadsAndTrailers() {
        Metadatas metadata = new Metadatas();
        metadata.sent.put(TRACE, "one, two");
        metadata.sent.put(TRACE, "three");
        metadata.sent.put(BLOB, Words.DETAILS);
        metadata.sent.put(BLOB, new byte[0]);
        Channel with = ClientInterceptors.intercept(channel, metadata);
        ClientCalls.blockingUnaryCall(with, Words.ECHO, soon(), new byte[1]);
        for (Metadata came : List.of(metadata.heads.getFirst(), metadata.trailers.getFirst())) {
            assertThat(all(came, TRACE)).containsExactly("one, two", "three");
            assertThat(all(came, BLOB)).containsExactly(Words.DETAILS, new byte[0]);
        }
    }

    @Test
    void aFailureBehindMessagesHasItsWordsAndDetailsInTrailers() {
        Iterator<byte[]> answers = listen(Words.BREAK, "first");
        assertThat(Words.text(answers.next())).isEqualTo("first");
        isTheFailure(catchThrowableOfType(StatusRuntimeException.class, answers::hasNext));
    }

    @Test
    void aFailureBeforeAnyMessageIsAHeadAlone() {
        Metadatas metadata = new Metadatas();
        Channel with = ClientInterceptors.intercept(channel, metadata);
        isTheFailure(catchThrowableOfType(
                StatusRuntimeException.class,
                () -> ClientCalls.blockingUnaryCall(with, Words.FAIL, soon(), new byte[1])));
        assertThat(metadata.heads).as("heads that are not the end, too").isEmpty();
    }

    @Test
    void aMethodThatIsNotThereIsSaidToBeMissing() {
        MethodDescriptor<byte[], byte[]> none =
                Words.ECHO.toBuilder().setFullMethodName("hawser.Words/None").build();
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> ask(none, new byte[1]));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void aServerMayRefuseWhileTheClientStillTalks() throws Exception {
        for (int i = 0; i < 50; i++) {
            Heard heard = new Heard();
            StreamObserver<byte[]> call = talk(Words.REFUSE, heard);
            call.onNext(new byte[100]);
            call.onNext(new byte[30_000]);
            isTheFailure(heard.failure());
        }
    }

    @Test
    void anUpstreamThatIsGoneIsUnavailable() {
        upstream.shutdownNow();
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> ask(Words.ECHO, new byte[1]));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    // ---------------------------------------------------------------- who does not wait to the end

    @Test
    void whatIsLateIsGivenUpOnBothSides() throws Exception {
        // Connected already: the time is that of one answer and of waiting for another.
        assertThat(ask(Words.ECHO, new byte[1])).hasSize(1);
        CallOptions short_ = CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS);
        Iterator<byte[]> answers =
                ClientCalls.blockingServerStreamingCall(channel, Words.HANG, short_, Words.octets("first"));
        assertThat(Words.text(answers.next())).isEqualTo("first");
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, answers::hasNext);
        // The server has the same deadline from the request's fields: on a busy machine its reset may be there first.
        assertThat(failure.getStatus().getCode()).isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
        assertThat(words.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("Hang");
    }

    @Test
    void aClientThatCancelsWhileItListensIsHeardByTheServer() throws Exception {
        Heard heard = new Heard();
        ClientCall<byte[], byte[]> call = channel.newCall(Words.HANG, CallOptions.DEFAULT);
        ClientCalls.asyncServerStreamingCall(call, Words.octets("first"), heard);
        assertThat(heard.text()).isEqualTo("first");
        call.cancel("enough", null);
        assertThat(heard.failure().getStatus().getCode()).isEqualTo(Status.Code.CANCELLED);
        assertThat(words.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("Hang");
        assertThat(ask(Words.ECHO, new byte[1])).hasSize(1);
        assertThat(front.stats().connections()).isEqualTo(1);
    }

    @Test
    void aClientThatCancelsWhileItTalksIsHeardByTheServer() throws Exception {
        Heard heard = new Heard();
        ClientCallStreamObserver<byte[]> call = talk(Words.TALK, heard);
        call.onNext(Words.octets("first"));
        assertThat(heard.text()).isEqualTo("first");
        call.cancel("enough", null);
        assertThat(words.cancelled.poll(20, TimeUnit.SECONDS)).isEqualTo("Talk");
        assertThat(ask(Words.ECHO, new byte[1])).hasSize(1);
    }

    /** A real client asks once in ten seconds at most: this one does so every five milliseconds, while nothing else happens. */
    @Test
    void aClientMayAskWhetherItsServerIsThere() throws Exception {
        NettyChannelBuilder builder = channel().keepAliveWithoutCalls(true);
        Field interval = NettyChannelBuilder.class.getDeclaredField("keepAliveTimeNanos");
        interval.setAccessible(true);
        interval.setLong(builder, TimeUnit.MILLISECONDS.toNanos(5));
        ManagedChannel asking = builder.build();
        try {
            Heard heard = new Heard();
            StreamObserver<byte[]> call =
                    ClientCalls.asyncBidiStreamingCall(asking.newCall(Words.TALK, CallOptions.DEFAULT), heard);
            call.onNext(Words.octets("before"));
            assertThat(heard.text()).isEqualTo("before");
            long begun = readCalls();
            while (readCalls() < begun + 100) LockSupport.parkNanos(1_000_000);
            call.onNext(Words.octets("behind"));
            assertThat(heard.text()).isEqualTo("behind");
            call.onCompleted();
            heard.end();
        } finally {
            asking.shutdownNow();
        }
    }

    /** It ends connections that ask for the third time within five minutes; the proxy asks after 20 ms of silence. */
    @Test
    void aServerIsNotAskedTooOftenWhetherItIsThere() throws Exception {
        ReverseProxy asking = ReverseProxy.builder()
                .upstream("http://127.0.0.1:" + upstream.getPort())
                .client(ReverseProxy.client()
                        .versions(HttpVersion.HTTP_2)
                        .ping(Duration.ofMillis(20), Duration.ofSeconds(10))
                        .build())
                .build();
        try (asking;
                Server another = Server.start(asking)) {
            address = another.listen("127.0.0.1", 0);
            channel.shutdownNow();
            channel = channel().build();
            assertThat(ask(Words.THINK, Words.octets("slowly"))).isEqualTo(Words.octets("slowly"));
        }
    }

    private long readCalls() {
        Matcher line = READ_CALLS.matcher(front.stats().toPrometheus());
        assertThat(line.find()).isTrue();
        return Long.parseLong(line.group(1));
    }
}
