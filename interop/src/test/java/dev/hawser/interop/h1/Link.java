package dev.hawser.interop.h1;

import java.io.IOException;

/** A client's end of a connection, on which octets go as they are. Used by one thread. */
interface Link extends AutoCloseable {

    /** Sends {@code [from, to)} at once, in a piece of its own as far as that can be had. */
    void send(byte[] octets, int from, int to) throws IOException;

    /** Ends this side. What the server still sends can be read. */
    void end() throws IOException;

    /** What has come, at least one octet; waits for it. Null when the server has ended its side or broken it off. */
    byte[] read() throws IOException;

    /** Whether something has come that has not been read. Does not wait. */
    boolean hasCome() throws IOException;

    @Override
    void close();
}
