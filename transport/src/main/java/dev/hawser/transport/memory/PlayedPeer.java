package dev.hawser.transport.memory;

/** The end of a connection that has no channel. */
final class PlayedPeer implements MemoryPeer {

    private final MemoryEnd ours;
    private final MemoryEnd theirs;

    PlayedPeer(MemoryEnd ours, MemoryEnd theirs) {
        this.ours = ours;
        this.theirs = theirs;
    }

    @Override
    public void send(byte[] octets) {
        if (theirs.ended) throw new IllegalStateException("send() of " + octets.length + " octets after end()");
        theirs.add(octets, 0, octets.length);
    }

    @Override
    public byte[] received() {
        return ours.takeAll();
    }

    @Override
    public void takeAtMost(int octets) {
        if (octets < 0) throw new IllegalArgumentException("takeAtMost(" + octets + ")");
        ours.perCall = octets;
    }

    @Override
    public void end() {
        theirs.ended = true;
    }

    @Override
    public void abort() {
        theirs.ended = true;
        theirs.reset = true;
        ours.gone = true;
    }

    @Override
    public boolean sawEnd() {
        return ours.ended && !ours.reset;
    }

    @Override
    public boolean sawReset() {
        return ours.reset;
    }
}
