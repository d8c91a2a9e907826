package dev.hawser.transport.linux;

import dev.hawser.transport.contract.ListenContract;

class UringListenTest extends ListenContract {
    UringListenTest() {
        super(UringSetting.create());
    }
}
