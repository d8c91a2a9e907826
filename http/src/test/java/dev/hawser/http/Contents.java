package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.wire.WireConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** What a response would send. */
final class Contents {

    private Contents() {}

    static String text(Response response) throws IOException {
        return new String(octets(response), StandardCharsets.UTF_8);
    }

    static byte[] octets(Response response) throws IOException {
        return switch (response.body()) {
            case Body.Octets octets -> octets.bytes().toByteArray();
            case Body.Stretch stretch -> read(stretch);
            case Body.Written written -> collect(written.writer());
            case Body.Streamed streamed -> streamed.stream().readAllBytes();
        };
    }

    private static byte[] read(Body.Stretch stretch) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(stretch.path().toFile(), "r")) {
            byte[] octets = new byte[(int) stretch.length()];
            file.seek(stretch.position());
            file.readFully(octets);
            return octets;
        }
    }

    private static byte[] collect(BodyWriter writer) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        WireConnection wire = (WireConnection) Proxy.newProxyInstance(
                Contents.class.getClassLoader(), new Class<?>[] {WireConnection.class}, (self, method, args) -> {
                    if (method.getName().equals("sendBody")) all.writeBytes(((Bytes) args[1]).toByteArray());
                    return method.getName().equals("queued") ? 0L : null;
                });
        writer.write(new LoopSink(wire, 1, -1));
        return all.toByteArray();
    }
}
