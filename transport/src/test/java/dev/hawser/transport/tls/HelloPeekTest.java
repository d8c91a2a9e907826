package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Finding the host in what a client sends first. */
class HelloPeekTest {

    private static byte[] hello(String host) {
        TlsPair pair = new TlsPair();
        pair.host = host;
        pair.begin();
        pair.loop.turn();
        return pair.clientEnd.sent.toByteArray();
    }

    @Test
    void theHostIsFoundInLowerCase() {
        byte[] hello = hello("Some.Example.Test");
        assertThat(HelloPeek.host(hello, 0, hello.length)).isEqualTo("some.example.test");
    }

    @Test
    void aHelloWithoutAHostHasNone() {
        byte[] hello = hello("127.0.0.1");
        assertThat(hello.length).isGreaterThan(100);
        assertThat(HelloPeek.host(hello, 0, hello.length)).isNull();
    }

    @Test
    void everyCutAndEveryChangedOctetIsBorne() {
        byte[] hello = hello("a.test");
        for (int to = 0; to < hello.length; to++) {
            String found = HelloPeek.host(hello, 0, to);
            if (found != null) assertThat(found).isEqualTo("a.test");
        }
        for (int i = 0; i < hello.length; i++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                byte[] changed = hello.clone();
                changed[i] ^= (byte) flip;
                String found = HelloPeek.host(changed, 0, changed.length);
                if (found != null) assertThat(found.length()).isLessThan(hello.length);
            }
        }
    }
}
