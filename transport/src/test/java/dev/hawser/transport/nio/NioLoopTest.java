package dev.hawser.transport.nio;

import dev.hawser.transport.contract.LoopContract;
import dev.hawser.transport.contract.Setting;

class NioLoopTest extends LoopContract {
    NioLoopTest() {
        super(Setting.ofSockets(new NioTransport()));
    }
}
