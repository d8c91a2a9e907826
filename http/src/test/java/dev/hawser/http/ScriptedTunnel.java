package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;

/** A tunnel whose peer has said everything beforehand, in given pieces; what it is told is kept. */
public final class ScriptedTunnel implements Tunnel.Line {

    private final ArrayDeque<Bytes> said = new ArrayDeque<>();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private boolean ended;
    private boolean closed;
    private boolean aborted;

    public ScriptedTunnel(Bytes... pieces) {
        for (Bytes piece : pieces) said.add(piece);
    }

    public Tunnel tunnel() {
        return new Tunnel(this);
    }

    public Bytes told() {
        return Bytes.wrap(told.toByteArray());
    }

    public boolean isEnded() {
        return ended;
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public Bytes read() throws IOException {
        if (aborted) throw new IOException("aborted");
        return said.poll();
    }

    @Override
    public void write(Bytes piece) throws IOException {
        if (ended) throw new IllegalStateException("write() after the end");
        piece.writeTo(told);
    }

    @Override
    public void endOutput() {
        ended = true;
    }

    @Override
    public void close() {
        ended = closed = true;
    }

    @Override
    public void abort() {
        aborted = true;
    }
}
