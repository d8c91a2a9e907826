package dev.hawser.transport.tls;

import dev.hawser.transport.contract.FaultContract;
import dev.hawser.transport.contract.Setting;

/** Secure connections of BoringSSL do what every transport does, but that their directions end together. */
class BoringFaultTest extends FaultContract {
    BoringFaultTest() {
        super(Setting.ofSockets(new SecureTransport(), Setting.Kind.HANDSHAKES_THAT_END_AT_ONCE));
    }
}
