package dev.hawser.http.load;

/** Is told how a run goes on, some ten times a second, in the thread that runs it. */
@FunctionalInterface
public interface LoadWatch {

    /**
     * The state of the run.
     *
     * @param warmingUp whether what is answered now does not count yet
     * @param part how much of the warm-up, or of what is measured, is done: 0 to 1
     * @param answered requests answered in this phase
     */
    void goesOn(boolean warmingUp, double part, long answered);
}
