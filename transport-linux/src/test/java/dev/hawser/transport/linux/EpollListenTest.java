package dev.hawser.transport.linux;

import dev.hawser.transport.contract.ListenContract;
import dev.hawser.transport.contract.Setting;

class EpollListenTest extends ListenContract {
    EpollListenTest() {
        super(Setting.ofSockets(new EpollTransport()));
    }
}
