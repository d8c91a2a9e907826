package dev.hawser.cli;

import java.time.Duration;

/** Processor time that this process has used between two moments, to a hundredth of a second. */
final class Cpu {

    private Duration from = Duration.ZERO;
    private Duration to = Duration.ZERO;

    void begin() {
        from = now();
    }

    void end() {
        to = now();
    }

    long nanos() {
        return to.minus(from).toNanos();
    }

    private static Duration now() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
