package dev.hawser.http;

import dev.hawser.wire.WriteStrategy;
import dev.hawser.wire.h1.H1Config;
import dev.hawser.wire.h2.H2Config;

/** A server's settings in the words of the two protocol machines. */
record Machines(H1Config h1, H2Config h2) {

    static Machines of(ServerConfig config) {
        WriteStrategy strategy = switch (config.write()) {
            case GATHER -> WriteStrategy.GATHER;
            case FRAME -> WriteStrategy.FRAME;
            case FLATTEN -> WriteStrategy.FLATTEN;
        };
        int low = (int) Math.min(config.lowWatermark(), Integer.MAX_VALUE);
        int high = (int) Math.min(config.highWatermark(), Integer.MAX_VALUE);
        H1Config h1 = H1Config.builder()
                .write(strategy)
                .watermarks(low, high)
                .window(config.streamWindow())
                .maxFieldOctets(config.maxFieldListOctets())
                .maxFields(config.maxFields())
                .headTimeout(config.headTimeout())
                .contentTimeout(config.bodyTimeout())
                .contentRate(config.minBodyRate())
                .idleTimeout(config.idleTimeout())
                .build();
        Http2Limits http2 = config.http2();
        H2Config h2 = H2Config.builder()
                .writeStrategy(strategy)
                .watermarks(low, high)
                .maxConcurrentStreams(config.maxStreams())
                .windows(config.streamWindow(), 4 * config.streamWindow(), 16 * config.streamWindow())
                .maxFieldOctets(config.maxFieldListOctets())
                .maxFields(config.maxFields())
                .resets(http2.resets().burst(), http2.resets().perSecond())
                .replies(http2.replies().burst(), http2.replies().perSecond(), http2.maxQueuedReplies())
                .idleFrames(http2.idleFrames().burst(), http2.idleFrames().perSecond())
                .maxQueuedOctets(http2.maxQueuedOctets())
                .maxEmptyData(http2.maxEmptyData())
                .maxContinuations(http2.maxContinuations())
                .maxHeaderBlockOctets(http2.maxHeaderBlockOctets())
                .headerTableSize(http2.headerTableOctets())
                .prefaceTimeout(http2.prefaceTimeout())
                .settingsAckTimeout(http2.settingsTimeout())
                .frameTimeout(http2.frameTimeout())
                .progress(config.bodyTimeout(), http2.stallTimeout())
                .silence(http2.silenceTimeout())
                .contentRate(config.minBodyRate())
                .build();
        return new Machines(h1, h2);
    }
}
