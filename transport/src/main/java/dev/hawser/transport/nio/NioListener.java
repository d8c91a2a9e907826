package dev.hawser.transport.nio;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.InheritedSocket;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.spi.ListenerCore;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** A bound {@link ServerSocketChannel}. */
final class NioListener extends ListenerCore implements NioLoop.Ready {

    private final NioLoop owner;
    private final ListenOptions options;
    private final ServerSocketChannel socket;
    private final SocketAddress address;
    private @Nullable SelectionKey key;
    private boolean deleted;

    NioListener(NioLoop owner, SocketAddress wanted, ListenOptions options, Acceptor acceptor) throws IOException {
        super(owner, acceptor);
        if (wanted instanceof InheritedSocket) {
            throw new BindException("cannot listen on %s: the JDK takes over no socket, use epoll".formatted(wanted));
        }
        this.owner = owner;
        this.options = options;
        boolean unix = wanted instanceof UnixDomainSocketAddress;
        ServerSocketChannel opened =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            opened.configureBlocking(false);
            if (!unix) {
                opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                if (options.reusePort()) opened.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                if (options.receiveBuffer() != 0) {
                    opened.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBuffer());
                }
            }
            opened.bind(wanted, options.backlog());
            this.address = opened.getLocalAddress();
        } catch (IOException e) {
            closeQuietly(opened);
            BindException named = new BindException("cannot listen on " + wanted + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        } catch (RuntimeException e) {
            closeQuietly(opened);
            throw e;
        }
        this.socket = opened;
    }

    @Override
    protected void wantAccept(boolean wanted) throws IOException {
        SelectionKey known = key;
        if (known == null) {
            known = socket.register(owner.selector, 0);
            known.attach(this);
            key = known;
        }
        known.interestOps(wanted ? SelectionKey.OP_ACCEPT : 0);
    }

    @Override
    protected void acceptRest() {
        // The JDK closes what a selector watches only when that selects again, and until then the system would take
        // connections that nobody accepts any more.
        SelectionKey known = key;
        if (known != null) {
            known.cancel();
            try {
                owner.selector.selectNow();
            } catch (IOException e) {
                // The loop will meet it.
            }
        }
        deleteFile();
        accept(options.backlog() + 1); // So many can wait; more come as long as it is open.
    }

    @Override
    public void ready(int operations) {
        accept(owner.loopOptions().acceptBatch());
    }

    private void accept(int most) {
        for (int i = most; i > 0 && isAccepting(); i--) {
            SocketChannel accepted;
            try {
                accepted = socket.accept();
            } catch (IOException e) {
                // The JDK does not say which error it was; as a rule there are no descriptors left.
                starve();
                return;
            }
            if (accepted == null) return;
            owner.cells().countAccepted();
            try {
                accepted.configureBlocking(false);
                if (!(address instanceof UnixDomainSocketAddress)) {
                    NioConnect.configure(accepted, options.noDelay(), options.keepAlive(), options.sendBuffer(), 0);
                }
                new NioChannel(owner, accepted).open(acceptor);
            } catch (IOException e) {
                closeQuietly(accepted); // It was gone before it was accepted.
            }
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    protected void release() {
        closeQuietly(socket);
        deleteFile();
    }

    /** Once: the next file of that name is somebody else's. */
    private void deleteFile() {
        if (deleted) return;
        deleted = true;
        if (address instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                // The folder may not be ours to write to any more.
            }
        }
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // There is nothing left to be done with it.
        }
    }
}
