package dev.hawser.transport.tls;

import dev.hawser.bytes.BufList;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TurnTask;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A secure channel over another channel: to the layer above it is the channel, to the one beneath it is the handler. The
 * layer above learns of it once the handshake is done.
 *
 * <p>Plaintext is cut into records across the borders of list entries, so many small answers of one turn share one
 * record; several records leave in one write of the channel beneath. Records are decrypted where they were received,
 * which changes the array that was lent.
 *
 * <p>The end of the peer's octets counts only with its close_notify (RFC 8446 6.1); without it the handler is told of a
 * {@link TlsException} by {@link ChannelHandler#onClosed} and never of {@link ChannelHandler#onReadEnd}. In TLS 1.2 the
 * peer's close_notify closes both directions.
 */
public final class TlsChannel extends TurnTask implements Channel, ChannelHandler {

    /**
     * <pre>
     * HANDSHAKING    see {@link TlsHandshake}
     *      |
     *     OPEN       octets flow
     *      |
     *   CLOSING      nothing is delivered any more; the channel beneath sends its rest
     *      |
     *    CLOSED
     * </pre>
     */
    private enum Stage {
        HANDSHAKING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private enum Output {
        OPEN,
        /** close_notify has been asked for and follows what is still in the list. */
        ENDING,
        ENDED
    }

    /** Octets made into records in one turn, after which the loop's other connections come first. */
    private static final long QUANTUM = 2 << 20;

    /** How long a peer may take to read our last alert, in nanoseconds. */
    private static final long LINGER = 2_000_000_000L;

    private final Channel inner;
    private final SSLEngine engine;
    private final TlsParts parts;
    private final TlsCounters counters;
    private final BufList out;
    private final RecordReader reader;
    private final RecordWriter records;

    /** Null once it is done. */
    private @Nullable TlsHandshake handshake;

    /** Who is to be told of the end of the handshake; null after that. */
    private @Nullable ConnectHandler opener;

    private @Nullable ChannelHandler handler;
    private @Nullable Timer timer;
    private Stage stage = Stage.HANDSHAKING;
    private Output output = Output.OPEN;
    private boolean inputEnded;
    /** The list is not empty, or the channel beneath is blocked: onDrained will be called. */
    private boolean blocked;

    private boolean writing;
    private boolean resumed;
    private @Nullable String applicationProtocol;
    private @Nullable IOException failure;

    TlsChannel(Channel inner, SSLEngine engine, TlsParts parts, TlsCounters counters, ConnectHandler opener) {
        this.inner = inner;
        this.engine = engine;
        this.parts = parts;
        this.counters = counters;
        this.opener = opener;
        this.out = new BufList(inner.loop().packBlocks());
        boolean direct = parts.engines().wantsDirectMemory();
        // Over another secure channel, what is received lies in the memory that is shared.
        TlsScratch scratch =
                inner instanceof TlsChannel ? TlsScratch.alone(direct) : TlsScratch.of(inner.loop(), direct);
        this.reader = new RecordReader(engine, scratch, new Opened());
        this.records = new RecordWriter(engine, inner.out(), inner.loop().packBlocks(), scratch);
        this.handshake = new TlsHandshake(this, engine, parts, records);
    }

    /** Starts the handshake. Returns itself, the handler of the channel beneath. */
    ChannelHandler begin() {
        arm(parts.config().handshakeTimeout().toNanos());
        try {
            if (handshake != null) handshake.begin();
        } catch (SSLException e) {
            // Nobody above knows of the channel yet, so this cannot be told before onClosed.
            failure = refused(e, "handshake");
            inner.close();
        }
        inner.loop().atTurnEnd(this);
        return this;
    }

    private void arm(long nanos) {
        Timer armed = timer;
        if (armed == null) timer = armed = new Deadline();
        inner.loop().schedule(armed, inner.loop().now() + nanos);
    }

    private void disarm() {
        Timer armed = timer;
        if (armed != null) inner.loop().cancel(armed);
        timer = null;
    }

    private final class Deadline extends Timer {
        @Override
        protected void fire(long now) {
            if (stage == Stage.HANDSHAKING) {
                stage = Stage.CLOSING;
                failure = new TlsException(
                        TlsException.Reason.HANDSHAKE_TIMEOUT,
                        "the TLS handshake took longer than %d s"
                                .formatted(parts.config().handshakeTimeout().toSeconds()),
                        null);
            }
            inner.close();
        }
    }

    // The handshake.

    boolean isHandshaking() {
        return stage == Stage.HANDSHAKING;
    }

    boolean isClosed() {
        return stage == Stage.CLOSED;
    }

    /** A step that is taken when octets that were kept can be read again. */
    interface Step {
        void take() throws SSLException;
    }

    /** Reads again after {@code step}. Not in an event of the channel beneath. */
    void goesOn(Step step) {
        inner.resumeReading();
        try {
            step.take();
            reader.resume();
        } catch (SSLException e) {
            fail(refused(e, "handshake"));
        } catch (Throwable fault) {
            // Nobody else turns a handler's fault into its end here.
            failure = new IOException("the connection's handler failed: " + fault, fault);
            inner.abort();
            throw fault;
        }
        inner.loop().atTurnEnd(this);
    }

    void handshakeDone() throws SSLException {
        stage = Stage.OPEN;
        handshake = null;
        disarm();
        SSLSession session = engine.getSession();
        if (session.getProtocol().equals("TLSv1.3"))
            records.begin13(parts.engines().plaintext13());
        String agreed = engine.getApplicationProtocol();
        applicationProtocol = agreed == null || agreed.isEmpty() ? null : agreed;
        resumed = parts.isResumed(engine);
        counters.succeeded(resumed);
        afterHandshake();
        ConnectHandler told = Objects.requireNonNull(opener);
        opener = null;
        handler = told.connected(this);
    }

    /** Sends what the engine has to say of itself: tickets, key updates. */
    private void afterHandshake() throws SSLException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) records.wrapNothing();
    }

    // From the channel beneath.

    @Override
    public void onRead(byte[] array, int from, int to) {
        try {
            reader.receive(array, from, to);
        } catch (SSLException e) {
            fail(refused(e, stage == Stage.HANDSHAKING ? "handshake" : "connection"));
        }
        if (keepsRecords()) inner.loop().atTurnEnd(this);
    }

    private boolean keepsRecords() {
        return (stage == Stage.HANDSHAKING || stage == Stage.OPEN) && !inputEnded;
    }

    @Override
    public void onReadEnd() {
        switch (stage) {
            case HANDSHAKING ->
                fail(new TlsException(
                        TlsException.Reason.HANDSHAKE_CUT,
                        "the peer closed the connection in the middle of the TLS handshake",
                        null));
            case OPEN -> {
                if (inputEnded) return;
                linger(new TlsException(
                        TlsException.Reason.TRUNCATED,
                        "the peer's octets ended without close_notify: they may have been cut short",
                        null));
            }
            case CLOSING, CLOSED -> {}
        }
    }

    @Override
    public void onDrained() {
        if (stage != Stage.OPEN || !blocked) return;
        push();
        ChannelHandler told = handler;
        if (!blocked && stage == Stage.OPEN && told != null) told.onDrained();
    }

    /** What was made in this turn leaves, or a turn later what was too much for one. */
    @Override
    public void turnEnds() {
        if (stage == Stage.OPEN && blocked && !inner.isBlocked()) onDrained();
        else if (!inner.out().isEmpty()) inner.flush();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        stage = Stage.CLOSED;
        disarm();
        reader.drop();
        TlsHandshake unfinished = handshake;
        if (unfinished == null || !unfinished.isWorking()) parts.release(engine);
        IOException why = failure != null ? failure : cause;
        if (opener != null && why == null) {
            why = new TlsException(
                    TlsException.Reason.HANDSHAKE_CUT, "closed in the middle of the TLS handshake", null);
        }
        try {
            tell(why);
        } finally {
            out.clear(); // Behind that, or its marks would look to the handler as if all had left.
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // One object in two roles.
    public boolean answersFor(TurnTask task) {
        ChannelHandler above = handler;
        return task == this || (above != null && above.answersFor(task));
    }

    /** Tells who is above, once. */
    private void tell(@Nullable IOException cause) {
        ConnectHandler waiting = opener;
        ChannelHandler told = handler;
        opener = null;
        handler = null;
        if (waiting != null) {
            counters.failed();
            waiting.failed(Objects.requireNonNull(cause));
        } else if (told != null) {
            told.onClosed(cause);
        }
    }

    private TlsException refused(SSLException e, String during) {
        return TlsException.of(e, parts.engines().inWords(e), during);
    }

    /** Ends the connection because of the peer: it gets our alert, who is above gets {@code cause}. */
    private void fail(TlsException cause) {
        try {
            switch (cause.reason()) {
                case PLAINTEXT, RENEGOTIATION, HANDSHAKE_CUT -> {} // Nothing that the engine knows of.
                case CERTIFICATE, PEER_ALERT, PROTOCOL, HANDSHAKE_TIMEOUT, TRUNCATED -> afterHandshake();
            }
        } catch (SSLException ignored) {
            // Then it has no alert to send.
        }
        linger(cause);
    }

    /** Tells who is above that it is over, and lets the channel beneath send its rest before it closes. */
    private void linger(@Nullable IOException cause) {
        stage = Stage.CLOSING;
        reader.drop();
        arm(LINGER);
        inner.resumeReading(); // So that the peer's end is seen; what comes before it is dropped.
        inner.shutdownOutput();
        try {
            out.clear();
        } finally {
            tell(cause);
        }
    }

    // From the reader.

    /** What becomes of the records that are opened. */
    private final class Opened implements RecordReader.Owner {

        @Override
        public boolean takesRecords() {
            return keepsRecords() && (handshake == null || !handshake.isWorking());
        }

        @Override
        public boolean isHandshaking() {
            return stage == Stage.HANDSHAKING;
        }

        @Override
        public boolean keepsRecords() {
            return TlsChannel.this.keepsRecords();
        }

        @Override
        public boolean refuses(byte[] array, int from, int to) {
            TlsException plaintext = TlsHandshake.plaintext(array, from, to);
            if (plaintext != null) {
                if (!parts.config().plaintextAnswer().isEmpty())
                    inner.out().append(parts.config().plaintextAnswer());
                fail(plaintext);
                return true;
            }
            String host = engine.getUseClientMode() ? null : HelloPeek.host(array, from, to);
            if (host != null) OwnKeys.expect(engine, host);
            return false;
        }

        @Override
        public void handshakes(HandshakeStatus status) throws SSLException {
            TlsHandshake going = handshake;
            if (stage == Stage.HANDSHAKING && going != null) {
                going.proceed(status);
            } else if (stage == Stage.OPEN) {
                // TLS 1.3 has tickets and key updates; TLS 1.2 has nothing but the wish for another handshake.
                boolean again = status != HandshakeStatus.FINISHED && !records.is13();
                if (parts.engines().needsAnotherCall()) {
                    // Sends what there is to say, and then tells what was wrong: a wish for another handshake too.
                    while (records.wrapNothing().bytesProduced() != 0) {}
                } else if (again || status == HandshakeStatus.NEED_TASK) {
                    fail(new TlsException(
                            TlsException.Reason.RENEGOTIATION,
                            "the peer wants to renegotiate, which is refused",
                            null));
                } else {
                    afterHandshake();
                }
            }
        }

        @Override
        public void opened(byte[] array, int length) {
            ChannelHandler told = handler;
            if (told != null && stage == Stage.OPEN) told.onRead(array, 0, length);
        }

        @Override
        public void peerCloses() throws SSLException {
            if (stage == Stage.HANDSHAKING) throw new SSLException("closed by the peer");
            if (stage != Stage.OPEN) return;
            inputEnded = true;
            reader.drop();
            // RFC 5246 7.2.1: in TLS 1.2 it is answered at once, and what we had to say is dropped.
            boolean bothEnd = !records.is13() || !parts.engines().endsByHalves();
            if (bothEnd) endRecords();
            Objects.requireNonNull(handler).onReadEnd();
            if (stage == Stage.OPEN && (bothEnd || output == Output.ENDED)) linger(null);
        }
    }

    // For the layer above.

    @Override
    public EventLoop loop() {
        return inner.loop();
    }

    @Override
    public BufList out() {
        return out;
    }

    @Override
    public void flush() {
        if (stage != Stage.OPEN || blocked || out.isEmpty()) return;
        if (output == Output.ENDED) {
            throw new IllegalStateException("flush() of %d octets after shutdownOutput()".formatted(out.remaining()));
        }
        push();
    }

    /** Makes records and sends them, until the list is empty, the channel beneath is blocked, or it is others' turn. */
    private void push() {
        if (writing) return; // A mark that is passed flushes: the loop below sees what it has added.
        writing = true;
        try {
            long left = QUANTUM;
            while (!out.isEmpty() && stage == Stage.OPEN && !inner.isBlocked() && left > 0) {
                left -= makeRecords();
                inner.flush();
                if (!inner.isOpen()) return;
            }
            if (stage != Stage.OPEN) return;
            blocked = !out.isEmpty() || inner.isBlocked();
            if (blocked) out.trim(); // A slow reader must not pin a whole pack array.
            if (blocked && !inner.isBlocked()) inner.loop().atTurnEnd(this);
            if (!blocked && output == Output.ENDING) endOutput();
        } catch (SSLException e) {
            breakOff(refused(e, "connection"));
        } catch (IOException e) {
            breakOff(e);
        } finally {
            writing = false;
        }
    }

    /** Our own doing: the peer must not take what it has for complete. The handler is told by onClosed, in this turn. */
    private void breakOff(IOException cause) {
        failure = cause;
        inner.abort();
    }

    private long makeRecords() throws IOException {
        int ahead = parts.config().writeAhead();
        long taken = 0;
        try {
            // A mark that is passed may end the channel.
            while (!out.isEmpty() && stage == Stage.OPEN && inner.out().remaining() < ahead)
                taken += records.write(out);
        } finally {
            records.rest();
        }
        return taken;
    }

    @Override
    public boolean isBlocked() {
        return blocked;
    }

    @Override
    public void pauseReading() {
        inner.pauseReading();
    }

    @Override
    public void resumeReading() {
        inner.resumeReading();
    }

    @Override
    public void shutdownOutput() {
        if (stage != Stage.OPEN || output != Output.OPEN) return;
        output = Output.ENDING;
        if (!blocked) push();
    }

    /** Says close_notify. */
    private void endRecords() throws SSLException {
        if (output == Output.ENDED) return;
        output = Output.ENDED;
        records.end();
    }

    private void endOutput() throws SSLException {
        endRecords();
        inner.shutdownOutput();
        // Both directions have ended. If the last octets are still under way, the channel beneath closes after them.
        if (inputEnded && !inner.isBlocked()) inner.close();
    }

    @Override
    public void close() {
        if (stage == Stage.OPEN) {
            stage = Stage.CLOSING;
            try {
                // With unsent octets dropped, close_notify would make what the peer has look complete.
                if (out.isEmpty()) endRecords();
                inner.flush();
            } catch (SSLException ignored) {
                // The peer will miss close_notify.
            }
        }
        inner.close();
    }

    @Override
    public void abort() {
        if (stage == Stage.OPEN) stage = Stage.CLOSING;
        inner.abort();
    }

    @Override
    public boolean isOpen() {
        return stage == Stage.OPEN && inner.isOpen();
    }

    @Override
    public @Nullable SocketAddress local() {
        return inner.local();
    }

    @Override
    public @Nullable SocketAddress remote() {
        return inner.remote();
    }

    @Override
    public @Nullable String applicationProtocol() {
        return applicationProtocol;
    }

    /** What was agreed on with whom: version, cipher suite, the peer's certificates. */
    public SSLSession session() {
        return engine.getSession();
    }

    /** Whether an earlier session was taken up again. */
    public boolean isResumed() {
        return resumed;
    }

    /** Of a server: the host that the client asked for (SNI), in lower case, or null when it did not say. */
    public @Nullable String serverName() {
        return OwnKeys.askedFor(engine);
    }
}
