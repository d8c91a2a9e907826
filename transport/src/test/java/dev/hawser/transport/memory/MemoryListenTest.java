package dev.hawser.transport.memory;

import dev.hawser.transport.contract.ListenContract;

class MemoryListenTest extends ListenContract {
    MemoryListenTest() {
        super(MemorySetting.create());
    }
}
