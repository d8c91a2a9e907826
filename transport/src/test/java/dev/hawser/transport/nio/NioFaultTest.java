package dev.hawser.transport.nio;

import dev.hawser.transport.contract.FaultContract;
import dev.hawser.transport.contract.Setting;

class NioFaultTest extends FaultContract {
    NioFaultTest() {
        super(Setting.ofSockets(new NioTransport()));
    }
}
