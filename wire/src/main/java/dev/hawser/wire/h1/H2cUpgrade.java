package dev.hawser.wire.h1;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade from HTTP/1.1 to HTTP/2 in clear text (RFC 7540 3.2; RFC 9113 3.1 no longer recommends it).
 *
 * <p>A driver that means to accept: {@link #settings} of the request's head, {@link H1Connection#sendUpgrade} with
 * {@link #ACCEPTANCE}, then the events until {@code ProtocolSwitched}, a last fill, and an HTTP/2 connection that begins
 * with that request on its stream 1.
 */
public final class H2cUpgrade {

    /** 101 (Switching Protocols) to h2c. */
    public static final ResponseHead ACCEPTANCE = ResponseHead.of(
            Status.SWITCHING_PROTOCOLS, Fields.of(FieldName.CONNECTION, "Upgrade", FieldName.UPGRADE, "h2c"));

    private static final int SETTING = 6;

    private H2cUpgrade() {}

    /**
     * The payload of the SETTINGS frame that an upgrade to h2c carries; null if {@code head} asks for none, or not in
     * the way RFC 7540 3.2.1 demands: then the request is an ordinary one.
     */
    public static byte @Nullable [] settings(RequestHead head) {
        Fields fields = head.fields();
        if (!fields.contains(FieldName.HTTP2_SETTINGS)) return null;
        boolean asked = fields.containsToken(FieldName.UPGRADE, "h2c")
                && fields.containsToken(FieldName.CONNECTION, "upgrade")
                && fields.containsToken(FieldName.CONNECTION, "http2-settings");
        // RFC 7540 3.2.1: a server must not upgrade where the field is absent or repeated.
        String encoded = fields.all(FieldName.HTTP2_SETTINGS).size() == 1 ? fields.get(FieldName.HTTP2_SETTINGS) : null;
        return asked && encoded != null ? decode(encoded) : null;
    }

    private static byte @Nullable [] decode(String encoded) {
        try {
            byte[] payload = Base64.getUrlDecoder().decode(encoded);
            return payload.length % SETTING == 0 ? payload : null;
        } catch (IllegalArgumentException noBase64) {
            return null;
        }
    }
}
