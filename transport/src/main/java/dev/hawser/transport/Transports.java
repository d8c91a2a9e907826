package dev.hawser.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The transports that are installed. */
public final class Transports {

    private Transports() {}

    /** All of them, the preferred first, available or not. */
    public static List<Transport> all() {
        return Installed.ALL;
    }

    /** The best one that is available here. */
    public static Transport auto() {
        for (Transport transport : all()) if (transport.preference() >= 0 && transport.isAvailable()) return transport;
        throw new IllegalStateException("no transport is available; installed: " + names());
    }

    /**
     * The transport called {@code name}, or {@link #auto} for {@code auto}.
     *
     * @throws IllegalArgumentException when there is none of that name, or it does not work here
     */
    public static Transport named(String name) {
        if (name.equals("auto")) return auto();
        for (Transport transport : all()) {
            if (!transport.name().equals(name)) continue;
            if (transport.isAvailable()) return transport;
            throw new IllegalArgumentException("transport " + name + " does not work here: " + transport.whyNot());
        }
        throw new IllegalArgumentException("no transport " + name + "; installed: " + names());
    }

    private static String names() {
        List<String> names = new ArrayList<>();
        for (Transport transport : all()) names.add(transport.name());
        return String.join(", ", names);
    }

    private static final class Installed {
        static final List<Transport> ALL = found();

        private static List<Transport> found() {
            List<Transport> found = new ArrayList<>();
            for (Transport transport : ServiceLoader.load(Transport.class, Transport.class.getClassLoader())) {
                found.add(transport);
            }
            // Made of the JDK's comparators, this would be linked anew at each start: an AOT cache keeps our lambdas
            // only.
            found.sort((one, other) -> Integer.compare(other.preference(), one.preference()));
            return List.copyOf(found);
        }
    }
}
