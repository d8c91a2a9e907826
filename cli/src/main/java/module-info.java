import org.jspecify.annotations.NullMarked;

/**
 * The hawser command: serve, demo, get, load, compare.
 */
@NullMarked
module dev.hawser.cli {
    requires static transitive org.jspecify;
    requires dev.hawser.http;
    requires dev.hawser.transport.linux;
    requires HdrHistogram;
    requires java.desktop;
    requires xchart;
}
