package dev.hawser.http;

import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * What the flight recorder gets to know of a server. While nobody records, each question here is a static read and a
 * branch, and no event is made.
 *
 * <p>Before anybody has recorded, not even the classes of the events are loaded: the JDK rewrites each, and reads its
 * annotations, which took a third of the CPU time that a process needed until its first answer.
 */
final class HttpEvents {

    /** Whether they are wanted is asked of one of each. */
    private static final class Asked {
        static final ConnectionEvent CONNECTION = new ConnectionEvent();
        static final RequestEvent REQUEST = new RequestEvent();
        static final BlockedEvent BLOCKED = new BlockedEvent();
    }

    private HttpEvents() {}

    @Name("dev.hawser.Connection")
    @Label("HTTP Connection")
    @Category({"Hawser", "HTTP"})
    @Description("An accepted connection, from its start to its end")
    @StackTrace(false)
    static final class ConnectionEvent extends Event {
        @Label("Remote")
        @Nullable
        String remote;

        @Label("Protocol")
        @Nullable
        String protocol;

        @Label("Requests")
        long requests;

        @Label("Cause")
        @Nullable
        String cause;
    }

    @Name("dev.hawser.Request")
    @Label("HTTP Request")
    @Category({"Hawser", "HTTP"})
    @Description("A request, from the end of its head until its response has left")
    @Threshold("20 ms")
    @StackTrace(false)
    static final class RequestEvent extends Event {
        @Label("Method")
        @Nullable
        String method;

        @Label("Target")
        @Nullable
        String target;

        @Label("Status")
        int status;

        @Label("Content Sent")
        @DataAmount
        long octets;

        @Label("Complete")
        boolean complete;
    }

    @Name("dev.hawser.BlockedFlush")
    @Label("Blocked Flush")
    @Category({"Hawser", "HTTP"})
    @Description("A connection whose socket takes no more, until it has taken what waited")
    @Threshold("10 ms")
    @StackTrace(false)
    static final class BlockedEvent extends Event {
        @Label("Remote")
        @Nullable
        String remote;

        @Label("Waiting")
        @DataAmount
        long octets;
    }

    @Name("dev.hawser.FlowStall")
    @Label("Flow Stall")
    @Category({"Hawser", "HTTP"})
    @Description("Streams with content that met an empty window, in one turn of a connection")
    @StackTrace(false)
    static final class StallEvent extends Event {
        @Label("Remote")
        @Nullable
        String remote;

        @Label("Streams")
        long streams;

        @Label("Queued")
        @DataAmount
        long queued;
    }

    @Name("dev.hawser.LimitHit")
    @Label("Limit Hit")
    @Category({"Hawser", "HTTP"})
    @Description("A limit that ended a request or a connection")
    @StackTrace(false)
    static final class LimitEvent extends Event {
        @Label("Remote")
        @Nullable
        String remote;

        @Label("Limit")
        @Nullable
        String limit;
    }

    /** A connection's event, begun; null while nobody records. */
    static @Nullable ConnectionEvent connection() {
        if (!FlightRecorder.isInitialized() || !Asked.CONNECTION.isEnabled()) return null;
        ConnectionEvent event = new ConnectionEvent();
        event.begin();
        return event;
    }

    /** A request's event, begun; null while nobody records. */
    static @Nullable RequestEvent request() {
        if (!FlightRecorder.isInitialized() || !Asked.REQUEST.isEnabled()) return null;
        RequestEvent event = new RequestEvent();
        event.begin();
        return event;
    }

    static void stalled(@Nullable SocketAddress remote, long streams, long queued) {
        if (!FlightRecorder.isInitialized()) return;
        StallEvent event = new StallEvent();
        if (!event.shouldCommit()) return;
        event.remote = String.valueOf(remote);
        event.streams = streams;
        event.queued = queued;
        event.commit();
    }

    static void limitHit(@Nullable SocketAddress remote, String limit) {
        if (!FlightRecorder.isInitialized()) return;
        LimitEvent event = new LimitEvent();
        if (!event.shouldCommit()) return;
        event.remote = String.valueOf(remote);
        event.limit = limit;
        event.commit();
    }

    /** A blocked flush's event, begun; null while nobody records. */
    static @Nullable BlockedEvent blocked() {
        if (!FlightRecorder.isInitialized() || !Asked.BLOCKED.isEnabled()) return null;
        BlockedEvent event = new BlockedEvent();
        event.begin();
        return event;
    }
}
