package dev.hawser.http;

/** Where a server tells of faults that are the program's own: a handler that threw, content that broke off. */
@FunctionalInterface
public interface FaultReport {

    /**
     * Takes one report. Called from any thread; must not wait long.
     *
     * @param what what was being done
     * @param fault what went wrong
     */
    void report(String what, Throwable fault);

    /** Reports to {@link System.Logger} {@code dev.hawser.http}, level WARNING. */
    static FaultReport toLog() {
        System.Logger log = System.getLogger("dev.hawser.http");
        return (what, fault) -> log.log(System.Logger.Level.WARNING, what, fault);
    }
}
