package dev.hawser.transport.nio;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.FaultContract;

class NioFaultTest extends FaultContract {
    @Override
    protected Transport transport() {
        return new NioTransport();
    }
}
