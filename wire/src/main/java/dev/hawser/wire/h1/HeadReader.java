package dev.hawser.wire.h1;

import dev.hawser.message.RequestHead;

/** Reads one whole request head without a connection: for benchmarks, fuzzers and tools. */
public final class HeadReader {

    private HeadReader() {}

    /**
     * The request's head that {@code [from, to)} begins with, read and judged exactly as a connection does it. Borrows
     * {@code array} until it returns.
     *
     * @throws IllegalArgumentException naming why a connection would refuse it, or that it is not complete
     */
    public static RequestHead request(byte[] array, int from, int to, H1Config config, Spares spares) {
        HeadParser head = spares.take(HeadParser.Kind.REQUEST, config);
        try {
            head.parse(array, from, to);
            Refusal refusal = switch (head.step()) {
                case DONE -> RequestRules.judge(head, config);
                case REFUSED -> head.refusal();
                case START_LINE, FIELDS -> Refusal.INCOMPLETE;
            };
            if (refusal != null) throw new IllegalArgumentException(refusal.reason());
            return RequestRules.detach(head);
        } finally {
            spares.give(head);
        }
    }
}
