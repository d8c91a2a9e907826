package dev.hawser.testkit;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random tests that can be repeated and that explain themselves.
 *
 * <p>A property draws its inputs as {@link Choices}. When it fails, the sequence of choices is made shorter and its
 * numbers smaller as long as it still fails, and the error names the seed and what was left. As it is the choices that
 * shrink and not the inputs, any input that can be drawn can be shrunk, without a word from the test.
 *
 * <p>{@code -Dhawser.seed=N} repeats one run; {@code -Dhawser.runs=N} says how many are made. Without a seed the first
 * one comes from the name of the property, so that a build does the same every time.
 */
public final class Gen {

    private static final int MOST_SHRINKS = 20_000;

    private Gen() {}

    /** Something that should hold whatever is drawn. It fails by throwing. */
    @FunctionalInterface
    public interface Property {
        /** Draws from {@code choices} and checks. */
        void check(Choices choices) throws Exception;
    }

    /** Where a property draws from. Zero is the simplest answer to everything; shrinking moves towards it. */
    public static final class Choices {
        private final long[] given;
        private final SplittableRandom random;
        private long[] drawn = new long[16];
        private int count;

        private Choices(long[] given, SplittableRandom random) {
            this.given = given;
            this.random = random;
        }

        /** A number of {@code [0, bound)}. */
        public int below(int bound) {
            if (bound < 1) throw new IllegalArgumentException("a number below " + bound);
            return (int) (draw() % bound);
        }

        /** A number of {@code [from, to]}; {@code from} is the simplest. */
        public int between(int from, int to) {
            return from + (int) (draw() % (to - from + 1L));
        }

        /** True once in {@code n} times; false is the simplest. */
        public boolean oneIn(int n) {
            return below(n) == n - 1;
        }

        /** Any number. */
        public long any() {
            return (draw() << 1) | (draw() & 1);
        }

        /** One of {@code options}; the first is the simplest. */
        @SafeVarargs
        public final <T> T of(T... options) {
            return options[below(options.length)];
        }

        /** An array of {@code [0, most]} octets. */
        public byte[] octets(int most) {
            byte[] out = new byte[between(0, most)];
            for (int i = 0; i < out.length; i++) out[i] = (byte) below(256);
            return out;
        }

        private long draw() {
            // When a shrunk sequence runs out, the rest is the simplest there is.
            long value = count < given.length ? given[count] : given.length > 0 ? 0 : random.nextLong() >>> 1;
            if (count == drawn.length) drawn = Arrays.copyOf(drawn, count * 2);
            drawn[count++] = value;
            return value;
        }

        private long[] drawn() {
            return Arrays.copyOf(drawn, count);
        }
    }

    /** Checks {@code property} in {@code runs} runs, and shrinks the first failure. */
    public static void check(String name, int runs, Property property) {
        long first = name.hashCode() * 0x9E3779B97F4A7C15L;
        String seed = System.getProperty("hawser.seed");
        if (seed != null) {
            run(name, Long.parseLong(seed), property);
            return;
        }
        int times = Integer.getInteger("hawser.runs", runs);
        for (int i = 0; i < times; i++) run(name, first + i, property);
    }

    private static void run(String name, long seed, Property property) {
        Choices choices = new Choices(new long[0], new SplittableRandom(seed));
        Throwable failure = failure(property, choices);
        if (failure == null) return;
        long[] least = choices.drawn();
        int left = MOST_SHRINKS;
        boolean smaller = true;
        while (smaller && left > 0) {
            smaller = false;
            for (int i = 0; left > 0; i++) {
                long[] candidate = candidate(least, i);
                if (candidate == null) break;
                left--;
                Choices again = new Choices(candidate, new SplittableRandom(seed));
                Throwable also = failure(property, again);
                if (also == null) continue;
                long[] drawn = again.drawn();
                if (!isSmaller(drawn, least)) continue;
                least = drawn;
                failure = also;
                smaller = true;
                i = Math.max(-1, i - 2);
            }
        }
        throw new AssertionError(
                "%s fails; repeat with -Dhawser.seed=%d; least choices %s: %s"
                        .formatted(name, seed, Arrays.toString(least), failure.getMessage()),
                failure);
    }

    private static boolean isSmaller(long[] a, long[] b) {
        if (a.length != b.length) return a.length < b.length;
        for (int i = 0; i < a.length; i++) if (a[i] != b[i]) return Long.compareUnsigned(a[i], b[i]) < 0;
        return false;
    }

    /** The attempt number {@code i} at something smaller: stretches cut out first, then numbers made smaller. */
    private static long @Nullable [] candidate(long[] from, int i) {
        int n = from.length;
        for (int stretch = Math.max(1, n / 2); ; stretch /= 2) {
            int places = (n + stretch - 1) / stretch;
            if (i < places) {
                int start = i * stretch;
                int end = Math.min(n, start + stretch);
                if (n - (end - start) == 0) return new long[] {0};
                long[] out = new long[n - (end - start)];
                System.arraycopy(from, 0, out, 0, start);
                System.arraycopy(from, end, out, start, n - end);
                return out;
            }
            i -= places;
            if (stretch == 1) break;
        }
        if (i >= 4 * n) return null;
        long[] out = from.clone();
        int at = i / 4;
        out[at] = switch (i % 4) {
            case 0 -> 0;
            case 1 -> out[at] % 256;
            case 2 -> out[at] / 2;
            default -> Math.max(0, out[at] - 1);
        };
        return out;
    }

    private static @Nullable Throwable failure(Property property, Choices choices) {
        try {
            property.check(choices);
            return null;
        } catch (Throwable t) {
            return t;
        }
    }
}
