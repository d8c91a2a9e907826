package dev.hawser.transport.memory;

import dev.hawser.transport.contract.GatherContract;

class MemoryGatherTest extends GatherContract {
    MemoryGatherTest() {
        super(MemorySetting.create());
    }
}
