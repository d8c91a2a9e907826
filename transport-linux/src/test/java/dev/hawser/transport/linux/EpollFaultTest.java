package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.FaultContract;

class EpollFaultTest extends FaultContract {
    @Override
    protected Transport transport() {
        return new EpollTransport();
    }
}
