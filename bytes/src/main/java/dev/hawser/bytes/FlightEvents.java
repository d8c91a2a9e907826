package dev.hawser.bytes;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Loaded only where Flight Recorder is. The events are loaded when somebody has recorded: the JDK rewrites their classes,
 * which takes longer than all else at the start of a process.
 */
final class FlightEvents {

    private FlightEvents() {}

    static void largeCopy(Copies.Site site, long octets) {
        if (!FlightRecorder.isInitialized()) return;
        LargeCopy event = new LargeCopy();
        if (!event.shouldCommit()) return;
        event.site = site.name();
        event.octets = octets;
        event.commit();
    }

    static void flattened(int parts, long octets) {
        if (!FlightRecorder.isInitialized()) return;
        RopeFlattened event = new RopeFlattened();
        if (!event.shouldCommit()) return;
        event.parts = parts;
        event.octets = octets;
        event.commit();
    }

    static void blockMade(int size) {
        if (!FlightRecorder.isInitialized()) return;
        BlockMade event = new BlockMade();
        if (!event.shouldCommit()) return;
        event.octets = size;
        event.commit();
    }

    static void blockGivenAway(int size, long exposed) {
        if (!FlightRecorder.isInitialized()) return;
        BlockGivenAway event = new BlockGivenAway();
        if (!event.shouldCommit()) return;
        event.octets = size;
        event.exposed = exposed;
        event.commit();
    }

    static void leak(LeakReport report) {
        if (!FlightRecorder.isInitialized()) return;
        LeaseLeaked event = new LeaseLeaked();
        if (!event.shouldCommit()) return;
        event.octets = report.blockSize();
        event.turn = report.turn();
        event.where = report.where();
        event.commit();
    }

    @Name("dev.hawser.LargeCopy")
    @Label("Large copy")
    @Category({"Hawser", "Bytes"})
    static final class LargeCopy extends Event {
        @Label("Reason")
        String site = "";

        @Label("Octets")
        @DataAmount
        long octets;
    }

    @Name("dev.hawser.RopeFlattened")
    @Label("Rope flattened")
    @Category({"Hawser", "Bytes"})
    static final class RopeFlattened extends Event {
        @Label("Parts")
        int parts;

        @Label("Octets")
        @DataAmount
        long octets;
    }

    @Name("dev.hawser.BlockMade")
    @Label("Block made")
    @Category({"Hawser", "Bytes"})
    static final class BlockMade extends Event {
        @Label("Octets")
        @DataAmount
        long octets;
    }

    /** A lease was closed while a view lived, or after a foreign thread had come in: the block is not used again. */
    @Name("dev.hawser.BlockGivenAway")
    @Label("Block given away")
    @Category({"Hawser", "Bytes"})
    static final class BlockGivenAway extends Event {
        @Label("Octets")
        @DataAmount
        long octets;

        @Label("Octets in views")
        @DataAmount
        long exposed;
    }

    @Name("dev.hawser.LeaseLeaked")
    @Label("Lease leaked")
    @Category({"Hawser", "Bytes"})
    @StackTrace(false)
    static final class LeaseLeaked extends Event {
        @Label("Octets")
        @DataAmount
        long octets;

        @Label("Turn")
        long turn;

        @Label("Taken at")
        String where = "";
    }
}
