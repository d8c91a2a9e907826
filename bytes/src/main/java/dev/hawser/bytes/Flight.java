package dev.hawser.bytes;

/** The door to Flight Recorder, which a runtime image need not have. */
final class Flight {

    /** From this many octets on a single copy is an event. */
    static final long LARGE_COPY = 64 * 1024;

    private static final boolean THERE = isThere();

    private Flight() {}

    private static boolean isThere() {
        try {
            Class.forName("jdk.jfr.Event", false, Flight.class.getClassLoader());
            return Flight.class.getModule().getLayer() == null
                    || ModuleLayer.boot().findModule("jdk.jfr").isPresent();
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static void largeCopy(Copies.Site site, long octets) {
        if (THERE) FlightEvents.largeCopy(site, octets);
    }

    static void flattened(int parts, long octets) {
        if (THERE) FlightEvents.flattened(parts, octets);
    }

    static void blockMade(int size) {
        if (THERE) FlightEvents.blockMade(size);
    }

    static void blockGivenAway(int size, long exposed) {
        if (THERE) FlightEvents.blockGivenAway(size, exposed);
    }

    static void leak(LeakReport report) {
        if (THERE) FlightEvents.leak(report);
    }
}
