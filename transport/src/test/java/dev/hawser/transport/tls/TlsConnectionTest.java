package dev.hawser.transport.tls;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.ConnectionContract;

/** Secure connections do what every transport does, over sockets, with the costly parts of handshakes on other threads. */
class TlsConnectionTest extends ConnectionContract {

    @Override
    protected Transport transport() {
        return new SecureTransport();
    }

    @Override
    protected boolean connectsUnaccepted() {
        return false; // A handshake takes two.
    }
}
