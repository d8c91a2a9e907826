package dev.hawser.transport.tls;

/** Secure connections of BoringSSL do what every transport does, but that their directions end together. */
class BoringListenTest extends TlsListenTest {

    @Override
    protected boolean endsByHalves() {
        return false;
    }
}
