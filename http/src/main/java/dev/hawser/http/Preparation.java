package dev.hawser.http;

import dev.hawser.http.ClientExchange.Patience;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import java.io.IOException;

/** What a config makes of a call before it is sent, and of the head that answers it. Any thread. */
final class Preparation {

    private final ClientConfig config;

    Preparation(ClientConfig config) {
        this.config = config;
    }

    /** The limits of time of a call that has to be over at {@code end}. */
    Patience patience(long end) {
        return new Patience(
                config.waitTimeout().toNanos(),
                config.headTimeout().toNanos(),
                config.bodyTimeout().toNanos(),
                end);
    }

    /** When a call that begins now has to be over, on {@link System#nanoTime}'s scale. */
    static long end(Call call) {
        return call.timeout().isZero()
                ? Long.MAX_VALUE
                : System.nanoTime() + call.timeout().toNanos();
    }

    /** The head that is sent, but for what the protocol adds. */
    RequestHead head(Call call) throws IOException {
        Target target = call.target();
        Fields.Builder fields = call.fields().toBuilder();
        if (!config.userAgent().isEmpty() && !fields.contains(FieldName.USER_AGENT)) {
            fields.add(FieldName.USER_AGENT, config.userAgent());
        }
        String destination = call.destination();
        if (destination != null) {
            return RequestHead.builder(Method.CONNECT, destination)
                    .authority(destination)
                    .fields(fields.build())
                    .build();
        }
        String upgrade = call.upgrade();
        if (upgrade != null) {
            fields.set(FieldName.CONNECTION, "Upgrade").set(FieldName.UPGRADE, upgrade);
        } else if (config.unpacks() && !fields.contains(FieldName.ACCEPT_ENCODING)) {
            fields.add(FieldName.ACCEPT_ENCODING, "gzip");
        }
        if (call.expectsContinue() && !fields.contains(FieldName.EXPECT)) {
            fields.add(FieldName.EXPECT, "100-continue");
        }
        Cookies.add(config.cookies(), call.uri(), call.fields(), fields);
        return RequestHead.builder(call.method(), target.path())
                .scheme(target.origin().scheme())
                .authority(target.authority())
                .fields(fields.build())
                .build();
    }

    /** Sets {@code exchange} going, and waits for the reply. */
    Reply answered(Call call, ClientExchange exchange) throws IOException {
        boolean answered = false;
        try {
            exchange.begin();
            ResponseHead head = exchange.awaitHead(call.informational());
            Reply reply = reply(call, head, exchange);
            answered = true;
            return reply;
        } finally {
            // Whoever listens to interim responses or keeps cookies is not ours, and may throw.
            if (!answered) exchange.cancel();
        }
    }

    /** The reply that begins with {@code head}. */
    private Reply reply(Call call, ResponseHead head, ClientExchange exchange) throws IOException {
        Cookies.keep(config.cookies(), call.uri(), head);
        ReplyBody body = new ReplyBody.Received(exchange, ContentLength.announced(head.fields()));
        Tunnel tunnel = exchange.tunnel();
        if (tunnel != null || !isPacked(call, head)) return new Reply(head, call.uri(), body, exchange, tunnel);
        Fields.Builder fields = head.fields().toBuilder();
        fields.remove(FieldName.CONTENT_ENCODING).remove(FieldName.CONTENT_LENGTH);
        return new Reply(head.withFields(fields.build()), call.uri(), new ReplyBody.Unpacked(body), exchange, null);
    }

    private boolean isPacked(Call call, ResponseHead head) {
        if (!config.unpacks() || call.fields().contains(FieldName.ACCEPT_ENCODING)) return false;
        if (call.method().equals(Method.HEAD) || head.status().forbidsContent()) return false;
        String coding = head.fields().joined(FieldName.CONTENT_ENCODING);
        return coding != null && (coding.equalsIgnoreCase("gzip") || coding.equalsIgnoreCase("x-gzip"));
    }
}
