package dev.hawser.transport.tls;

/** Secure connections of BoringSSL do what every transport does, but that their directions end together. */
class BoringConnectionTest extends TlsConnectionTest {

    @Override
    protected boolean endsByHalves() {
        return false;
    }
}
