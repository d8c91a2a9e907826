package dev.hawser.transport.nio;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.ListenContract;

class NioListenTest extends ListenContract {
    @Override
    protected Transport transport() {
        return new NioTransport();
    }
}
