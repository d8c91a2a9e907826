package dev.hawser.transport.linux;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.Setting;

/** Where the machine forbids {@code io_uring}, epoll takes its place in tests as it does in a server. */
final class UringSetting {

    private UringSetting() {}

    static Setting create() {
        Transport uring = new UringTransport();
        return Setting.ofSockets(uring.isAvailable() ? uring : new EpollTransport());
    }
}
