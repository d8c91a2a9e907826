package dev.hawser.transport.nio;

import dev.hawser.transport.contract.ListenContract;
import dev.hawser.transport.contract.Setting;

class NioListenTest extends ListenContract {
    NioListenTest() {
        super(Setting.ofSockets(new NioTransport()));
    }
}
