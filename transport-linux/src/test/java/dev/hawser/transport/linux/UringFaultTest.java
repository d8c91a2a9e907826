package dev.hawser.transport.linux;

import dev.hawser.transport.contract.FaultContract;

class UringFaultTest extends FaultContract {
    UringFaultTest() {
        super(UringSetting.create());
    }
}
