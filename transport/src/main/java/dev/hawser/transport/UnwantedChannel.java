package dev.hawser.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** See {@link ChannelHandler#unwanted}. */
enum UnwantedChannel implements ChannelHandler {
    HANDLER;

    @Override
    public void onRead(byte[] array, int from, int to) {}

    @Override
    public void onReadEnd() {}

    @Override
    public void onDrained() {}

    @Override
    public void onClosed(@Nullable IOException cause) {}
}
