package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends a stretch of a file. On plain HTTP/1.1 the kernel does it (sendfile); elsewhere the handler's thread reads it
 * into native blocks, so that a cold disk holds up nobody but this one response, and a file that shrinks meanwhile is
 * simply a short read.
 */
final class FileSender {

    /** Octets of heap that a reader takes at a time when there is no native memory for it. */
    private static final int SMALL = 16 * 1024;

    /** From this length on the transport is given the file, to be mapped, instead of what was read of it. Octets. */
    private static final int IN_FRAMES = 128 * 1024;

    private FileSender() {}

    static void send(Exchange exchange, ResponseHead head, Body.Stretch stretch) throws IOException {
        OpenFile file = exchange.connection.openFile(stretch.path());
        boolean handedOver = false;
        try {
            long size = file.size();
            if (stretch.length() > size - stretch.position()) {
                throw new EOFException("%d octets from %d of %s, which has %d"
                        .formatted(stretch.length(), stretch.position(), stretch.path(), size));
            }
            exchange.begin(head);
            if (stretch.length() != 0 && exchange.connection.sendsFilesWhole()) {
                exchange.post(new Command.FromFile(new FileRegion(file, stretch.position(), stretch.length())), 0);
                handedOver = true;
                exchange.post(new Command.Mark(() -> close(exchange, file)));
            } else if (stretch.length() >= IN_FRAMES
                    && exchange.connection.sendsFilesInFrames()
                    && file.padShortfall()) {
                exchange.post(new Command.FromFile(new FileRegion(file, stretch.position(), stretch.length())), 0);
                handedOver = true;
                exchange.post(new Command.Mark(() -> end(exchange, file, stretch)));
                return;
            } else {
                read(exchange, file.channel(), stretch);
            }
            exchange.post(new Command.End(Fields.EMPTY), 0);
        } finally {
            if (!handedOver) file.close();
        }
    }

    /**
     * All has left. What was lost meanwhile has left as zeros, and only a reset tells the peer so: therefore the end comes
     * after the octets and not with the last of them.
     */
    private static void end(Exchange exchange, OpenFile file, Body.Stretch stretch) {
        boolean whole = false;
        try {
            whole = !file.fellShort() && file.size() >= stretch.position() + stretch.length();
        } catch (IOException e) {
            exchange.connection.report("the size of a file that was sent", e);
        }
        close(exchange, file);
        exchange.post(whole ? new Command.End(Fields.EMPTY) : new Command.Abort(ErrorCode.INTERNAL_ERROR));
    }

    private static void close(Exchange exchange, OpenFile file) {
        try {
            file.close();
        } catch (IOException e) {
            exchange.connection.report("closing a file that was sent", e);
        }
    }

    private static void read(Exchange exchange, FileChannel channel, Body.Stretch stretch) throws IOException {
        FileBlocks blocks = exchange.connection.fileBlocks();
        long position = stretch.position();
        for (long left = stretch.length(); left != 0; ) {
            MemorySegment block = take(blocks);
            if (block == null) {
                byte[] small = new byte[(int) Math.min(left, SMALL)];
                fill(channel, ByteBuffer.wrap(small), position, stretch);
                exchange.post(new Command.Piece(Bytes.wrap(small)), small.length);
                position += small.length;
                left -= small.length;
                continue;
            }
            int filled = (int) Math.min(left, FileBlocks.SIZE);
            boolean posted = false;
            try {
                fill(channel, block.asByteBuffer().limit(filled), position, stretch);
                exchange.post(new Command.Piece(Bytes.wrap(block.asSlice(0, filled))), filled);
                posted = true;
            } finally {
                if (!posted) blocks.give(block);
            }
            exchange.post(new Command.Mark(() -> blocks.give(block)));
            position += filled;
            left -= filled;
        }
    }

    private static @Nullable MemorySegment take(FileBlocks blocks) throws IOException {
        try {
            return blocks.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for memory to read a file into");
        }
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long from, Body.Stretch stretch)
            throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException(stretch.path() + " ended while it was sent");
            }
        }
    }
}
