package dev.hawser.transport;

import java.util.Arrays;

/**
 * What is to be done when the turn ends, each once, in the order of asking. Each task knows whether it stands here, so
 * asking again costs a look at one field. For loops; confined to one thread.
 */
public final class TurnTasks {

    private TurnTask[] tasks = new TurnTask[64];
    private TurnTask[] ofNextTurn = new TurnTask[64];
    private int count;

    /** Is told of a task that threw. */
    public interface Faults {
        /** {@code task} threw {@code fault}; the others are run all the same. */
        void taskFailed(TurnTask task, Throwable fault);
    }

    /** With nothing to do. */
    public TurnTasks() {}

    /** Asks for {@code task}, unless it has been asked for. */
    public void add(TurnTask task) {
        if (task.asked) return;
        task.asked = true;
        if (count == tasks.length) tasks = Arrays.copyOf(tasks, count * 2);
        tasks[count++] = task;
    }

    /** Whether nothing has been asked for. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Runs all that stand here; what they ask for stands here afterwards. */
    public void run(Faults faults) {
        TurnTask[] due = tasks;
        int size = count;
        tasks = ofNextTurn;
        ofNextTurn = due;
        count = 0;
        for (int i = 0; i < size; i++) {
            TurnTask task = due[i];
            task.asked = false;
            try {
                task.turnEnds();
            } catch (Throwable fault) {
                faults.taskFailed(task, fault);
            }
        }
        Arrays.fill(due, 0, size, null);
    }
}
