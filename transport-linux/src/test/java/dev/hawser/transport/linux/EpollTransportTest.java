package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.TransportContract;

class EpollTransportTest extends TransportContract {
    @Override
    protected Transport transport() {
        return new EpollTransport();
    }
}
