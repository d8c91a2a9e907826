package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import dev.hawser.http.ServerConfig;
import java.time.Duration;

/** One option for each limit of a server. What they are when they are not given is asked of the server itself. */
final class LimitOptions {

    private final Option<Long> writeTarget;
    private final Option<Long> highWatermark;
    private final Option<Long> lowWatermark;
    private final Option<Long> maxBufferedContent;
    private final Option<Long> maxFieldList;
    private final Option<Integer> maxFields;
    private final Option<Integer> maxStreams;
    private final Option<Long> streamWindow;
    private final Option<Duration> headTimeout;
    private final Option<Duration> idleTimeout;
    private final Option<Duration> bodyTimeout;
    private final Option<Duration> writeTimeout;
    private final Option<Duration> lingerTime;
    private final Option<Duration> drainTimeout;

    LimitOptions(Command of) {
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
        writeTimeout =
                time(of, "--write-timeout", usual.writeTimeout(), "how long a client may take nothing of its response");
        lingerTime = time(of, "--linger-time", usual.lingerTime(), "how long a connection that is over is still read");
        drainTimeout =
                time(of, "--drain-timeout", usual.drainTimeout(), "how long open requests may go on after SIGTERM");
    }

    private static Option<Long> size(Command of, String name, long usual, String help) {
        return of.option(name, "SIZE", Values.size(), sizeText(usual), help);
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
                .headTimeout(headTimeout.get())
                .idleTimeout(idleTimeout.get())
                .bodyTimeout(bodyTimeout.get())
                .writeTimeout(writeTimeout.get())
                .lingerTime(lingerTime.get())
                .drainTimeout(drainTimeout.get());
    }

    private static int octets(Option<Long> option) {
        long octets = option.get();
        if (octets > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("%s %d, at most %d".formatted(option.name(), octets, Integer.MAX_VALUE));
        }
        return (int) octets;
    }
}
