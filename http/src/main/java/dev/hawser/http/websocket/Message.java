package dev.hawser.http.websocket;

import dev.hawser.bytes.Bytes;
import java.util.Objects;

/** One whole message, however many frames it came in. Immutable. */
public sealed interface Message {

    /**
     * Text.
     *
     * @param text of which the UTF-8 was checked
     */
    record Text(String text) implements Message {
        /** Checks for null. */
        public Text {
            Objects.requireNonNull(text);
        }
    }

    /**
     * Octets.
     *
     * @param bytes all of them
     */
    record Binary(Bytes bytes) implements Message {
        /** Checks for null. */
        public Binary {
            Objects.requireNonNull(bytes);
        }
    }
}
