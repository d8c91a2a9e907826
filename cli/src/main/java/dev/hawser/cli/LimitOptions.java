package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import dev.hawser.http.Http2Limits;
import dev.hawser.http.Http2Limits.Rate;
import dev.hawser.http.ServerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One option for each limit of a server. What they are when they are not given is asked of the server itself. */
final class LimitOptions {

    private final Option<Long> writeTarget;
    private final Option<Long> highWatermark;
    private final Option<Long> lowWatermark;
    private final Option<Rate> resets;
    private final Option<Rate> replies;
    private final Option<Rate> idleFrames;
    private final Option<Integer> queuedReplies;
    private final Option<Long> queue;
    private final Option<Integer> emptyData;
    private final Option<Integer> continuations;
    private final Option<Long> headerBlock;
    private final Option<Long> headerTable;
    private final Option<Duration> prefaceTimeout;
    private final Option<Duration> settingsTimeout;
    private final Option<Duration> frameTimeout;
    private final Option<Duration> stallTimeout;
    private final Option<Duration> silenceTimeout;
    private final Option<Long> maxBufferedContent;
    private final Option<Long> maxFieldList;
    private final Option<Integer> maxFields;
    private final Option<Integer> maxStreams;
    private final Option<Long> streamWindow;
    private final Option<Duration> headTimeout;
    private final Option<Duration> idleTimeout;
    private final Option<Duration> bodyTimeout;
    private final Option<Long> minBodyRate;
    private final Option<Duration> writeTimeout;
    private final Option<Duration> lingerTime;
    private final Option<Long> maxDirectMemory;
    private final Option<Duration> blockedAfter;
    private final Option<Duration> drainTimeout;

    LimitOptions(Command of) {
        of.section("Limits");
        ServerConfig usual = ServerConfig.defaults();
        maxFieldList =
                size(of, "--max-field-list", usual.maxFieldListOctets(), "octets of one request's fields; above: 431");
        maxFields = of.option(
                "--max-fields", "N", Values.count(1), "" + usual.maxFields(), "fields of one request; above: 431");
        maxStreams = of.option(
                "--max-streams",
                "N",
                Values.count(1),
                "" + usual.maxStreams(),
                "open HTTP/2 streams of one connection");
        streamWindow = size(
                of, "--stream-window", usual.streamWindow(), "octets a client may send ahead on one HTTP/2 stream");
        Http2Limits http2 = usual.http2();
        resets = rate(of, "--h2-resets", http2.resets(), "HTTP/2 streams a client resets or makes us reset");
        replies = rate(of, "--h2-replies", http2.replies(), "SETTINGS and PING, which want an answer");
        idleFrames = rate(
                of,
                "--h2-idle-frames",
                http2.idleFrames(),
                "PRIORITY, WINDOW_UPDATE and the like beyond what content accounts for");
        queuedReplies =
                count(of, "--h2-queued-replies", http2.maxQueuedReplies(), 1, "answers that a client leaves unread");
        queue = size(
                of,
                "--h2-queue",
                http2.maxQueuedOctets(),
                "octets queued on all responses of a connection before each writer waits at its low watermark");
        emptyData = count(of, "--h2-empty-data", http2.maxEmptyData(), 0, "DATA frames without content in a row");
        continuations =
                count(of, "--h2-continuations", http2.maxContinuations(), 0, "CONTINUATION frames of one request");
        headerBlock = size(
                of, "--h2-header-block", http2.maxHeaderBlockOctets(), "octets of one request's fields, compressed");
        headerTable = size(of, "--h2-header-table", http2.headerTableOctets(), "octets of the table of fields (HPACK)");
        maxBufferedContent = size(
                of,
                "--max-buffered-content",
                usual.maxBufferedContent(),
                "octets of content held for a handler that does not wait; above: 413");
        highWatermark = size(
                of, "--high-watermark", usual.highWatermark(), "octets queued on one response before its writer waits");
        lowWatermark = size(
                of, "--low-watermark", usual.lowWatermark(), "octets queued on one response when its writer goes on");
        writeTarget = size(of, "--write-target", usual.writeTarget(), "octets committed to one write");
        headTimeout =
                time(of, "--head-timeout", usual.headTimeout(), "from the start of a request to the end of its fields");
        idleTimeout = time(of, "--idle-timeout", usual.idleTimeout(), "how long a connection may be without a request");
        bodyTimeout =
                time(of, "--body-timeout", usual.bodyTimeout(), "how long a request's content may make no progress");
        minBodyRate = size(
                of,
                "--min-body-rate",
                usual.minBodyRate(),
                "octets a second of a request's content of known length; 0 for any");
        writeTimeout =
                time(of, "--write-timeout", usual.writeTimeout(), "how long a client may take nothing of its response");
        prefaceTimeout = time(
                of, "--h2-preface-timeout", http2.prefaceTimeout(), "how long a client may take to begin in HTTP/2");
        settingsTimeout =
                time(of, "--h2-settings-timeout", http2.settingsTimeout(), "how long SETTINGS may stay unacknowledged");
        frameTimeout = time(
                of, "--h2-frame-timeout", http2.frameTimeout(), "how long a frame or its block may stay incomplete");
        stallTimeout = time(
                of, "--h2-stall-timeout", http2.stallTimeout(), "how long a response may wait for a client's credit");
        silenceTimeout = time(
                of,
                "--h2-silence-timeout",
                http2.silenceTimeout(),
                "how long a request of unknown length may bring nothing while nothing is answered");
        lingerTime = time(of, "--linger-time", usual.lingerTime(), "how long a connection that is over is still read");
        maxDirectMemory = size(
                of, "--max-direct-memory", usual.maxDirectMemory(), "octets of native memory that files are read into");
        blockedAfter = time(
                of,
                "--blocked-after",
                usual.blockedAfter(),
                "how long a handler may hold up a loop unreported; 0 for ever");
        drainTimeout =
                time(of, "--drain-timeout", usual.drainTimeout(), "how long open requests may go on after SIGTERM");
    }

    private static Option<Long> size(Command of, String name, long usual, String help) {
        return of.option(name, "SIZE", Values.size(), sizeText(usual), help);
    }

    private static Option<Integer> count(Command of, String name, int usual, int least, String help) {
        return of.option(name, "N", Values.count(least), "" + usual, help);
    }

    private static Option<Rate> rate(Command of, String name, Rate usual, String help) {
        return of.option(name, "N/S", Values.rate(), usual.toString(), help + ": so many, then so many a second");
    }

    private static Option<Duration> time(Command of, String name, Duration usual, String help) {
        return of.option(name, "TIME", Values.duration(), timeText(usual), help);
    }

    /** As {@link Values#size} reads it. */
    static String sizeText(long octets) {
        if (octets != 0 && octets % (1 << 20) == 0) return (octets >> 20) + "m";
        if (octets != 0 && octets % (1 << 10) == 0) return (octets >> 10) + "k";
        return Long.toString(octets);
    }

    /** As {@link Values#duration} reads it. */
    static String timeText(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /** Puts what was given into {@code config}. */
    ServerConfig.Builder into(ServerConfig.Builder config) {
        return config.writeTarget(octets(writeTarget))
                .watermarks(lowWatermark.get(), highWatermark.get())
                .maxBufferedContent(octets(maxBufferedContent))
                .maxFieldListOctets(octets(maxFieldList))
                .maxFields(maxFields.get())
                .maxStreams(maxStreams.get())
                .streamWindow(octets(streamWindow))
                .http2(http2())
                .headTimeout(headTimeout.get())
                .idleTimeout(idleTimeout.get())
                .bodyTimeout(bodyTimeout.get())
                .minBodyRate(octets(minBodyRate))
                .writeTimeout(writeTimeout.get())
                .lingerTime(lingerTime.get())
                .maxDirectMemory(maxDirectMemory.get())
                .blockedAfter(blockedAfter.get())
                .drainTimeout(drainTimeout.get());
    }

    private Http2Limits http2() {
        return Http2Limits.builder()
                .resets(resets.get().burst(), resets.get().perSecond())
                .replies(replies.get().burst(), replies.get().perSecond())
                .idleFrames(idleFrames.get().burst(), idleFrames.get().perSecond())
                .maxQueuedReplies(queuedReplies.get())
                .maxQueuedOctets(octets(queue))
                .maxEmptyData(emptyData.get())
                .maxContinuations(continuations.get())
                .maxHeaderBlockOctets(octets(headerBlock))
                .headerTableOctets(octets(headerTable))
                .prefaceTimeout(prefaceTimeout.get())
                .settingsTimeout(settingsTimeout.get())
                .frameTimeout(frameTimeout.get())
                .stallTimeout(stallTimeout.get())
                .silenceTimeout(silenceTimeout.get())
                .build();
    }

    private static final Pattern SETTING = Pattern.compile("\\b[a-z0-9]+([A-Z][a-z0-9]*)+\\b");
    private static final Pattern TIME = Pattern.compile("\\bPT[0-9A-Z.]+\\b");

    /** What the server says of a setting, as it is called on the command line: "headTimeout PT0S" is "--head-timeout 0s". */
    static String inWordsOfOptions(String said, List<Option<?>> options) {
        String named = SETTING.matcher(said).replaceAll(setting -> {
            String plain = plain(setting.group().replaceAll("([A-Z])", "-$1"));
            for (Option<?> option : options) if (plain(option.name()).equals(plain)) return option.name();
            return setting.group();
        });
        return TIME.matcher(named).replaceAll(time -> timeText(Duration.parse(time.group())));
    }

    /** A name without what only one of the two ways to spell it has. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replaceFirst("^--", "")
                .replaceFirst("^(h2-|tls-|tcp-|max-)+", "")
                .replaceFirst("-octets$", "");
    }

    private static int octets(Option<Long> option) {
        long octets = option.get();
        if (octets > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("%s %d, at most %d".formatted(option.name(), octets, Integer.MAX_VALUE));
        }
        return (int) octets;
    }
}
