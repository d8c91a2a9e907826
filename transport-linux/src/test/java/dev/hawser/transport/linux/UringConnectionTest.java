package dev.hawser.transport.linux;

import dev.hawser.transport.contract.ConnectionContract;

class UringConnectionTest extends ConnectionContract {
    UringConnectionTest() {
        super(UringSetting.create());
    }
}
