package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BoringSSL at one end and the JDK at the other. */
class BoringWithJdkTest {

    @ParameterizedTest
    @CsvSource({"boringssl,jdk,TLSv1.3", "boringssl,jdk,TLSv1.2", "jdk,boringssl,TLSv1.3", "jdk,boringssl,TLSv1.2"})
    void theyUnderstandOneAnother(String server, String client, String version) {
        TlsPair pair = new TlsPair(
                TlsPair.server()
                        .provider(TlsProviders.named(server))
                        .applicationProtocols("h2", "http/1.1")
                        .clientAuth(ClientAuth.NEED)
                        .trust(new Trust.Authorities(TlsPair.AUTHORITY.chain())),
                TlsPair.client()
                        .provider(TlsProviders.named(client))
                        .applicationProtocols("http/1.1", "h2")
                        .certificates(TlsPair.certificate("somebody")
                                .use(CertificateWriter.Use.CLIENT)
                                .issuedBy(TlsPair.AUTHORITY)
                                .write())
                        .protocols(version));
        pair.clientEnd.readLimit = 3000;
        pair.serverEnd.readLimit = 700;
        pair.open();
        assertThat(pair.clientTold().channel.applicationProtocol()).isEqualTo("h2");
        assertThat(pair.serverTold().channel.applicationProtocol()).isEqualTo("h2");
        assertThat(pair.serverTold().channel.session().getProtocol()).isEqualTo(version);
        byte[] text = new byte[300_000];
        new Random(1).nextBytes(text);
        for (Told told : new Told[] {pair.clientTold(), pair.serverTold()}) {
            told.channel.out().append(Bytes.wrap(text));
            told.channel.flush();
        }
        pair.loop.settle();
        assertThat(Arrays.equals(pair.serverTold().read.toByteArray(), text)).isTrue();
        assertThat(Arrays.equals(pair.clientTold().read.toByteArray(), text)).isTrue();
        pair.clientTold().channel.close();
        pair.loop.settle();
        assertThat(pair.serverTold().events).startsWith("end");
        assertThat(pair.serverTold().cause).isNull();
    }
}
