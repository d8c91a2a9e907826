package dev.hawser.bench.harness;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.HashMap;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** Questions to another JVM of this machine, which starts its management agent for it. */
final class Jmx implements AutoCloseable {

    private final JMXConnector connector;
    private final ThreadMXBean threads;
    private final MemoryMXBean memory;

    private Jmx(JMXConnector connector) throws IOException {
        this.connector = connector;
        var beans = connector.getMBeanServerConnection();
        threads = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        memory = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    }

    /** Attaches, or returns null where that JVM does not let anybody. */
    @SuppressWarnings("BanJNDI") // The address is what a child of ours, on this machine, just told.
    static @Nullable Jmx attach(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                return new Jmx(JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException e) {
            return null;
        }
    }

    /** Octets of heap that all threads have allocated since that JVM started. */
    long allocated() {
        return threads.getTotalThreadAllocatedBytes();
    }

    /** Live objects by their class: how many, and their octets. */
    Map<String, Held> histogram() throws IOException {
        Object told;
        try {
            told = connector
                    .getMBeanServerConnection()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IOException("no histogram", e);
        }
        var held = new HashMap<String, Held>();
        for (String line : told.toString().lines().toList()) {
            // number: instances octets class (module)
            String[] words = line.strip().split(" +", -1);
            if (words.length < 4 || !words[0].endsWith(":")) continue;
            held.put(words[3], new Held(Long.parseLong(words[1]), Long.parseLong(words[2])));
        }
        return held;
    }

    /** What the objects of one class take. */
    record Held(long objects, long octets) {}

    /** Octets of heap that are live: what is left after two full collections. */
    long live() {
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
