package dev.hawser.http.load;

import dev.hawser.bytes.BufList;
import dev.hawser.message.HttpVersion;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TurnTask;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h1.H1Config;
import dev.hawser.wire.h1.H1Connection;
import dev.hawser.wire.h2.H2Config;
import dev.hawser.wire.h2.H2Connection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One connection that is kept busy. Confined to its loop. */
final class LoadConnection extends TurnTask implements ChannelHandler {

    private static final long WRITE_TARGET = 256 * 1024;

    private final LoadLoop home;
    private final Channel channel;
    private final WireConnection wire;
    private final StartTimes starts;
    private final Expiry expiry = new Expiry();
    private final int streams;

    /** When the octets came that are looked through now: one look at the clock for all answers in them. */
    private long heardAt;

    LoadConnection(LoadLoop home, Channel channel) {
        this.home = home;
        this.channel = channel;
        this.streams = home.plan.streams();
        this.starts = new StartTimes(streams);
        long now = home.loop.now();
        this.wire = home.plan.version() == HttpVersion.HTTP_2
                ? H2Connection.client(home.machines.h2(), now)
                : H1Connection.client(home.machines.h1(), home.spares, now);
    }

    /** The machines' settings: windows so wide that the server never waits for them. */
    record Machines(H1Config h1, H2Config h2) {
        static Machines of(LoadPlan plan) {
            H1Config h1 = H1Config.builder().maxUnanswered(plan.streams()).build();
            H2Config h2 = H2Config.builder()
                    .windows(16 << 20, 512 << 20, 512 << 20)
                    .growWindows(false)
                    .build();
            return new Machines(h1, h2);
        }
    }

    /** Requests that are under way. */
    int open() {
        return starts.size();
    }

    void touch() {
        home.loop.atTurnEnd(this);
    }

    void close() {
        channel.close();
    }

    @Override
    public void onRead(byte[] array, int from, int to) {
        heardAt = System.nanoTime();
        wire.receive(array, from, to, home.loop.now());
        pump();
        touch();
    }

    @Override
    public void onReadEnd() {
        heardAt = System.nanoTime();
        wire.receiveEnd(home.loop.now());
        pump();
        touch();
    }

    @Override
    public void onDrained() {
        touch();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        home.loop.cancel(expiry);
        int lost = starts.size();
        starts.clear();
        home.left(this, lost, cause);
    }

    private void pump() {
        for (WireEvent event; (event = wire.poll()) != null; ) {
            // The two that come by the million are asked for first.
            if (event instanceof WireEvent.DataReceived data) {
                int length = data.length();
                home.contentOctets += length;
                if (length != 0) wire.release(data.exchange(), length);
                if (data.last()) answered(data.exchange());
            } else if (event instanceof WireEvent.ResponseReceived response) {
                home.status(response.head().status().code());
                if (response.last()) answered(response.exchange());
            } else {
                dispatchRare(event);
            }
        }
    }

    private void dispatchRare(WireEvent event) {
        switch (event) {
            case WireEvent.InformationalReceived _ -> home.informational++;
            case WireEvent.TrailersReceived trailers -> answered(trailers.exchange());
            case WireEvent.ExchangeReset reset -> {
                if (starts.take(reset.exchange()) == Long.MIN_VALUE) return;
                if (reset.unprocessed()) home.returned();
                else home.failed("%s: %s".formatted(reset.code(), reset.reason()));
            }
            case WireEvent.ConnectionFailed failed -> {
                int lost = starts.size();
                starts.clear();
                for (int i = 0; i < lost; i++) home.failed("%s: %s".formatted(failed.code(), failed.reason()));
            }
            case WireEvent.GoAwayReceived _, WireEvent.BodyDrained _ -> {
                // No new requests here from now on, which canOpen says; and content is queued whole.
            }
            case WireEvent.DataReceived _, WireEvent.ResponseReceived _ -> throw new AssertionError(event);
            case WireEvent.RequestReceived _, WireEvent.ContinueExpected _, WireEvent.ProtocolSwitched _ ->
                throw new AssertionError("a server's event in a client: " + event);
        }
    }

    private void answered(int exchange) {
        long start = starts.take(exchange);
        if (start != Long.MIN_VALUE) home.answered(start, heardAt);
    }

    @Override
    public void turnEnds() {
        if (!channel.isOpen()) return;
        while (starts.size() < streams && wire.canOpen() && home.mayStart()) {
            long due = home.start();
            starts.put(wire.sendRequest(home.plan.head(), home.plan.body()), due);
        }
        BufList out = channel.out();
        if (!channel.isBlocked()) {
            if (wire.wantsOutput()) wire.fill(out, WRITE_TARGET);
            if (!out.isEmpty()) channel.flush();
            if (!channel.isBlocked() && wire.wantsOutput()) touch();
        }
        if (wire.isFinished() && out.isEmpty()) {
            channel.close();
            return;
        }
        expiry.meet(wire.deadline());
    }

    private final class Expiry extends Timer {
        private long at = Long.MAX_VALUE;

        void meet(long next) {
            if (next >= at) return;
            at = next;
            home.loop.schedule(this, next);
        }

        @Override
        protected void fire(long now) {
            at = Long.MAX_VALUE;
            if (wire.deadline() <= now) {
                wire.expire(now);
                pump();
            }
            touch();
        }
    }
}
