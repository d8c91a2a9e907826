package dev.hawser.transport.nio;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.GatherContract;

class NioGatherTest extends GatherContract {
    @Override
    protected Transport transport() {
        return new NioTransport();
    }
}
