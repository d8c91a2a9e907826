package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.ListenContract;

class EpollListenTest extends ListenContract {
    @Override
    protected Transport transport() {
        return new EpollTransport();
    }
}
