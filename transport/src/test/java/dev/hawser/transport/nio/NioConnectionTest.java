package dev.hawser.transport.nio;

import dev.hawser.transport.contract.ConnectionContract;
import dev.hawser.transport.contract.Setting;

class NioConnectionTest extends ConnectionContract {
    NioConnectionTest() {
        super(Setting.ofSockets(new NioTransport()));
    }
}
