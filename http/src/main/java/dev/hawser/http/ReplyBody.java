package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The content of a reply. Every failure to read it is a {@link CallException}, but for packed content that is broken. */
public abstract sealed class ReplyBody extends BodySource permits ReplyBody.Received, ReplyBody.Unpacked {

    ReplyBody() {}

    /** Whether all of it is known to have been read, without waiting. */
    boolean hasEnded() {
        return false;
    }

    /** The octets as they came. */
    static final class Received extends ReplyBody {

        private final ClientExchange exchange;
        private final long length;

        Received(ClientExchange exchange, long length) {
            this.exchange = exchange;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        @Nullable
        Bytes take() throws IOException {
            return exchange.read();
        }

        @Override
        @Nullable
        Bytes lend() throws IOException {
            return exchange.lend();
        }

        @Override
        long drain(BodyTaker taker) throws IOException {
            return exchange.drainTo(taker);
        }

        @Override
        public Fields trailers() {
            return exchange.trailers();
        }

        @Override
        boolean hasEnded() {
            return exchange.hasEnded();
        }
    }

    /** The octets that were packed by gzip (RFC 1952). */
    static final class Unpacked extends ReplyBody {

        /** So much is unpacked at a time, whatever the ratio: nobody's small response becomes large memory. */
        private static final int STEP = 16 * 1024;

        private final ReplyBody packed;
        private final PackedInput input;
        private final byte[] block = new byte[STEP];
        private @Nullable InputStream unpacking;
        private boolean ended;

        Unpacked(ReplyBody packed) {
            this.packed = packed;
            this.input = new PackedInput(new PieceStream(packed::lend));
        }

        @Override
        public long length() {
            return -1;
        }

        @Override
        @Nullable
        Bytes take() throws IOException {
            Bytes piece = lend();
            return piece == null ? null : Bytes.wrap(piece.toByteArray());
        }

        @Override
        @Nullable
        Bytes lend() throws IOException {
            if (ended) return null;
            int n = unpack();
            if (n >= 0) return Bytes.wrap(block, 0, n);
            ended = true;
            // What follows the packed octets is read off, so that the connection can go on.
            input.readToEnd();
            return null;
        }

        private int unpack() throws IOException {
            try {
                InputStream from = unpacking;
                if (from == null) {
                    if (input.isAtEnd()) return -1; // No content at all is nothing packed.
                    unpacking = from = new GZIPInputStream(input, STEP);
                }
                int n = from.read(block);
                if (n >= 0) input.hasGiven();
                else from.close();
                return n;
            } catch (StackOverflowError e) {
                // The JDK's stream calls itself for each member that is empty.
                throw new IOException("the packed content has thousands of parts without content", e);
            }
        }

        @Override
        public Fields trailers() {
            return packed.trailers();
        }
    }
}
