package dev.hawser.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The list behind ropes: parts, and where each one ends. Slots below {@code used} never change, so that any number of
 * ropes may share them; the next slot belongs to whoever claims it. This is the frozen watermark again, of a list.
 */
final class Strands {

    private static final VarHandle USED;

    static {
        try {
            USED = MethodHandles.lookup().findVarHandle(Strands.class, "used", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Bytes[] parts;
    final long[] ends;

    @SuppressWarnings("unused") // by USED
    private volatile int used;

    Strands(Bytes[] parts, long[] ends, int used) {
        this.parts = parts;
        this.ends = ends;
        this.used = used;
    }

    /** Claims the slot {@code next} for the caller, if it is free and nobody else has it. */
    boolean claim(int next) {
        return next < parts.length && USED.compareAndSet(this, next, next + 1);
    }
}
