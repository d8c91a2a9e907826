package dev.hawser.transport.nio;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.TransportContract;

class NioTransportTest extends TransportContract {
    @Override
    protected Transport transport() {
        return new NioTransport();
    }
}
