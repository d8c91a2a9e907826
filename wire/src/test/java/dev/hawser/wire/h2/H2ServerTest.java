package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import org.junit.jupiter.api.Test;

/** What a server does with honest requests. */
class H2ServerTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_TYPE, "text/plain"));

    @Test
    void settingsAndTheConnectionsWindowGoFirst() {
        FrameScript peer = FrameScript.silentServer(H2Config.server());
        assertThat(peer.frames())
                .containsExactly("SETTINGS 3=100 4=262144 5=16384 1=4096 6=16384 8=1 9=1", "WINDOW_UPDATE 0 983041");
        peer.sends(Receiver.PREFACE, Octets.settings()).expects("SETTINGS ack");
    }

    @Test
    void aWholeResponseIsOneHeadAndOneLastDataFrame() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1)).tells("request 1 GET / last");
        peer.connection.sendResponse(1, OK, Bytes.of("Hello, World!"));
        peer.expects("HEADERS 1 :status=200 content-type=text/plain content-length=13", "DATA 1 13 END_STREAM");
        assertThat(peer.sent.toString()).isEqualTo("Hello, World!");
        assertThat(peer.connection.exchanges()).isZero();
    }

    @Test
    void contentGoesToTheApplicationAndItsCreditBackToThePeer() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1));
        for (int i = 0; i < 9; i++) peer.sends(Octets.data(1, 16384));
        peer.sends(Octets.lastData(1, 5));
        assertThat(peer.events).startsWith("request 1 POST /", "data 1 16384").endsWith("data 1 5 last");
        assertThat(peer.content.size()).isEqualTo(9 * 16384 + 5);
    }
}
