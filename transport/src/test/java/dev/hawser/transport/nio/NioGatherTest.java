package dev.hawser.transport.nio;

import dev.hawser.transport.contract.GatherContract;
import dev.hawser.transport.contract.Setting;

class NioGatherTest extends GatherContract {
    NioGatherTest() {
        super(Setting.ofSockets(new NioTransport()));
    }
}
