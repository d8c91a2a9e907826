package dev.hawser.http;

/** Takes content piece by piece as it comes, and never waits. */
@FunctionalInterface
public interface BodyTaker {

    /**
     * Takes a piece, of at least one octet. The array is borrowed until this returns, and must not be changed. Calls follow one
     * another; most are made on an event loop, so they must not wait.
     *
     * @param array what holds it
     * @param from where it begins
     * @param to behind its last octet
     * @throws Exception anything: nothing more is taken
     */
    void take(byte[] array, int from, int to) throws Exception;
}
