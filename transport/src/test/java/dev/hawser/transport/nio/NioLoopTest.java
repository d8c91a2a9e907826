package dev.hawser.transport.nio;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.LoopContract;

class NioLoopTest extends LoopContract {
    @Override
    protected Transport transport() {
        return new NioTransport();
    }
}
