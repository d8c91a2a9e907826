package dev.hawser.transport.tls;

import dev.hawser.transport.contract.ListenContract;
import dev.hawser.transport.contract.Setting;

/** Secure connections of BoringSSL do what every transport does, but that their directions end together. */
class BoringListenTest extends ListenContract {
    BoringListenTest() {
        super(Setting.ofSockets(new SecureTransport(), Setting.Kind.HANDSHAKES_THAT_END_AT_ONCE));
    }
}
