package dev.hawser.transport.linux;

import dev.hawser.transport.contract.FaultContract;
import dev.hawser.transport.contract.Setting;

class EpollFaultTest extends FaultContract {
    EpollFaultTest() {
        super(Setting.ofSockets(new EpollTransport()));
    }
}
