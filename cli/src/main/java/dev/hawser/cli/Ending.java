package dev.hawser.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for the signal to stop. The first SIGTERM or SIGINT ends the wait, and the command ends as it sees fit, with its
 * own exit code; a second one ends the process at once.
 */
final class Ending {

    private final CountDownLatch asked = new CountDownLatch(1);

    private Ending() {}

    /** Begins to listen for the signals. Once per process. */
    static Ending onSignals() {
        Ending ending = new Ending();
        try {
            ending.handle("TERM");
            ending.handle("INT");
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // A JVM without sun.misc.Signal, or with -Xrs: the process then ends as the JVM does, without a farewell.
            ending.atExit();
        }
        return ending;
    }

    /** By reflection: the JDK has no other way to end by a signal with exit code 0, and javac warns of this one. */
    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
                Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                    if (method.getName().equals("handle")) ask();
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }

    private void atExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(asked::countDown, "hawser-ending"));
    }

    private void ask() {
        if (asked.getCount() == 0) Runtime.getRuntime().halt(1);
        asked.countDown();
    }

    void await() throws InterruptedException {
        asked.await();
    }
}
