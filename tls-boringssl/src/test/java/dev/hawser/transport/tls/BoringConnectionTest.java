package dev.hawser.transport.tls;

import dev.hawser.transport.contract.ConnectionContract;
import dev.hawser.transport.contract.Setting;

/** Secure connections of BoringSSL do what every transport does, but that their directions end together. */
class BoringConnectionTest extends ConnectionContract {
    BoringConnectionTest() {
        super(Setting.ofSockets(new SecureTransport(), Setting.Kind.HANDSHAKES_THAT_END_AT_ONCE));
    }
}
