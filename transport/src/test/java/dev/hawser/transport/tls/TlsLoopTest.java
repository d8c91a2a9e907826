package dev.hawser.transport.tls;

import dev.hawser.transport.contract.LoopContract;
import dev.hawser.transport.contract.Setting;

/** What a loop does for its connections, it does for secure ones: above all when what is above them fails. */
class TlsLoopTest extends LoopContract {
    TlsLoopTest() {
        super(Setting.ofSockets(new SecureTransport(), Setting.Kind.HANDSHAKES));
    }
}
