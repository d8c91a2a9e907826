package dev.hawser.interop.h1;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.memory.MemoryAddress;
import dev.hawser.transport.memory.MemoryPeer;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A link through {@link TestNetwork}. What it does is done in the loop's thread, one turn each. */
final class MemoryLink implements Link {

    private static final long PATIENCE = 10_000_000_000L;

    private final EventLoop loop;
    private final MemoryPeer peer;
    private byte[] come = new byte[0];

    MemoryLink(MemoryAddress address) throws IOException {
        loop = TestNetwork.loop();
        peer = inLoop(() -> TestNetwork.NETWORK.connect(address));
    }

    private <T> T inLoop(Callable<T> task) throws IOException {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (RuntimeException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void send(byte[] octets, int from, int to) throws IOException {
        inLoop(() -> {
            peer.send(Arrays.copyOfRange(octets, from, to));
            return true;
        });
    }

    @Override
    public void end() throws IOException {
        inLoop(() -> {
            peer.end();
            return true;
        });
    }

    @Override
    public byte[] read() throws IOException {
        long since = System.nanoTime();
        while (!hasCome()) {
            if (inLoop(() -> peer.sawEnd() || peer.sawReset()) && !hasCome()) return null;
            if (System.nanoTime() - since > PATIENCE) throw new IOException("nothing comes for 10 s");
            Thread.onSpinWait();
        }
        byte[] octets = come;
        come = new byte[0];
        return octets;
    }

    @Override
    public boolean hasCome() throws IOException {
        if (come.length == 0) come = inLoop(peer::received);
        return come.length > 0;
    }

    @Override
    public void close() {
        loop.execute(peer::abort);
    }
}
