package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsContext;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** What TLS adds to small answers: not a record and a write for each, but one of both for all of a turn. */
class SharedRecordsTest {

    private static final int CONNECTIONS = 8;
    private static final int STREAMS = 32;
    private static final int ROUNDS = 3;

    /** RFC 9113 3.4, with empty SETTINGS. */
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

    @Test
    void theSmallAnswersOfOneTurnShareOneRecordAndOneWrite() throws Exception {
        TlsContext tls = TlsContext.server(Https.server()
                .certificates(DevCertificate.create(Instant.now()))
                .build());
        Handler hello = Handler.nonBlocking(request -> Response.ok("Hello, World!"));
        try (Server server = Server.start(ServerConfig.builder().loops(1).build(), hello)) {
            InetSocketAddress address = server.listenTls("127.0.0.1", 0, tls);
            Peer[] peers = new Peer[CONNECTIONS];
            for (int i = 0; i < CONNECTIONS; i++) {
                peers[i] = new Peer(address);
                peers[i].ask(); // With the settings and whatever else a connection begins with.
            }
            long writes = server.stats().writeCalls();
            int records = 0;
            for (Peer peer : peers) {
                int before = peer.records;
                for (int round = 0; round < ROUNDS; round++) peer.ask();
                records += peer.records - before;
            }
            // 768 answers.
            assertThat(records).isEqualTo(CONNECTIONS * ROUNDS);
            assertThat(server.stats().writeCalls() - writes).isEqualTo(CONNECTIONS * ROUNDS);
            for (Peer peer : peers) peer.socket.close();
        }
    }

    /** A client that asks on many streams by one record, and counts the records that come. */
    private static final class Peer {
        final SSLSocket socket;
        private final DataInputStream in;
        private int stream = 1;
        int records;

        Peer(InetSocketAddress address) throws Exception {
            Socket counted = new Socket(address.getAddress(), address.getPort()) {
                @Override
                public InputStream getInputStream() throws IOException {
                    return new Counting(super.getInputStream());
                }
            };
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            socket = (SSLSocket) context.getSocketFactory().createSocket(counted, "localhost", address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            in = new DataInputStream(socket.getInputStream());
            socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Asks once on each of so many streams, and waits until all are answered. */
        void ask() throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < STREAMS; i++, stream += 2) {
                // HEADERS with END_STREAM and END_HEADERS; GET, https, / and :authority "a" (RFC 7541 appendix A).
                all.writeBytes(new byte[] {0, 0, 6, 1, 5, 0, 0, (byte) (stream >> 8), (byte) stream});
                all.writeBytes(new byte[] {(byte) 0x82, (byte) 0x87, (byte) 0x84, 0x01, 0x01, 'a'});
            }
            socket.getOutputStream().write(all.toByteArray());
            for (int left = STREAMS; left > 0; ) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                boolean ends = (in.readUnsignedByte() & 1) != 0;
                in.readInt();
                in.skipNBytes(length);
                assertThat(type).as("no RST_STREAM or GOAWAY").isNotIn(3, 7);
                if (type <= 1 && ends) left--;
            }
        }

        /** Sees the heads of records pass. */
        private final class Counting extends FilterInputStream {
            private final byte[] head = new byte[5];
            private int have;
            private int left;

            Counting(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                int octet = super.read();
                if (octet >= 0) pass(octet);
                return octet;
            }

            @Override
            public int read(byte[] array, int offset, int length) throws IOException {
                int n = super.read(array, offset, length);
                for (int i = 0; i < n; i++) pass(array[offset + i]);
                return n;
            }

            private void pass(int octet) {
                if (left > 0) {
                    left--;
                    return;
                }
                head[have++] = (byte) octet;
                if (have < head.length) return;
                have = 0;
                left = (head[3] & 0xff) << 8 | head[4] & 0xff;
                records++;
            }
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
