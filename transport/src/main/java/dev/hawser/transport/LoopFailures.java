package dev.hawser.transport;

/** Is told of faults that belong to nobody's connection alone. Called in the loop's thread; must not throw. */
public interface LoopFailures {
    /** A handler, a task or a timer threw {@code fault}. If it was a channel's handler, that channel is closed. */
    void taskFailed(EventLoop loop, Throwable fault);

    /** The loop itself has failed: it closes everything it owns, and its thread ends. */
    void loopFailed(EventLoop loop, Throwable fault);

    /** Hands faults to the thread's uncaught exception handler. */
    LoopFailures TO_THREAD = new LoopFailures() {
        @Override
        public void taskFailed(EventLoop loop, Throwable fault) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, fault);
        }

        @Override
        public void loopFailed(EventLoop loop, Throwable fault) {
            taskFailed(loop, fault);
        }
    };
}
