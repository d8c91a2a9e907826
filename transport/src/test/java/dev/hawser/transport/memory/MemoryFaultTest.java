package dev.hawser.transport.memory;

import dev.hawser.transport.contract.FaultContract;

class MemoryFaultTest extends FaultContract {
    MemoryFaultTest() {
        super(MemorySetting.create());
    }
}
