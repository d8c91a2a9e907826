package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.ListenContract;

/** Where the machine forbids {@code io_uring}, epoll takes its place here as it does in a server. */
class UringListenTest extends ListenContract {
    @Override
    protected Transport transport() {
        Transport uring = new UringTransport();
        return uring.isAvailable() ? uring : new EpollTransport();
    }
}
