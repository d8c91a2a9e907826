package dev.hawser.transport.memory;

import dev.hawser.transport.contract.Setting;
import java.util.concurrent.atomic.AtomicInteger;

/** A network in memory, under test. */
final class MemorySetting {

    private MemorySetting() {}

    static Setting create() {
        AtomicInteger listeners = new AtomicInteger();
        return new Setting(
                new MemoryNetwork(),
                Setting.Kind.MEMORY,
                () -> new MemoryAddress("listener-" + listeners.incrementAndGet()));
    }
}
