package dev.hawser.transport.nio;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.ConnectionContract;

class NioConnectionTest extends ConnectionContract {
    @Override
    protected Transport transport() {
        return new NioTransport();
    }
}
