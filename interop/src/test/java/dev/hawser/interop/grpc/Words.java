package dev.hawser.interop.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A service whose messages are octets, with a method for each thing that a call can do. */
final class Words {

    static final String SERVICE = "hawser.Words";

    /** Gives back what it gets. */
    static final MethodDescriptor<byte[], byte[]> ECHO = method(MethodType.UNARY, "Echo");

    /** Waits until {@link #COMPANY} calls of it are there. */
    static final MethodDescriptor<byte[], byte[]> MEET = method(MethodType.UNARY, "Meet");

    /** Gives back what it gets, a while later. */
    static final MethodDescriptor<byte[], byte[]> THINK = method(MethodType.UNARY, "Think");

    /** Fails before it has said anything. */
    static final MethodDescriptor<byte[], byte[]> FAIL = method(MethodType.UNARY, "Fail");

    /** Says the numbers below the one it gets. */
    static final MethodDescriptor<byte[], byte[]> COUNT = method(MethodType.SERVER_STREAMING, "Count");

    /** Says one message, then fails. */
    static final MethodDescriptor<byte[], byte[]> BREAK = method(MethodType.SERVER_STREAMING, "Break");

    /** Says one message, then nothing. */
    static final MethodDescriptor<byte[], byte[]> HANG = method(MethodType.SERVER_STREAMING, "Hang");

    /** Says how many messages there were, and how many octets. */
    static final MethodDescriptor<byte[], byte[]> GATHER = method(MethodType.CLIENT_STREAMING, "Gather");

    /** Gives each message back at once. */
    static final MethodDescriptor<byte[], byte[]> TALK = method(MethodType.BIDI_STREAMING, "Talk");

    /** Fails at the first message, while more may be on its way. */
    static final MethodDescriptor<byte[], byte[]> REFUSE = method(MethodType.BIDI_STREAMING, "Refuse");

    static final int COMPANY = 100;

    private static final Executor LATER = CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);

    static final String WHY = "no such w\u00f6rd: 100 %";

    static final Metadata.Key<byte[]> DETAIL = Metadata.Key.of("x-detail-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** What no text can hold. */
    static final byte[] DETAILS = {0, -1, 10, 13, 127, -128, 58};

    /** The calls that were cancelled before they ended, by the names of their methods. */
    final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

    private final List<StreamObserver<byte[]>> company = new ArrayList<>(); // Guarded by this.

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(Octets.ALONE)
                .setResponseMarshaller(Octets.ALONE)
                .build();
    }

    private enum Octets implements MethodDescriptor.Marshaller<byte[]> {
        ALONE;

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    private static RuntimeException failure() {
        Metadata trailers = new Metadata();
        trailers.put(DETAIL, DETAILS);
        return Status.FAILED_PRECONDITION.withDescription(WHY).asRuntimeException(trailers);
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(ECHO, ServerCalls.asyncUnaryCall(Words::answer))
                .addMethod(MEET, ServerCalls.asyncUnaryCall((message, to) -> meet(to)))
                .addMethod(THINK, ServerCalls.asyncUnaryCall(Words::think))
                .addMethod(FAIL, ServerCalls.asyncUnaryCall((message, to) -> to.onError(failure())))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(Words::count))
                .addMethod(BREAK, ServerCalls.asyncServerStreamingCall((message, to) -> {
                    to.onNext(message);
                    to.onError(failure());
                }))
                .addMethod(HANG, ServerCalls.asyncServerStreamingCall((message, to) -> {
                    watch("Hang", to);
                    to.onNext(message);
                }))
                .addMethod(GATHER, ServerCalls.asyncClientStreamingCall(Gathering::new))
                .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(to -> {
                    watch("Talk", to);
                    return new Talking(to);
                }))
                .addMethod(REFUSE, ServerCalls.asyncBidiStreamingCall(Refusing::new))
                .build();
    }

    private void watch(String method, StreamObserver<byte[]> call) {
        ((ServerCallStreamObserver<byte[]>) call).setOnCancelHandler(() -> cancelled.add(method));
    }

    private static void answer(byte[] message, StreamObserver<byte[]> to) {
        to.onNext(message);
        to.onCompleted();
    }

    private static void think(byte[] message, StreamObserver<byte[]> to) {
        LATER.execute(() -> answer(message, to));
    }

    private synchronized void meet(StreamObserver<byte[]> one) {
        company.add(one);
        if (company.size() < COMPANY) return;
        for (StreamObserver<byte[]> each : company) answer(octets("met"), each);
        company.clear();
    }

    private static void count(byte[] message, StreamObserver<byte[]> to) {
        int end = Integer.parseInt(text(message));
        for (int i = 0; i < end; i++) to.onNext(octets(Integer.toString(i)));
        to.onCompleted();
    }

    private abstract static class Listening implements StreamObserver<byte[]> {
        final StreamObserver<byte[]> to;

        Listening(StreamObserver<byte[]> to) {
            this.to = to;
        }

        @Override
        public void onError(Throwable cancelled) {}

        @Override
        public void onCompleted() {
            to.onCompleted();
        }
    }

    private static final class Talking extends Listening {
        Talking(StreamObserver<byte[]> to) {
            super(to);
        }

        @Override
        public void onNext(byte[] message) {
            to.onNext(message);
        }
    }

    private static final class Refusing extends Listening {
        private boolean refused;

        Refusing(StreamObserver<byte[]> to) {
            super(to);
        }

        @Override
        public void onNext(byte[] message) {
            if (!refused) to.onError(failure());
            refused = true;
        }

        @Override
        public void onCompleted() {
            if (!refused) to.onCompleted();
        }
    }

    private static final class Gathering extends Listening {
        private int messages;
        private long octets;

        Gathering(StreamObserver<byte[]> to) {
            super(to);
        }

        @Override
        public void onNext(byte[] message) {
            messages++;
            octets += message.length;
        }

        @Override
        public void onCompleted() {
            answer(octets(messages + " of " + octets), to);
        }
    }
}
