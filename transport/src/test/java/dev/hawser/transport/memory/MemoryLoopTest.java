package dev.hawser.transport.memory;

import dev.hawser.transport.contract.LoopContract;

class MemoryLoopTest extends LoopContract {
    MemoryLoopTest() {
        super(MemorySetting.create());
    }
}
