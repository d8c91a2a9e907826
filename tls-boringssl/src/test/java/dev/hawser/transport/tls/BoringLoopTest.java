package dev.hawser.transport.tls;

import dev.hawser.transport.contract.LoopContract;
import dev.hawser.transport.contract.Setting;

/** What a loop does for its connections, it does for those of BoringSSL. */
class BoringLoopTest extends LoopContract {
    BoringLoopTest() {
        super(Setting.ofSockets(new SecureTransport(), Setting.Kind.HANDSHAKES_THAT_END_AT_ONCE));
    }
}
