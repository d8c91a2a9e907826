package dev.hawser.interop.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client hears of one call, in its order. */
final class Heard implements StreamObserver<byte[]> {

    private final BlockingQueue<Object> all = new LinkedBlockingQueue<>();

    @Override
    public void onNext(byte[] message) {
        all.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        all.add(failure);
    }

    @Override
    public void onCompleted() {
        all.add(Status.OK);
    }

    private Object next() throws InterruptedException {
        Object next = all.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("what comes next on the call").isNotNull();
        return next;
    }

    byte[] message() throws InterruptedException {
        Object next = next();
        assertThat(next).isInstanceOf(byte[].class);
        return (byte[]) next;
    }

    String text() throws InterruptedException {
        return Words.text(message());
    }

    void end() throws InterruptedException {
        assertThat(next()).isEqualTo(Status.OK);
    }

    StatusRuntimeException failure() throws InterruptedException {
        Object next = next();
        assertThat(next).isInstanceOf(StatusRuntimeException.class);
        return (StatusRuntimeException) next;
    }
}
