package dev.hawser.transport.linux;

import dev.hawser.transport.contract.LoopContract;

class UringLoopTest extends LoopContract {
    UringLoopTest() {
        super(UringSetting.create());
    }
}
