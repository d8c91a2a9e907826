package dev.hawser.transport.tls;

import dev.hawser.transport.contract.ConnectionContract;
import dev.hawser.transport.contract.Setting;

/** Secure connections do what every transport does, over sockets, with the costly parts of handshakes on other threads. */
class TlsConnectionTest extends ConnectionContract {
    TlsConnectionTest() {
        super(Setting.ofSockets(new SecureTransport(), Setting.Kind.HANDSHAKES));
    }
}
