package dev.hawser.transport.proxied;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

    private static SocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static byte[] binary(int command, int family, byte[] rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(command);
        out.write(family);
        out.write(rest.length >> 8);
        out.write(rest.length);
        out.writeBytes(rest);
        return out.toByteArray();
    }

    /** Reads {@code header}, with other octets on both sides, at every length up to its own. */
    private static void reads(byte[] header, @Nullable SocketAddress source, @Nullable SocketAddress destination) {
        byte[] among = new byte[header.length + 20];
        Arrays.fill(among, (byte) '\n');
        System.arraycopy(header, 0, among, 7, header.length);
        for (int length = 0; length < header.length; length++) {
            assertThat(ProxyHeader.read(among, 7, 7 + length))
                    .as("the first %d octets", length)
                    .isEqualTo(new ProxyHeader.Unfinished());
        }
        ProxyHeader.Complete whole = new ProxyHeader.Complete(source, destination, 7 + header.length);
        assertThat(ProxyHeader.read(among, 7, 7 + header.length)).isEqualTo(whole);
        assertThat(ProxyHeader.read(among, 7, among.length)).isEqualTo(whole);
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aLineTellsBothAddressesHoweverItIsCut() {
        reads(line("PROXY TCP4 192.0.2.7 198.51.100.1 5555 443"), at("192.0.2.7", 5555), at("198.51.100.1", 443));
        reads(line("PROXY TCP6 2001:db8::7 ::1 65535 0"), at("2001:db8::7", 65_535), at("::1", 0));
    }

    @Test
    void anUnknownLineTellsNothingWhateverFollows() {
        reads(line("PROXY UNKNOWN"), null, null);
        reads(line("PROXY UNKNOWN ffff::1 ffff::2 1 2 and more"), null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.7 198.51.100.1 5555",
                "PROXY TCP4 192.0.2.7 198.51.100.1 5555 443 ",
                "PROXY TCP4  192.0.2.7 198.51.100.1 5555 443",
                "PROXY TCP4 192.0.2 198.51.100.1 5555 443",
                "PROXY TCP4 192.0.2.07 198.51.100.1 5555 443",
                "PROXY TCP4 192.0.2.256 198.51.100.1 5555 443",
                "PROXY TCP4 ::1 ::1 5555 443",
                "PROXY TCP6 192.0.2.7 198.51.100.1 5555 443",
                "PROXY TCP6 fe80::1%eth0 ::1 5555 443",
                "PROXY TCP6 example.test ::1 5555 443",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 443",
                "PROXY TCP4 192.0.2.7 198.51.100.1 +5 443",
                "PROXY TCP4 192.0.2.7 198.51.100.1 05 443",
                "PROXY UDP4 192.0.2.7 198.51.100.1 5555 443",
                "PROXY ",
                "PROXX TCP4 192.0.2.7 198.51.100.1 5555 443",
                "proxy TCP4 192.0.2.7 198.51.100.1 5555 443",
                "GET / HTTP/1.1"
            })
    void aLineOfAnotherFormIsRefused(String text) {
        assertThat(ProxyHeader.read(line(text), 0, text.length() + 2)).isInstanceOf(ProxyHeader.Refused.class);
    }

    @Test
    void aLineWithoutItsReturnIsRefused() {
        byte[] line = "PROXY UNKNOWN\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(ProxyHeader.read(line, 0, line.length)).isInstanceOf(ProxyHeader.Refused.class);
    }

    @Test
    void aLineMayHave107OctetsAndNotOneMore() {
        String most = "PROXY UNKNOWN " + "x".repeat(107 - 2 - 14);
        reads(line(most), null, null);
        byte[] longer = line(most + "x");
        assertThat(ProxyHeader.read(longer, 0, 107)).isInstanceOf(ProxyHeader.Refused.class);
        assertThat(ProxyHeader.read(longer, 0, longer.length)).isInstanceOf(ProxyHeader.Refused.class);
    }

    @Test
    void theBinaryFormTellsBothAddressesHoweverItIsCut() {
        byte[] four = {(byte) 192, 0, 2, 7, (byte) 198, 51, 100, 1, 0x15, (byte) 0xb3, 1, (byte) 0xbb};
        reads(binary(0x21, 0x11, four), at("192.0.2.7", 5555), at("198.51.100.1", 443));
        reads(binary(0x21, 0x11, Arrays.copyOf(four, 300)), at("192.0.2.7", 5555), at("198.51.100.1", 443));
        byte[] six = new byte[36];
        six[0] = 0x20;
        six[1] = 1;
        six[15] = 7;
        six[31] = 1;
        six[33] = 80;
        six[35] = 81;
        reads(binary(0x21, 0x21, six), at("2001::7", 80), at("::1", 81));
        byte[] unix = new byte[216];
        unix[0] = '/';
        unix[1] = 'a';
        Arrays.fill(unix, 108, 216, (byte) 'b');
        reads(binary(0x21, 0x31, unix), UnixDomainSocketAddress.of("/a"), UnixDomainSocketAddress.of("b".repeat(108)));
    }

    @Test
    void theProxysOwnConnectionTellsNothing() {
        reads(binary(0x20, 0x11, new byte[12]), null, null);
        reads(binary(0x20, 0, new byte[0]), null, null);
        reads(binary(0x21, 0, new byte[50]), null, null);
    }

    @Test
    void whatTheBinaryFormDoesNotAllowIsRefused() {
        byte[][] bad = {
            binary(0x11, 0x11, new byte[12]), // version 1
            binary(0x22, 0x11, new byte[12]), // no such command
            binary(0x21, 0x12, new byte[12]), // datagrams
            binary(0x21, 0x11, new byte[11]),
            binary(0x21, 0x21, new byte[35]),
            binary(0x21, 0x31, new byte[215]),
        };
        for (byte[] header : bad) {
            assertThat(ProxyHeader.read(header, 0, header.length)).isInstanceOf(ProxyHeader.Refused.class);
        }
    }

    @Test
    void aLengthBeyondTheLimitIsRefusedBeforeTheRestHasCome() {
        reads(binary(0x21, 0, new byte[ProxyHeader.MAX_REST]), null, null);
        byte[] longer = binary(0x21, 0, new byte[ProxyHeader.MAX_REST + 1]);
        assertThat(ProxyHeader.read(longer, 0, 16)).isInstanceOf(ProxyHeader.Refused.class);
    }
}
