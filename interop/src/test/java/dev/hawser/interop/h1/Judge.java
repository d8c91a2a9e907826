package dev.hawser.interop.h1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends a case on a fresh link and judges what comes back. */
final class Judge {

    /** How a case is sent. */
    enum Manner {
        WHOLE,
        /**
         * One octet at a time, as long as nothing has come back: what follows an answer cannot change it. In the middle of
         * what is very long, which is one octet again and again, a few more.
         */
        OCTETS
    }

    private static final int EDGE = 1024;
    private static final int FEW = 61;

    private Judge() {}

    /** What is wrong with the server's reaction, or null. */
    static String fault(RequestCase c, Link link, Manner manner) throws IOException {
        try {
            send(c.octets(), link, manner);
        } catch (IOException e) {
            // It has closed in the middle of what it refuses; what it said before can still be read.
        }
        ReplyReader replies = new ReplyReader(link);
        String fault = c.expect() == RequestCase.Expect.ACCEPT ? accepted(c, replies, link) : refused(c, replies, link);
        return fault == null ? null : "%s, %s: %s (%s, %s)".formatted(c.id(), manner, fault, c.expect(), c.why());
    }

    private static void send(byte[] octets, Link link, Manner manner) throws IOException {
        int at = 0;
        for (int sent = 0; manner == Manner.OCTETS && at < octets.length; sent++) {
            int middle = octets.length - EDGE - at;
            int to = at < EDGE || middle <= 0 ? at + 1 : at + Math.min(FEW, middle);
            link.send(octets, at, to);
            at = to;
            if (sent % 256 == 255 && link.hasCome()) break;
        }
        if (at < octets.length) link.send(octets, at, octets.length);
    }

    private static String accepted(RequestCase c, ReplyReader replies, Link link) throws IOException {
        for (int i = 0; i < c.responses(); i++) {
            Reply reply = replies.next(c.asksForHead());
            if (reply == null) return "closed instead of answer " + (i + 1);
            if (reply.status() != 200 && !c.alsoFine().contains(reply.status())) return "answered " + reply;
            boolean right = i > 0
                    || c.body() == null
                    || reply.status() != 200
                    || c.body().equals(reply.body());
            if (!right) return "other content than was sent: " + reply;
        }
        if (!c.closes()) end(link);
        Reply another = replies.next(false);
        return another == null ? null : "one more answer: " + another;
    }

    /** A refusal comes once: 4xx, 5xx or nothing, and then the connection is over. */
    private static String refused(RequestCase c, ReplyReader replies, Link link) throws IOException {
        end(link);
        List<Reply> all = new ArrayList<>();
        for (Reply reply; (reply = replies.next(c.asksForHead())) != null; ) all.add(reply);
        boolean refused = all.isEmpty() || (all.size() == 1 && isRefusal(c, all.getFirst()));
        boolean taken = all.size() == c.responses() && all.getFirst().status() == 200;
        return refused || (taken && c.expect() == RequestCase.Expect.EITHER) ? null : "answered " + all;
    }

    private static boolean isRefusal(RequestCase c, Reply reply) {
        return reply.status() >= 400 || c.alsoFine().contains(reply.status());
    }

    private static void end(Link link) {
        try {
            link.end();
        } catch (IOException e) {
            // The server was first.
        }
    }
}
