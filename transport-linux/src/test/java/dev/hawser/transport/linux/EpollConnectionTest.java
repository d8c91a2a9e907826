package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.ConnectionContract;

class EpollConnectionTest extends ConnectionContract {
    @Override
    protected Transport transport() {
        return new EpollTransport();
    }
}
