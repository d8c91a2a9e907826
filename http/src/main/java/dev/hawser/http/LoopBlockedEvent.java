package dev.hawser.http;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** For flight recordings: a loop did not come round for too long. */
@Name("dev.hawser.LoopBlocked")
@Label("Loop blocked")
@Category("Hawser")
@Description("A handler that does not leave its event loop, and where it was")
@StackTrace(false) // It would be that of the thread that watches.
final class LoopBlockedEvent extends Event {

    @Label("Loop")
    String loop = "";

    @Label("Blocked for, so far")
    @Timespan(Timespan.MILLISECONDS)
    long blocked;

    @Label("Stack of the loop")
    String stack = "";

    static void tell(String loop, long milliseconds, StackTraceElement[] at) {
        if (!FlightRecorder.isInitialized()) return;
        LoopBlockedEvent event = new LoopBlockedEvent();
        if (!event.shouldCommit()) return;
        event.loop = loop;
        event.blocked = milliseconds;
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement frame : at) stack.append(frame).append('\n');
        event.stack = stack.toString();
        event.commit();
    }
}
