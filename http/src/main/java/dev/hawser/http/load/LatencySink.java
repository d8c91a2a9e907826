package dev.hawser.http.load;

/** Takes the time of each answered request. One for each loop, called in that loop's thread. */
@FunctionalInterface
public interface LatencySink {

    /** A request was answered {@code nanos} nanoseconds after it was sent, or after it was due where there is a rate. */
    void answered(long nanos);
}
