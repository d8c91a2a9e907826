package dev.hawser.transport.tls;

/** What a loop does for its connections, it does for those of BoringSSL. */
class BoringLoopTest extends TlsLoopTest {}
