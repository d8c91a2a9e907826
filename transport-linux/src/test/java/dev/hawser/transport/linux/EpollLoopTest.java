package dev.hawser.transport.linux;

import dev.hawser.transport.contract.LoopContract;
import dev.hawser.transport.contract.Setting;

class EpollLoopTest extends LoopContract {
    EpollLoopTest() {
        super(Setting.ofSockets(new EpollTransport()));
    }
}
