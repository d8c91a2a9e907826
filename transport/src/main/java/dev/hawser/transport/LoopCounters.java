package dev.hawser.transport;

/** What a loop has done since it was made. Written by the loop alone; any thread may read, a moment late. */
public interface LoopCounters {
    /** System calls that send: send, sendmsg, writev, sendfile. Waking a loop is none of them. */
    long writeCalls();

    /** System calls that receive. Waiting and accepting are none of them. */
    long readCalls();

    /** Gather entries named in all {@link #writeCalls}. */
    long writeEntries();

    /** Octets sent. */
    long sentBytes();

    /** Octets received. */
    long receivedBytes();

    /** Write calls that the system did not take whole. */
    long shortWrites();

    /** Octets that were copied in user space on their way to a write call. */
    long stagedBytes();

    /** Connections accepted. */
    long accepted();

    /** Times that accepting was paused because the system was out of descriptors or memory. */
    long acceptPauses();

    /** Times that a file to be sent was not cached and was read ahead by another thread. */
    long coldReads();

    /** Connections open now. */
    long connections();

    /** Times that another thread had to wake the loop. */
    long wakeups();

    /** Turns made. */
    long turns();
}
