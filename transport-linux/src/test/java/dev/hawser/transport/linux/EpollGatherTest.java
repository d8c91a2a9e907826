package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.GatherContract;

class EpollGatherTest extends GatherContract {
    @Override
    protected Transport transport() {
        return new EpollTransport();
    }
}
