package dev.hawser.transport.nio;

import dev.hawser.bytes.BufList;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.PeerResetException;
import dev.hawser.transport.spi.ChannelCore;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connected {@link SocketChannel}. */
final class NioChannel extends ChannelCore implements NioLoop.Ready {

    private final NioLoop owner;
    private final SocketChannel socket;
    private final SelectionKey key;

    /** {@code socket} is not blocking and belongs to this from now on, also when this fails. */
    NioChannel(NioLoop owner, SocketChannel socket) throws IOException {
        super(owner);
        this.owner = owner;
        this.socket = socket;
        SelectionKey known = socket.keyFor(owner.selector);
        if (known == null) known = socket.register(owner.selector, 0);
        else known.interestOps(0); // It waited to be connected.
        known.attach(this);
        this.key = known;
    }

    void open(Acceptor acceptor) {
        begin(acceptor);
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_READ) != 0) readable();
        if ((operations & SelectionKey.OP_WRITE) != 0) writable();
    }

    @Override
    protected int receive(byte[] block) throws IOException {
        ByteBuffer staging = owner.staging.clear().limit(block.length);
        int n;
        try {
            n = socket.read(staging);
        } catch (IOException e) {
            throw named(e);
        }
        owner.cells().countRead(n);
        if (n > 0) staging.get(0, block, 0, n);
        return n;
    }

    @Override
    protected boolean send(BufList out) throws IOException {
        try {
            return owner.gather.send(socket, out, this);
        } catch (IOException e) {
            throw named(e);
        }
    }

    /** The JDK has no type for what the peer does to a connection; the texts are those of its own and of the system. */
    private static IOException named(IOException e) {
        String text = e.getMessage();
        if (text == null) return e;
        boolean gone = (e instanceof SocketException && text.startsWith("Connection reset"))
                || text.startsWith("Broken pipe")
                || text.startsWith("Connection reset by peer");
        if (!gone) return e;
        PeerResetException reset = new PeerResetException("the peer has broken the connection off: " + text);
        reset.initCause(e);
        return reset;
    }

    @Override
    protected void wantRead(boolean wanted) {
        want(SelectionKey.OP_READ, wanted);
    }

    @Override
    protected void wantWrite(boolean wanted) {
        want(SelectionKey.OP_WRITE, wanted);
    }

    private void want(int operation, boolean wanted) {
        if (wanted) key.interestOpsOr(operation);
        else key.interestOpsAnd(~operation);
    }

    @Override
    protected void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    protected void release(boolean reset) {
        try {
            if (reset && socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException | IllegalArgumentException e) {
            // The peer has gone already.
        }
        NioListener.closeQuietly(socket);
    }

    @Override
    public @Nullable SocketAddress local() {
        try {
            return socket.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public @Nullable SocketAddress remote() {
        try {
            return socket.getRemoteAddress();
        } catch (IOException e) {
            return null;
        }
    }
}
