package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One request that is answered on a virtual thread: the place where the handler's thread and the event loop meet.
 *
 * <p>Two queues cross here. Content comes in from the loop and is read by the handler; commands go out from the handler
 * and are carried out by the loop. Both are guarded by this object's monitor, which nobody holds while waiting for a
 * socket. However much is queued, the loop is asked to look at most once until it has looked.
 */
final class Exchange implements Runnable {

    /** What the handler's thread asks the loop to do, in order. */
    sealed interface Command {
        /** Head and content in one. */
        record Whole(ResponseHead head, Bytes content) implements Command {}

        /** A head whose content follows. */
        record Start(ResponseHead head) implements Command {}

        /** A 1xx response. */
        record Interim(ResponseHead head) implements Command {}

        /** Content. */
        record Piece(Bytes octets) implements Command {}

        /** Content from a file, sent by the kernel. */
        record FromFile(FileRegion region) implements Command {}

        /** Something to run once everything before it is on the wire or dropped. */
        record Mark(Runnable action) implements Command {}

        /** The end of the content. */
        record End(Fields trailers) implements Command {}

        /** The response cannot be completed. */
        record Abort(ErrorCode code) implements Command {}

        /** The content, both ways, is a tunnel's from here on. */
        record OpenTunnel(ResponseHead head) implements Command {}

        /** Nobody reads from the tunnel any more. */
        record LeaveTunnel() implements Command {}
    }

    /** Credit below this waits for company, unless the handler is about to wait. Octets. */
    private static final int CREDIT_STEP = 16 * 1024;

    final ServerConnection connection;
    final int id;
    final RequestHead head;

    /** What becomes of it, while somebody watches. The loop's own. */
    final @Nullable Account account;

    // Guarded by this.
    private final ArrayDeque<Bytes> inbound = new ArrayDeque<>(2);
    private ArrayDeque<Command> outbound = new ArrayDeque<>(4);
    private ArrayDeque<Command> spare = new ArrayDeque<>(4);
    private long outboundOctets;
    private int credit;
    private boolean posted;
    private boolean congested;
    private boolean continueWanted;
    private boolean answering;
    private boolean inboundEnded;
    private Fields trailers = Fields.EMPTY;
    private @Nullable IOException failure;
    private @Nullable Hooks hooks;
    private int happened;

    // The loop's own.
    private boolean responseEnded;
    private boolean requestEnded;
    private boolean tunnel;
    private long discarded;
    private @Nullable Collecting collecting;

    Exchange(ServerConnection connection, int id, RequestHead head, boolean requestEnded, @Nullable Account account) {
        this.connection = connection;
        this.id = id;
        this.head = head;
        this.account = account;
        this.requestEnded = requestEnded;
        this.inboundEnded = requestEnded;
    }

    // ---------------------------------------------------------------- the handler's thread

    /** Answers the request: everything the virtual thread does. */
    void serve(Handler handler, Request request) {
        Response response = connection.answer(handler, request);
        send(response);
    }

    /** Sends {@code response}, waiting where its content has to. */
    void send(Response response) {
        TunnelHandler user = response.tunnel();
        if (user != null) {
            ServerTunnel.serve(this, response.head(), user);
            return;
        }
        Body body = response.body();
        try {
            if (body instanceof Body.Octets octets) {
                post(new Command.Whole(response.head(), octets.bytes()), 0);
                return;
            }
            long length = body.length();
            ResponseHead start = length < 0 ? response.head() : withLength(response.head(), length);
            if (head.method() == Method.HEAD || start.status().forbidsContent()) {
                post(new Command.Start(start), 0);
                post(new Command.End(Fields.EMPTY), 0);
                if (body instanceof Body.Streamed streamed) streamed.stream().close();
                return;
            }
            stream(start, body);
        } catch (IOException gone) {
            // The peer has gone or the content broke off: whoever is left to tell is told by the reset.
            post(new Command.Abort(ErrorCode.INTERNAL_ERROR));
        } catch (RuntimeException | Error fault) {
            connection.report("content of " + head.target(), fault);
            post(new Command.Abort(ErrorCode.INTERNAL_ERROR));
        }
    }

    private void stream(ResponseHead start, Body body) throws IOException {
        switch (body) {
            case Body.Octets octets -> throw new AssertionError(octets);
            case Body.Stretch stretch -> FileSender.send(this, start, stretch);
            case Body.Written written -> {
                post(new Command.Start(start), 0);
                Sink sink = new Sink(this, written.length());
                written.writer().write(sink);
                sink.end();
            }
            case Body.Streamed streamed -> {
                try (var stream = streamed.stream()) {
                    post(new Command.Start(start), 0);
                    Sink sink = new Sink(this, streamed.length());
                    byte[] block = stream.readNBytes(32 * 1024);
                    while (block.length != 0) {
                        sink.write(Bytes.wrap(block));
                        block = stream.readNBytes(32 * 1024);
                    }
                    sink.end();
                }
            }
        }
    }

    /**
     * Makes the content, both ways, a tunnel's.
     *
     * @throws IllegalStateException while the request's own content is still coming (RFC 9110 7.8)
     */
    void openTunnel(ResponseHead accepting) throws IOException {
        synchronized (this) {
            if (!connection.isMultiplexed()) {
                if (!inboundEnded) throw new IllegalStateException("a tunnel before all of the request has come");
                for (Bytes unread : inbound) credit += unread.length();
                inbound.clear();
                inboundEnded = false;
            }
        }
        hooks().forget(Hooks.Moment.INPUT_ENDED); // That is half of a tunnel's end, and no more.
        post(new Command.OpenTunnel(accepting), 0);
    }

    /** Nothing more is read from the tunnel, by the handler's own wish. */
    void leaveTunnel() {
        synchronized (this) {
            if (failure == null) failure = new IOException("the tunnel was closed");
            notifyAll();
        }
        post(new Command.LeaveTunnel());
    }

    static ResponseHead withLength(ResponseHead head, long length) {
        if (head.status().forbidsContent() || head.fields().contains(FieldName.CONTENT_LENGTH)) return head;
        Fields.Builder fields = head.fields().toBuilder();
        fields.add(FieldName.CONTENT_LENGTH, Long.toString(length));
        return ResponseHead.of(head.status(), fields.build());
    }

    /** Queues {@code command}; waits while the exchange holds more than its share. */
    void post(Command command, long octets) throws IOException {
        synchronized (this) {
            while (failure == null && (congested || outboundOctets > connection.highWatermark())) await();
            if (failure != null) throw new ExchangeOverException(failure);
            outbound.add(command);
            // RFC 9110 15.2: no interim response once the final one has begun, and whoever waited takes that for a yes.
            if (command instanceof Command.Start || command instanceof Command.OpenTunnel) answering = true;
            outboundOctets += octets;
            if (posted) return;
            posted = true;
        }
        wake();
    }

    /** Queues {@code command} whatever is queued already. */
    void post(Command command) {
        synchronized (this) {
            outbound.add(command);
            if (posted) return;
            posted = true;
        }
        wake();
    }

    /** Asks the loop to look here. One that has ended will not: then nobody is there to answer to. */
    private void wake() {
        try {
            connection.loop().execute(this);
        } catch (RejectedExecutionException ended) {
            synchronized (this) {
                if (failure == null) failure = new IOException("the server has been closed", ended);
                notifyAll();
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Each caller loops over what it waits for.
    private void await() throws IOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the peer", e);
        }
    }

    @Nullable
    Bytes read() throws IOException {
        boolean ask = false;
        Bytes piece;
        synchronized (this) {
            while (inbound.isEmpty()) {
                if (inboundEnded) return null; // All has come, whatever became of the connection since.
                if (failure != null) throw new ExchangeOverException(failure);
                if (continueWanted && !answering) askToContinue();
                await();
            }
            piece = inbound.remove();
            credit += piece.length();
            if ((credit >= CREDIT_STEP || inbound.isEmpty()) && !inboundEnded && !posted) {
                posted = true;
                ask = true;
            }
        }
        if (ask) wake();
        return piece;
    }

    /** The handler is about to wait for content that the peer holds back (RFC 9110 10.1.1). */
    private void askToContinue() {
        continueWanted = false;
        outbound.add(new Command.Interim(ServerConnection.CONTINUE));
        if (posted) return;
        posted = true;
        wake();
    }

    synchronized Fields trailers() {
        return trailers;
    }

    // ---------------------------------------------------------------- the loop

    /** Carries out what the handler's thread has asked for. On the loop. */
    @Override
    public void run() {
        ArrayDeque<Command> commands;
        int given;
        synchronized (this) {
            commands = outbound;
            outbound = spare;
            spare = commands;
            outboundOctets = 0;
            posted = false;
            given = credit;
            credit = 0;
            if (!congested) notifyAll();
        }
        if (given != 0) connection.wire().release(id, given);
        if (commands.peekLast() instanceof Command.Abort && commands.peekFirst() instanceof Command.Start) {
            answerInstead(commands);
        }
        for (Command command; (command = commands.poll()) != null; ) carryOut(command);
        if (connection.wire().isCongested(id)) {
            synchronized (this) {
                congested = true;
            }
            connection.congested(this);
        }
        connection.touch();
    }

    /** The response broke off before any of it was on its way: then the peer can still be told so in HTTP. */
    private void answerInstead(ArrayDeque<Command> commands) {
        for (Command command; (command = commands.poll()) != null; ) {
            if (command instanceof Command.Mark(Runnable action)) action.run();
        }
        Response failure = Responses.INTERNAL_SERVER_ERROR;
        commands.add(new Command.Whole(failure.head(), ((Body.Octets) failure.body()).bytes()));
    }

    private void carryOut(Command command) {
        if (account != null) note(account, command);
        var wire = connection.wire();
        switch (command) {
            case Command.Whole(ResponseHead start, Bytes content) -> {
                wire.sendResponse(id, start, content);
                ended();
            }
            case Command.Start(ResponseHead start) -> wire.sendResponse(id, start);
            case Command.Interim(ResponseHead interim) -> wire.sendInformational(id, interim);
            case Command.Piece(Bytes octets) -> wire.sendBody(id, octets);
            case Command.FromFile(FileRegion region) -> wire.sendBody(id, region);
            case Command.Mark(Runnable action) -> wire.markBody(id, action);
            case Command.End(Fields last) -> {
                if (last.size() == 0) wire.endBody(id);
                else wire.endBody(id, last);
                if (!tunnel) ended();
            }
            case Command.Abort(ErrorCode code) -> {
                wire.reset(id, code);
                over(new IOException("the response broke off"));
                // Without a length or frames, only a reset tells the peer that this was no orderly end.
                if (!connection.isMultiplexed() && (tunnel || head.version() == HttpVersion.HTTP_1_0))
                    connection.abort();
            }
            case Command.OpenTunnel(ResponseHead accepting) -> open(accepting);
            case Command.LeaveTunnel() -> ended();
        }
    }

    private void open(ResponseHead accepting) {
        try {
            connection.wire().sendUpgrade(id, accepting);
            tunnel = true;
            if (!connection.isMultiplexed()) requestEnded = false;
        } catch (IllegalStateException late) {
            // The connection had begun to end before the tunnel could be opened.
            Response refusal = Responses.SERVICE_UNAVAILABLE;
            connection.wire().sendResponse(id, refusal.head(), ((Body.Octets) refusal.body()).bytes());
            over(new IOException("the connection takes no tunnel any more", late));
        }
    }

    private static void note(Account account, Command command) {
        switch (command) {
            case Command.Whole(ResponseHead start, Bytes content) -> {
                account.responded(start.status().code());
                account.sent(content.length());
                account.completed();
            }
            case Command.Start(ResponseHead start) ->
                account.responded(start.status().code());
            case Command.OpenTunnel(ResponseHead start) ->
                account.responded(start.status().code());
            case Command.Piece(Bytes octets) -> account.sent(octets.length());
            case Command.FromFile(FileRegion region) -> account.sent(region.length());
            case Command.End _ -> account.completed();
            case Command.Interim _, Command.Mark _, Command.Abort _, Command.LeaveTunnel _ -> {}
        }
    }

    /** The response is complete, as far as the handler is concerned. */
    void ended() {
        responseEnded = true;
        synchronized (this) {
            hooks = null;
        }
        if (account != null) connection.wire().markBody(id, account);
        if (requestEnded) connection.forget(this);
        else connection.wire().markBody(id, this::refuseRest);
    }

    /** The response is on the wire and the request is still coming: RFC 9113 8.1 lets the rest be refused. */
    private void refuseRest() {
        if (requestEnded || !(connection.isMultiplexed() || tunnel)) return;
        connection.wire().reset(id, ErrorCode.NO_ERROR);
        over(new IOException("the response was complete before the request"));
    }

    /** Keeps a copy of content that has come in. On the loop. */
    void received(byte[] array, int offset, int length, boolean last) {
        if (last) requestEnded = true;
        if (responseEnded) {
            connection.wire().release(id, length);
            discarded += length;
            if (last) connection.forget(this);
            else if (discarded > ServerConnection.MAX_DISCARDED)
                connection.wire().reset(id, ErrorCode.NO_ERROR);
            return;
        }
        Collecting gathering = collecting;
        if (gathering != null) {
            gathering.add(array, offset, length);
            return;
        }
        synchronized (this) {
            if (length != 0) inbound.add(Bytes.copyOf(array, offset, length));
            if (last) inboundEnded = true;
            notifyAll();
        }
    }

    /** The content has ended with trailers. On the loop. */
    void receivedTrailers(Fields fields) {
        requestEnded = true;
        if (collecting != null) collecting.trailers = fields;
        synchronized (this) {
            trailers = fields;
            inboundEnded = true;
            notifyAll();
        }
        if (responseEnded) connection.forget(this);
    }

    /** The peer waits for 100 (Continue) before it sends content. On the loop. */
    synchronized void wantContinue() {
        continueWanted = true;
        notifyAll();
    }

    /** The queue is short again. On the loop. */
    synchronized void relieved() {
        congested = false;
        notifyAll();
    }

    /** The exchange has ended early. On the loop. */
    void over(IOException cause) {
        connection.forget(this);
        if (account != null) account.run();
        synchronized (this) {
            if (failure == null) failure = cause;
            notifyAll();
        }
        happens(Hooks.Moment.OVER);
    }

    /** Tells whoever waits for that. On the loop. */
    void happens(Hooks.Moment moment) {
        Hooks waiting;
        synchronized (this) {
            happened |= moment.bit();
            waiting = hooks;
        }
        if (waiting != null) waiting.run(moment);
    }

    /** Runs {@code action} when {@code moment} comes, on the loop, or at once if it has. Any thread. */
    void when(Hooks.Moment moment, Runnable action) {
        hooks().add(moment, action);
    }

    private synchronized Hooks hooks() {
        Hooks waiting = hooks;
        if (waiting == null) hooks = waiting = new Hooks(happened);
        return waiting;
    }

    // ---------------------------------------------------------------- handlers that do not wait get content whole

    /** Gathers the content for {@code handler} instead of queueing it. On the loop, before any content has come. */
    void collect(Handler handler, Request request) {
        collecting = new Collecting(handler, request);
    }

    /** What is being gathered, or null. */
    @Nullable
    Collecting collecting() {
        return collecting;
    }

    /** Gathers no more: what still comes is dropped. */
    void stopCollecting() {
        collecting = null;
    }

    /** The request's content, as the handler reads it. */
    static final class Inbound extends RequestBody {

        private final Exchange exchange;
        private final long length;

        Inbound(Exchange exchange, long length) {
            this.exchange = exchange;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public @Nullable Bytes read() throws IOException {
            return exchange.read();
        }

        @Override
        public Fields trailers() {
            return exchange.trailers();
        }
    }

    /** The response's content, as a writer writes it. */
    static final class Sink extends BodySink {

        private final Exchange exchange;
        private final long promised;
        private long written;
        private Fields trailers = Fields.EMPTY;

        Sink(Exchange exchange, long promised) {
            this.exchange = exchange;
            this.promised = promised;
        }

        @Override
        public void write(Bytes piece) throws IOException {
            if (piece.isEmpty()) return;
            if (promised >= 0 && piece.length() > promised - written) {
                throw new IllegalStateException("content of %d octets was promised, %d were written"
                        .formatted(promised, written + piece.length()));
            }
            written += piece.length();
            exchange.post(new Command.Piece(piece), piece.length());
        }

        @Override
        public void flush() {
            // Every piece is posted as it is written and leaves when the loop's turn ends.
        }

        @Override
        public void trailers(Fields fields) {
            trailers = fields;
        }

        @Override
        void whenOver(Runnable action) {
            exchange.when(Hooks.Moment.OVER, action);
        }

        void end() throws IOException {
            if (promised >= 0 && written != promised) {
                throw new IllegalStateException(
                        "content of %d octets was promised, %d were written".formatted(promised, written));
            }
            exchange.post(new Command.End(trailers), 0);
        }
    }
}
