package dev.hawser.transport.linux;

import dev.hawser.transport.contract.GatherContract;
import dev.hawser.transport.contract.Setting;

class EpollGatherTest extends GatherContract {
    EpollGatherTest() {
        super(Setting.ofSockets(new EpollTransport()));
    }
}
