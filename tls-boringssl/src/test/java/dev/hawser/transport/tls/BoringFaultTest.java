package dev.hawser.transport.tls;

/** Secure connections of BoringSSL do what every transport does, but that their directions end together. */
class BoringFaultTest extends TlsFaultTest {

    @Override
    protected boolean endsByHalves() {
        return false;
    }
}
