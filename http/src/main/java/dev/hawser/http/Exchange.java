package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.transport.EventLoop;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request that is answered on a virtual thread: the place where the handler's thread and the event loop meet.
 *
 * <p>Two queues cross here. Content comes in from the loop and is read by the handler ({@link RequestContent}); commands go
 * out from the handler and are carried out by the loop ({@link Outbox}).
 */
final class Exchange extends Outbox {

    final ServerConnection connection;
    final int id;
    final RequestHead head;

    /** What becomes of it, while somebody watches. The loop's own. */
    final @Nullable Account account;

    /** What comes behind the head. Put before the handler begins, or by the handler's thread for a tunnel. */
    private @Nullable RequestContent content;

    // Guarded by this.
    private @Nullable Hooks hooks;
    private int happened;

    // The loop's own.
    private boolean responseBegun;
    private boolean responseEnded;
    private boolean requestEnded;
    private boolean tunnel;
    private long discarded;
    private @Nullable Consuming consuming;

    Exchange(ServerConnection connection, int id, RequestHead head, boolean requestEnded, @Nullable Account account) {
        this.connection = connection;
        this.id = id;
        this.head = head;
        this.account = account;
        this.requestEnded = requestEnded;
    }

    @Override
    void execute() {
        connection.loop().execute(this);
    }

    @Override
    void wake(@Nullable Sleeper waiting) {
        connection.handOver().wake(waiting);
    }

    @Override
    long share() {
        return connection.highWatermark();
    }

    @Override
    IOException told(IOException failure) {
        return new ExchangeOverException(failure);
    }

    @Override
    void fail(IOException cause) {
        super.fail(cause);
        RequestContent incoming = content;
        if (incoming != null) incoming.fail(cause);
    }

    // ---------------------------------------------------------------- the handler's thread

    /** Answers the request: everything the virtual thread does. */
    void serve(Handler handler, Request request) {
        ResponseWriter.send(this, connection.answers().answer(handler, request));
    }

    /** Begins a response whose content follows. */
    void begin(ResponseHead start) throws IOException {
        RequestContent incoming = content;
        if (incoming != null) incoming.answers();
        post(new Command.Start(start), 0);
    }

    /**
     * Makes the content, both ways, a tunnel's.
     *
     * @return what comes by it
     * @throws IllegalStateException while the request's own content is still coming (RFC 9110 7.8)
     */
    RequestContent openTunnel(ResponseHead accepting) throws IOException {
        RequestContent incoming = content;
        if (incoming == null) {
            content = incoming = new RequestContent(this, -1);
            // RFC 8441 5: END_STREAM on the request has closed the peer's direction of the tunnel already.
            if (connection.isMultiplexed()) incoming.received(Fields.EMPTY);
        } else if (!connection.isMultiplexed()) {
            incoming.becomesTunnel();
        }
        incoming.answers();
        hooks().forget(Hooks.Moment.INPUT_ENDED); // That is half of a tunnel's end, and no more.
        post(new Command.OpenTunnel(accepting), 0);
        return incoming;
    }

    /** Nothing more is read from the tunnel, by the handler's own wish. */
    void leaveTunnel() {
        fail(new IOException("the tunnel was closed"));
        post(new Command.LeaveTunnel());
    }

    /** Runs {@code action} when it has ended early. Any thread. */
    @Override
    void whenOver(Runnable action) {
        when(Hooks.Moment.OVER, action);
    }

    // ---------------------------------------------------------------- the loop

    /** Content is to come. Before the handler begins. */
    RequestContent expect(long length) {
        RequestContent expected = new RequestContent(this, length);
        content = expected;
        return expected;
    }

    /** Carries out what the handler's thread has asked for. On the loop. */
    @Override
    public void run() {
        ArrayDeque<Command> commands = take();
        if (connection.isClosed()) {
            drop(commands);
            carriedOut(false);
            return;
        }
        RequestContent incoming = content;
        if (incoming != null) {
            int given = incoming.takeCredit();
            if (given != 0) connection.wire().release(id, given);
        }
        if (commands.peekLast() instanceof Command.Abort && !responseBegun && opensNone(commands))
            answerInstead(commands);
        for (Command command; (command = commands.poll()) != null; ) carryOut(command);
        boolean tooMuch = connection.wire().isCongested(id);
        carriedOut(tooMuch);
        if (tooMuch) connection.congested(this);
        connection.touch();
    }

    private static boolean opensNone(ArrayDeque<Command> commands) {
        for (Command command : commands) if (command instanceof Command.OpenTunnel) return false;
        return true;
    }

    /** The response broke off before any of it was on its way: then the peer can still be told so in HTTP. */
    private static void answerInstead(ArrayDeque<Command> commands) {
        drop(commands);
        Response failure = Responses.INTERNAL_SERVER_ERROR;
        commands.add(new Command.Whole(failure.head(), ((Body.Octets) failure.body()).bytes()));
    }

    private void carryOut(Command command) {
        if (account != null) account.note(command);
        var wire = connection.wire();
        switch (command) {
            case Command.Whole(ResponseHead start, Bytes all) -> {
                wire.sendResponse(id, start, all);
                ended();
            }
            case Command.Start(ResponseHead start) -> {
                responseBegun = true;
                wire.sendResponse(id, start);
            }
            case Command.Interim(ResponseHead interim) -> wire.sendInformational(id, interim);
            case Command.Piece(Bytes octets) -> wire.sendBody(id, octets);
            case Command.FromFile(var region) -> wire.sendBody(id, region);
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
            case Command.Broken(Throwable cause) -> throw new AssertionError(cause);
        }
    }

    private void open(ResponseHead accepting) {
        responseBegun = true;
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

    EventLoop loop() {
        return connection.loop();
    }

    /** Keeps a copy of content that has come in. On the loop. */
    void received(byte[] array, int offset, int length, boolean last) {
        if (last) requestEnded = true;
        RequestContent incoming = content;
        if (incoming != null && !responseEnded) {
            incoming.received(array, offset, length, last);
            return;
        }
        connection.wire().release(id, length);
        discarded += length;
        if (!responseEnded) return;
        if (last) connection.forget(this);
        else if (discarded > ServerConnection.MAX_DISCARDED) connection.wire().reset(id, ErrorCode.NO_ERROR);
    }

    /** The content has ended with trailers. On the loop. */
    void receivedTrailers(Fields fields) {
        requestEnded = true;
        RequestContent incoming = content;
        if (incoming != null) incoming.received(fields);
        if (responseEnded) connection.forget(this);
    }

    /** The peer waits for 100 (Continue) before it sends content. On the loop. */
    void wantContinue() {
        RequestContent incoming = content;
        if (incoming != null) incoming.wantContinue();
    }

    /** The exchange has ended early. On the loop. */
    void over(IOException cause) {
        connection.forget(this);
        if (account != null) account.run();
        Consuming taking = consuming;
        consuming = null;
        if (taking != null) connection.answers().abandon(taking, cause);
        // Not at the end of the turn: a loop that ends has no more of them.
        connection.handOver().now();
        fail(cause);
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

    // ---------------------------------------------------------------- content that is taken on the loop

    /** Gives the content to {@code consumer} instead of queueing it. On the loop, before any content has come. */
    void consume(Consuming consumer) {
        consuming = consumer;
    }

    /** What takes the content on the loop, or null. */
    @Nullable
    Consuming consuming() {
        return consuming;
    }

    /** Nothing more is taken on the loop: what still comes is dropped. */
    void stopConsuming() {
        consuming = null;
    }
}
