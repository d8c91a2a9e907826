package dev.hawser.http.websocket;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks a silent peer by a ping, and breaks off with one that stays silent: a connection whose other end has gone without a
 * word would else be held for ever. One sleeping virtual thread per socket.
 */
final class SilenceWatch implements Runnable {

    private final WebSocket socket;
    private final Duration pause;
    private volatile boolean heard;
    private volatile boolean stopped;
    private final Thread thread;

    SilenceWatch(WebSocket socket, Duration pause) {
        this.socket = socket;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("hawser-websocket-watch").unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** A frame has come. */
    void heard() {
        heard = true;
    }

    void stop() {
        stopped = true;
        thread.interrupt();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                heard = false;
                Thread.sleep(pause);
                if (heard) continue;
                socket.ping(Bytes.empty());
                Thread.sleep(pause);
                if (!heard && !stopped) socket.abort();
            }
        } catch (InterruptedException | IOException over) {
            // Closed, or lost: whoever receives is told.
        }
    }
}
