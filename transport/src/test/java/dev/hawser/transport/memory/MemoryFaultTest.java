package dev.hawser.transport.memory;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.FaultContract;
import java.net.SocketAddress;

class MemoryFaultTest extends FaultContract {

    private final MemoryNetwork network = new MemoryNetwork();
    private int addresses;

    @Override
    protected Transport transport() {
        return network;
    }

    @Override
    protected SocketAddress anyAddress() {
        return new MemoryAddress("listener-" + ++addresses);
    }

    @Override
    protected boolean hasSockets() {
        return false;
    }

    @Override
    protected boolean oneLoop() {
        return true;
    }
}
