package dev.hawser.transport.proxied;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.128.0/17, 192.168.128.1, true",
        "192.168.128.0/17, 192.168.127.255, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "::1, ::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 127.0.0.1, false"
    })
    void aRangeHoldsWhatBeginsAsItDoes(String range, String address, boolean expected) {
        assertThat(AddressRange.parse(range).contains(new InetSocketAddress(InetAddress.ofLiteral(address), 1)))
                .isEqualTo(expected);
    }

    @Test
    void peersOnUnixDomainSocketsAreARangeOfTheirOwn() {
        UnixDomainSocketAddress peer = UnixDomainSocketAddress.of("");
        assertThat(AddressRange.parse("unix").contains(peer)).isTrue();
        assertThat(AddressRange.parse("0.0.0.0/0").contains(peer)).isFalse();
        assertThat(AddressRange.parse("unix").contains(new InetSocketAddress(InetAddress.ofLiteral("::1"), 1)))
                .isFalse();
        assertThat(AddressRange.parse("unix").contains(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10/8", "localhost", "10.0.0.0/-1", "1.2.3.4.5"})
    void whatIsNoRangeIsNamed(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
