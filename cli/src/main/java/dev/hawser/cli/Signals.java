package dev.hawser.cli;

import java.lang.reflect.Proxy;

/** Signals of the system, by reflection: the JDK has no other way, and javac warns of this one. */
final class Signals {

    private Signals() {}

    /** Runs {@code task}, in a thread of the JVM's, whenever SIG{@code name} comes; false where that cannot be had. */
    static boolean on(String name, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (method.getName().equals("handle")) task.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false; // A JVM without sun.misc.Signal, or with -Xrs, or a system without that signal.
        }
    }
}
