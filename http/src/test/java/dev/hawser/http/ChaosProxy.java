package dev.hawser.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Stands between a client and a server and breaks things, by seed: each connection gets a fault of its own. */
final class ChaosProxy implements Closeable {

    private enum Fault {
        NONE,
        /** Octets come a few at a time. */
        DRIP,
        /** Octets come in pieces of any size. */
        SPLIT,
        /** Pieces come late. */
        DELAY,
        /** Both sides see a reset after some octets of the request, or of the response. */
        RESET_UP,
        RESET_DOWN,
        /** The client sees an orderly end after some octets of the response. */
        HALF_CLOSE,
        /** Nothing moves any more after some octets of the response. */
        STALL
    }

    private static final Fault[] FAULTS = Fault.values();

    private final ServerSocket listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final InetSocketAddress server;
    private final long seed;
    final AtomicInteger connections = new AtomicInteger();

    ChaosProxy(InetSocketAddress server, long seed) throws IOException {
        this.server = server;
        this.seed = seed;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Random random = new Random(seed * 31 + connections.incrementAndGet());
                Thread.ofVirtual().start(() -> connect(client, random));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void connect(Socket client, Random random) {
        sockets.add(client);
        Socket behind = new Socket();
        sockets.add(behind);
        try {
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            behind.connect(server);
            // Every second connection works, until it ends in order as all do at last.
            Fault fault = random.nextBoolean() ? Fault.NONE : FAULTS[random.nextInt(FAULTS.length)];
            boolean works = fault.compareTo(Fault.DELAY) <= 0;
            long after =
                    works ? 5_000 + random.nextInt(50_000) : 1 + random.nextInt(random.nextBoolean() ? 400 : 40_000);
            long upSeed = random.nextLong();
            long downSeed = random.nextLong();
            long upLimit = fault == Fault.RESET_UP ? after : -1;
            long downLimit = fault == Fault.RESET_UP ? -1 : after;
            Thread up = Thread.ofVirtual().start(() -> pump(client, behind, fault, upLimit, new Random(upSeed)));
            pump(behind, client, fault, downLimit, new Random(downSeed));
            up.join();
        } catch (IOException | InterruptedException e) {
            // One of the two has gone; the other goes too.
        } finally {
            drop(client);
            drop(behind);
        }
    }

    /** Moves octets until the end, or until {@code limit} of them when that is not negative: then the fault happens. */
    private void pump(Socket from, Socket to, Fault fault, long limit, Random random) {
        byte[] block = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (long moved = 0; ; ) {
                int n = in.read(block);
                if (n < 0) break;
                if (limit >= 0 && moved + n >= limit) {
                    out.write(block, 0, (int) (limit - moved));
                    happen(fault, from, to);
                    return;
                }
                write(out, block, n, fault, random);
                moved += n;
            }
            to.shutdownOutput();
        } catch (IOException e) {
            drop(from);
            drop(to);
        }
    }

    private static void write(OutputStream out, byte[] block, int n, Fault fault, Random random) throws IOException {
        int most = fault == Fault.DRIP ? 7 : fault == Fault.SPLIT ? 2000 : n;
        if (fault == Fault.DELAY) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)));
        for (int at = 0; at < n; ) {
            int piece = most == n ? n : Math.min(n - at, 1 + random.nextInt(most));
            out.write(block, at, piece);
            at += piece;
        }
    }

    private void happen(Fault fault, Socket from, Socket to) throws IOException {
        switch (fault) {
            case RESET_UP, RESET_DOWN -> {
                from.setSoLinger(true, 0);
                to.setSoLinger(true, 0);
                drop(from);
                drop(to);
            }
            case NONE, DRIP, SPLIT, DELAY, HALF_CLOSE -> to.shutdownOutput();
            case STALL -> {
                // The server's octets are read off, and nothing is passed on, until somebody gives up.
                InputStream in = from.getInputStream();
                byte[] block = new byte[16 * 1024];
                while (in.read(block) >= 0) continue;
            }
        }
    }

    private void drop(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) drop(socket);
    }
}
