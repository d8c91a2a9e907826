package dev.hawser.cli;

import dev.hawser.message.HttpVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * One kind of load that the three write strategies are held against.
 *
 * @param name as the tables show it
 * @param group the row of pictures it belongs to
 * @param version the protocol
 * @param path what is asked for
 * @param octets of content in one response
 * @param ready responses that are under way at a time on the one connection
 */
record CompareCase(String name, String group, HttpVersion version, String path, int octets, int ready) {

    private static final int[] SIZES = {16, 256, 1024, 4096, 16_384, 65_536, 1 << 20};
    private static final int[] READY = {1, 8, 32, 100};

    /** Everything. */
    static List<CompareCase> all() {
        List<CompareCase> cases = new ArrayList<>();
        for (int ready : READY) for (int size : SIZES) cases.add(streams(size, ready));
        cases.add(pieces(20, 100, 32));
        cases.add(pieces(64, 1024, 8));
        cases.add(pieces(16, 16_384, 8));
        cases.add(pipeline(16));
        cases.add(pipeline(1024));
        return cases;
    }

    /** Enough to see the shape. */
    static List<CompareCase> few() {
        List<CompareCase> cases = new ArrayList<>();
        for (int ready : new int[] {1, 32}) {
            for (int size : new int[] {16, 1024, 16_384, 1 << 20}) cases.add(streams(size, ready));
        }
        cases.add(pieces(20, 100, 32));
        cases.add(pipeline(16));
        return cases;
    }

    private static CompareCase streams(int size, int ready) {
        String name = "h2, %s x %d ready".formatted(LoadReport.octets(size), ready);
        return new CompareCase(name, ready + " ready", HttpVersion.HTTP_2, "/bytes/" + size, size, ready);
    }

    private static CompareCase pieces(int count, int size, int ready) {
        String name = "h2, %d pieces of %s x %d ready".formatted(count, LoadReport.octets(size), ready);
        return new CompareCase(
                name, "pieces", HttpVersion.HTTP_2, "/chunks/" + count + "/" + size, count * size, ready);
    }

    private static CompareCase pipeline(int size) {
        String name = "h1, %s pipelined by 16".formatted(LoadReport.octets(size));
        return new CompareCase(name, "pipeline", HttpVersion.HTTP_1_1, "/bytes/" + size, size, 16);
    }
}
