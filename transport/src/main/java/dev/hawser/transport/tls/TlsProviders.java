package dev.hawser.transport.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The TLS providers that are installed. */
public final class TlsProviders {

    private static final TlsProvider JDK = new JdkTls();

    private TlsProviders() {}

    /** The JDK's, which is always there. */
    public static TlsProvider jdk() {
        return JDK;
    }

    /**
     * The provider called {@code name}.
     *
     * @throws IllegalArgumentException when there is none of that name, or it does not work here
     */
    public static TlsProvider named(String name) {
        List<String> names = new ArrayList<>();
        if (name.equals(JDK.name())) return JDK;
        names.add(JDK.name());
        for (TlsProvider provider : ServiceLoader.load(TlsProvider.class, TlsProvider.class.getClassLoader())) {
            names.add(provider.name());
            if (!provider.name().equals(name)) continue;
            if (provider.isAvailable()) return provider;
            throw new IllegalArgumentException("TLS provider " + name + " does not work here: " + provider.whyNot());
        }
        throw new IllegalArgumentException("no TLS provider " + name + "; installed: " + String.join(", ", names));
    }
}
