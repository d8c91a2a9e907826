package dev.hawser.transport.linux;

import dev.hawser.transport.contract.GatherContract;

class UringGatherTest extends GatherContract {
    UringGatherTest() {
        super(UringSetting.create());
    }
}
