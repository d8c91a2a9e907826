package dev.hawser.transport.tls;

import dev.hawser.transport.ChannelHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what a handler is told. */
final class Told implements ChannelHandler {
    final TlsChannel channel;
    final ByteArrayOutputStream read = new ByteArrayOutputStream();
    final List<String> events = new ArrayList<>();
    int reads;

    @Nullable
    IOException cause;

    Runnable whenRead = () -> {};
    Runnable whenDrained = () -> {};

    Told(TlsChannel channel) {
        this.channel = channel;
    }

    @Override
    public void onRead(byte[] array, int from, int to) {
        read.write(array, from, to - from);
        reads++;
        whenRead.run();
    }

    @Override
    public void onReadEnd() {
        events.add("end");
    }

    @Override
    public void onDrained() {
        events.add("drained");
        whenDrained.run();
    }

    @Override
    public void onClosed(@Nullable IOException why) {
        events.add("closed");
        cause = why;
    }
}
