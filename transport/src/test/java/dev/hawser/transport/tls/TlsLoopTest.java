package dev.hawser.transport.tls;

import dev.hawser.transport.Transport;
import dev.hawser.transport.contract.LoopContract;

/** What a loop does for its connections, it does for secure ones: above all when what is above them fails. */
class TlsLoopTest extends LoopContract {

    @Override
    protected Transport transport() {
        return new SecureTransport();
    }
}
