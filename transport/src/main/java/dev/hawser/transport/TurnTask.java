package dev.hawser.transport;

/** What a connection does once all events of a turn are known, as a rule: fill its list and flush it. */
public abstract class TurnTask {

    /** Whether it stands among the tasks for the end of a turn. Of the loop's thread. */
    boolean asked;

    /** Not asked for yet. */
    protected TurnTask() {}

    /** Called in the loop's thread at the end of the turn in which it was asked for. */
    public abstract void turnEnds();
}
