package dev.hawser.transport.tls;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Makes the engines of one configuration, each of which one connection uses, and says what they are like. Any thread.
 *
 * <p>An engine makes one record of one call, takes one record with one, and follows {@link SSLEngine} where it matters
 * to {@link TlsChannel}; the ways in which engines are known to differ are methods here.
 */
public interface TlsEngines {

    /** RFC 8446 5.1: octets of plaintext that a record carries at most. */
    int LARGEST_PLAINTEXT = 16_384;

    /** A new engine of a server. */
    SSLEngine newServer();

    /** A new engine of a client, that may take up a session of earlier with {@code host} and {@code port}. */
    SSLEngine newClient(String host, int port);

    /**
     * What parameters of engines begin with. To these are added, for each engine, whom the peer has to prove to be and
     * the names that are asked for.
     */
    SSLParameters parameters();

    /**
     * Whether the handshake of {@code engine}, which has succeeded, took up an earlier session.
     *
     * @param provenAnew whether the engine has asked for a key with which a server signs, or had a server's certificate
     *     judged: for providers that know no better
     */
    boolean isResumed(SSLEngine engine, boolean provenAnew);

    /** {@code engine} will not be used any more. Called once for each. */
    void release(SSLEngine engine);

    /** Octets of plaintext that fill a record of TLS 1.3. */
    int plaintext13();

    /**
     * Whether engines are fast on direct memory, and make a record of one buffer however many there are. Otherwise they
     * are fast on arrays, and gather.
     */
    boolean wantsDirectMemory();

    /**
     * Whether an engine may have to be called once more, with nothing, before it does what it can: goes on in its
     * handshake though it asks for octets, or tells what has failed.
     */
    boolean needsAnotherCall();

    /** What an engine has refused, as the JDK's engines would say it. */
    String inWords(SSLException refused);

    /** Whether one direction of a TLS 1.3 connection can end before the other. */
    boolean endsByHalves();
}
