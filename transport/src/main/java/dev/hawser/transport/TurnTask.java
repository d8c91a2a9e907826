package dev.hawser.transport;

/** What a connection does once all events of a turn are known, as a rule: fill its list and flush it. */
public interface TurnTask {
    /** Called in the loop's thread at the end of the turn in which it was asked for. */
    void turnEnds();
}
