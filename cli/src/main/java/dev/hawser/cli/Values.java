package dev.hawser.cli;

import dev.hawser.cli.Command.Value;
import dev.hawser.http.Http2Limits.Rate;
import dev.hawser.transport.proxied.AddressRange;
import dev.hawser.transport.proxied.ProxyProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an option's value can be. Each throws with the words that complete "--name takes …". */
final class Values {
    private Values() {}

    static Value<String> text() {
        return text -> text;
    }

    static Value<Path> path() {
        return Path::of;
    }

    /** A TCP port; 0 lets the system pick one. */
    static Value<Integer> port() {
        return text -> Math.toIntExact(number(text, 0, 65_535, "a port from 0 to 65535"));
    }

    /** An int of at least {@code min}. */
    static Value<Integer> count(int min) {
        return text -> Math.toIntExact(number(text, min, Integer.MAX_VALUE, "a number from " + min));
    }

    /** An int from {@code min} to {@code max}. */
    static Value<Integer> count(int min, int max) {
        return text -> Math.toIntExact(number(text, min, max, "a number from " + min + " to " + max));
    }

    /** A long of at least {@code min}. */
    static Value<Long> number(long min) {
        return text -> number(text, min, Long.MAX_VALUE, "a number from " + min);
    }

    /** Octets, with an optional k, m or g for powers of 1,024. */
    static Value<Long> size() {
        return text -> {
            String expected = "a size such as 512, 16k or 4m";
            String lower = text.toLowerCase(Locale.ROOT);
            int shift = lower.endsWith("k") ? 10 : lower.endsWith("m") ? 20 : lower.endsWith("g") ? 30 : 0;
            String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
            return number(digits, 0, Long.MAX_VALUE >> shift, expected) << shift;
        };
    }

    /** So many at once and so many a second: 100/20. */
    static Value<Rate> rate() {
        return text -> {
            Matcher matcher = RATE.matcher(text);
            String expected = "a rate such as 100/20";
            if (!matcher.matches()) throw new IllegalArgumentException(expected);
            try {
                return new Rate(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(expected + ", both from 1", e);
            }
        };
    }

    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(\\d{1,7})");

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

    /** Seconds, or with a unit: ms, s, m, h. */
    static Value<Duration> duration() {
        return text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("a duration such as 250ms, 10s or 2m");
            }
            long amount = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2);
            return switch (unit == null ? "s" : unit) {
                case "ms" -> Duration.ofMillis(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofSeconds(amount);
            };
        };
    }

    /** A duration that something may take, and so more than nothing. */
    static Value<Duration> patience() {
        return text -> {
            Duration duration = duration().parse(text);
            if (duration.isPositive()) return duration;
            throw new IllegalArgumentException("a duration above zero such as 250ms, 10s or 2m");
        };
    }

    /** Ranges of addresses, with commas between them, whose word about a connection's origin is taken. */
    static Value<ProxyProtocol> proxies() {
        return text -> {
            List<AddressRange> ranges = new ArrayList<>();
            try {
                for (String range : text.split(",", -1)) ranges.add(AddressRange.parse(range));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("ranges of addresses such as 10.0.0.0/8,::1 or unix", e);
            }
            return ProxyProtocol.from(ranges);
        };
    }

    /** Two texts with '=' between them, both with something in them; {@code expected} completes "takes …". */
    static Value<Map.Entry<String, String>> pair(String expected) {
        return text -> {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) throw new IllegalArgumentException(expected);
            return Map.entry(text.substring(0, equals), text.substring(equals + 1));
        };
    }

    /** One of an enum's constants, in lower case. */
    static <E extends Enum<E>> Value<E> oneOf(Class<E> type) {
        return text -> {
            List<E> constants = Arrays.asList(type.getEnumConstants());
            for (E constant : constants) {
                if (lower(constant).equals(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("one of "
                    + String.join(", ", constants.stream().map(Values::lower).toList()));
        };
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static long number(String text, long min, long max, String expected) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through: a bad number and one out of range are the same mistake to the caller.
        }
        throw new IllegalArgumentException(expected);
    }
}
