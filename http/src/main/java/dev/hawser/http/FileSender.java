package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Sends a stretch of a file. On plain HTTP/1.1 the kernel does it (sendfile); elsewhere the handler's thread reads it
 * into native blocks, so that a cold disk holds up nobody but this one response, and a file that shrinks meanwhile is
 * simply a short read.
 */
final class FileSender {

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
            exchange.post(new Exchange.Command.Start(head), 0);
            if (stretch.length() != 0 && exchange.connection.sendsFilesWhole()) {
                exchange.post(
                        new Exchange.Command.FromFile(new FileRegion(file, stretch.position(), stretch.length())), 0);
                handedOver = true;
                exchange.post(new Exchange.Command.Mark(() -> close(exchange, file)));
            } else {
                read(exchange, file.channel(), stretch);
            }
            exchange.post(new Exchange.Command.End(Fields.EMPTY), 0);
        } finally {
            if (!handedOver) file.close();
        }
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
            MemorySegment block = blocks.take();
            ByteBuffer buffer = block.asByteBuffer();
            buffer.limit((int) Math.min(left, FileBlocks.SIZE));
            while (buffer.hasRemaining()) {
                int n = channel.read(buffer, position);
                if (n < 0) throw new EOFException(stretch.path() + " ended while it was sent");
                position += n;
                left -= n;
            }
            int filled = buffer.limit();
            exchange.post(new Exchange.Command.Piece(Bytes.wrap(block.asSlice(0, filled))), filled);
            exchange.post(new Exchange.Command.Mark(() -> blocks.give(block)));
        }
    }
}
