package dev.hawser.transport.linux;

import dev.hawser.transport.contract.ConnectionContract;
import dev.hawser.transport.contract.Setting;

class EpollConnectionTest extends ConnectionContract {
    EpollConnectionTest() {
        super(Setting.ofSockets(new EpollTransport()));
    }
}
