package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Flow;

/** The content of a response, and how it is to be had. Immutable; a body that reads a stream serves one response only. */
public sealed interface Body {

    /** No content. */
    static Body empty() {
        return Octets.NONE;
    }

    /**
     * Content that {@code publisher} publishes, of unknown length. It is asked for a few pieces at a time, as the peer takes
     * them, and cancelled when the peer has gone; an error of its own ends the message early. One message only, unless the
     * publisher takes several subscribers.
     */
    static Body published(Flow.Publisher<? extends Bytes> publisher) {
        return published(publisher, -1);
    }

    /**
     * The {@code length} octets that {@code publisher} publishes, as {@link #published(Flow.Publisher)}.
     *
     * @param length -1 when it is not known; a publisher that breaks its word ends that message early
     */
    static Body published(Flow.Publisher<? extends Bytes> publisher, long length) {
        return new Written(new PublishedContent(publisher), length);
    }

    /**
     * Content in memory. Shared until it is on the wire, never copied when it is large and outside the heap.
     *
     * @param bytes all of it
     */
    record Octets(Bytes bytes) implements Body {
        static final Octets NONE = new Octets(Bytes.empty());

        @Override
        public long length() {
            return bytes.length();
        }
    }

    /**
     * A stretch of a file, read while it is sent. A file that turns out shorter ends that one response early.
     *
     * @param path the file; opened when the response starts
     * @param position the first octet
     * @param length the number of octets
     */
    record Stretch(Path path, long position, long length) implements Body {
        /** Checks the range. */
        public Stretch {
            if (position < 0 || length < 0) {
                throw new IllegalArgumentException("%d octets from %d of %s".formatted(length, position, path));
            }
        }
    }

    /**
     * Content that a piece of code writes while it is sent. Runs on the handler's virtual thread, which waits when the
     * peer is slow.
     *
     * @param writer the code
     * @param length the number of octets if it is known, else -1; a writer that breaks its word ends that response
     */
    record Written(BodyWriter writer, long length) implements Body {}

    /**
     * Content read from a stream until its end. Takes the stream: it is closed when the response is over.
     *
     * @param stream the source
     * @param length the number of octets if it is known, else -1
     */
    record Streamed(InputStream stream, long length) implements Body {}

    /** The number of octets if it is known before they are written, else -1. */
    long length();
}
