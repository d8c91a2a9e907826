package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.LoopContract;

class EpollLoopTest extends LoopContract {
    @Override
    protected Transport transport() {
        return new EpollTransport();
    }
}
