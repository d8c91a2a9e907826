package dev.hawser.http;

import dev.hawser.http.HttpEvents.BlockedEvent;
import dev.hawser.http.HttpEvents.ConnectionEvent;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.RequestHead;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What is told of one connection: to the flight recorder, and of its requests to who observes them. Confined to the loop. */
final class ConnectionRecord {

    private final ServerConnection connection;
    private final @Nullable RequestObserver observer;
    private final @Nullable ConnectionEvent recorded = HttpEvents.connection();
    private final ArrayList<Account> accounts = new ArrayList<>(0);
    private @Nullable BlockedEvent blocked;
    private long requests;
    private long seenStalls;
    private long seenLimits;

    /** Answers that the machine had given when the list was last empty. */
    private long passedAnswers;

    /** Octets in the list when it was last offered to the channel. */
    private long offered;

    ConnectionRecord(ServerConnection connection, @Nullable RequestObserver observer) {
        this.connection = connection;
        this.observer = observer;
    }

    private @Nullable SocketAddress remote() {
        return connection.remoteAddress();
    }

    // ---------------------------------------------------------------- requests

    /** A request has come; its account, or null when nobody watches. */
    @Nullable
    Account begins(RequestHead head) {
        requests++;
        return Account.open(connection, observer, head);
    }

    /** Keeps an account, so that it is closed with the connection at the latest. */
    void opened(Account account) {
        account.slot = accounts.size();
        accounts.add(account);
    }

    void closed(Account account) {
        Account last = accounts.removeLast();
        if (last == account) return;
        accounts.set(account.slot, last);
        last.slot = account.slot;
    }

    /** Nothing of what is still open can have left in full. */
    void closesAll() {
        while (!accounts.isEmpty()) accounts.getLast().run();
    }

    // ---------------------------------------------------------------- the connection

    /** Tells what the machine has counted since the last look. */
    void looksAt(WireConnection wire) {
        WireCounters counters = wire.counters();
        if (counters.flowStalls != seenStalls) {
            HttpEvents.stalled(remote(), counters.flowStalls - seenStalls, wire.queued());
            seenStalls = counters.flowStalls;
        }
        if (counters.limitHits != seenLimits) {
            HttpEvents.limitHit(remote(), counters.lastLimit);
            seenLimits = counters.limitHits;
        }
    }

    /** Another machine, which counts from zero, takes the place of {@code wire}. */
    void switches(WireConnection wire) {
        looksAt(wire);
        seenStalls = 0;
        seenLimits = 0;
        passedAnswers = 0;
    }

    /** Something is about to be added to a list that is empty. */
    void fills(WireConnection wire) {
        passedAnswers = wire.counters().messagesOut;
    }

    /** A list of {@code octets} is about to be written. */
    void offers(long octets) {
        offered = octets;
    }

    /**
     * How many answers in the list have not left in full when {@code unsent} octets of it never will. Exact while there is but
     * one; of more it is not known where they end, so they are taken for equally long.
     */
    long cutAnswers(WireConnection wire, long unsent) {
        WireCounters counters = wire.counters();
        long answers = counters.messagesOut - passedAnswers;
        long sent = Math.max(0, offered - unsent);
        if (unsent == 0 || answers == 0 || counters.lastEnd <= sent) return 0;
        return answers - answers * sent / counters.lastEnd;
    }

    /** The socket takes no more; {@code octets} wait. */
    void blocked(long octets) {
        BlockedEvent event = HttpEvents.blocked();
        blocked = event;
        if (event == null) return;
        event.remote = String.valueOf(remote());
        event.octets = octets;
    }

    /** The socket has taken what waited. */
    void unblocked() {
        BlockedEvent event = blocked;
        blocked = null;
        if (event != null) event.commit();
    }

    /** The channel has closed, and {@code unsent} octets were in its list: what is open now has not left in full. */
    void ends(WireConnection wire, HttpVersion protocol, long unsent, @Nullable IOException cause) {
        // Whose octets the list holds is known where there is but one.
        long ownUnsent = accounts.size() == 1 ? unsent : 0;
        for (Account account : accounts) account.dropped(ownUnsent);
        looksAt(wire);
        ConnectionEvent event = recorded;
        if (event == null) return;
        event.end();
        if (!event.shouldCommit()) return;
        event.remote = String.valueOf(remote());
        event.protocol = protocol.name();
        event.requests = requests;
        event.cause = cause == null ? null : cause.getMessage();
        event.commit();
    }
}
