package dev.hawser.transport.memory;

import dev.hawser.transport.contract.ConnectionContract;

class MemoryConnectionTest extends ConnectionContract {
    MemoryConnectionTest() {
        super(MemorySetting.create());
    }
}
