package dev.hawser.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One word after {@code hawser}: {@code hawser serve --port 80 DIR}. A subclass declares its options in fields, by
 * {@link #option}, {@link #flag} and {@link #argument}, and reads them in {@link #run}. Its constructor does nothing
 * else, because it runs for the help of all commands too.
 */
abstract class Command {
    private final String name;
    private final String summary;
    private final List<Option<?>> options = new ArrayList<>();
    private final List<Option<?>> arguments = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private String section = Help.OPTIONS;

    /**
     * A command without options so far.
     *
     * @param summary one line of the help, without a full stop
     */
    protected Command(String name, String summary) {
        this.name = name;
        this.summary = summary;
    }

    /** Does the work, and returns the exit code. Throws {@link Failure} or an {@code IOException} for one line of error. */
    abstract int run(PrintStream out) throws Exception;

    /** Whether what it prints is what it is for, so that it has failed when that got lost. */
    boolean isItsOutput() {
        return true;
    }

    /** Shows {@code arguments} at the end of the help. */
    final void example(String arguments) {
        examples.add(arguments);
    }

    final List<String> examples() {
        return examples;
    }

    /** Puts the options that are declared from now on under {@code title} in the help. */
    final void section(String title) {
        section = title;
    }

    /** Declares {@code --name VALUE} with a value it has when it is not given, shown in the help. */
    final <T> Option<T> option(String optionName, String placeholder, Value<T> value, String fallback, String help) {
        return add(options, new Option<>(optionName, placeholder, value, fallback, help));
    }

    /** Declares {@code --name VALUE} that may be absent: then {@link Option#orNull} is null. */
    final <T> Option<T> option(String optionName, String placeholder, Value<T> value, String help) {
        return add(options, new Option<>(optionName, placeholder, value, null, help));
    }

    /** Declares {@code --name VALUE} that may be given again and again: all values, in order. */
    final <T> Option<List<T>> list(String optionName, String placeholder, Value<T> value, String help) {
        List<T> values = new ArrayList<>();
        Value<List<T>> adding = text -> {
            values.add(value.parse(text));
            return values;
        };
        Option<List<T>> option = add(options, new Option<>(optionName, placeholder, adding, null, help));
        option.given = values;
        option.repeats = true;
        return option;
    }

    /** Declares {@code --name}, which is on when it is given. */
    final Option<Boolean> flag(String optionName, String help) {
        return add(options, new Option<>(optionName, "", Boolean::valueOf, "false", help));
    }

    /** Declares the next argument without a name. Ask it by {@link Option#orNull}, or {@link Option#get} if it must be there. */
    final <T> Option<T> argument(String placeholder, Value<T> value, String help) {
        return add(arguments, new Option<>(placeholder, placeholder, value, null, help));
    }

    private <T> Option<T> add(List<Option<?>> list, Option<T> option) {
        option.section = section;
        list.add(option);
        return option;
    }

    final String name() {
        return name;
    }

    final String summary() {
        return summary;
    }

    final List<Option<?>> options() {
        return options;
    }

    final List<Option<?>> arguments() {
        return arguments;
    }

    /** Takes {@code --name value}, {@code --name=value}, {@code -abc} and plain arguments. False when help was asked for. */
    final boolean parse(List<String> args) {
        int plain = 0;
        boolean optionsEnded = false;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (optionsEnded || !arg.startsWith("-") || arg.equals("-")) {
                if (plain == arguments.size()) {
                    throw misuse("unexpected argument '%s'".formatted(arg));
                }
                arguments.get(plain++).set(this, arg);
            } else if (arg.equals("--")) {
                optionsEnded = true;
            } else if (arg.equals("-h") || arg.equals("--help")) {
                return false;
            } else {
                i = isCluster(arg) ? takeCluster(arg, args, i) : takeOption(arg, args, i);
            }
        }
        return true;
    }

    /** Whether {@code --optionName} may be given again and again. */
    final boolean repeats(String optionName) {
        for (Option<?> option : options) {
            if (option.name().equals("--" + optionName)) return option.repeats;
        }
        return false;
    }

    /** Takes {@code --name} or {@code --name=value} at {@code at}; returns where the last word of it stands. */
    private int takeOption(String arg, List<String> args, int at) {
        int equals = arg.indexOf('=');
        Option<?> option = find(equals < 0 ? arg : arg.substring(0, equals));
        if (equals >= 0) {
            option.set(this, arg.substring(equals + 1));
            return at;
        }
        return takeValue(option, args, at);
    }

    private int takeValue(Option<?> option, List<String> args, int at) {
        if (option.isFlag()) {
            option.set(this, "true");
            return at;
        }
        if (at + 1 == args.size()) {
            throw misuse("%s needs a value: %s".formatted(option.name(), option.placeholder()));
        }
        option.set(this, args.get(at + 1));
        return at + 1;
    }

    /** Whether it is one dash with several letters: {@code -sL}, {@code -ofile}. */
    private boolean isCluster(String arg) {
        return arg.charAt(1) != '-' && arg.length() > 2 && arg.charAt(2) != '=' && known("-" + arg.charAt(1)) != null;
    }

    /** Flags first; the first letter that takes a value has the rest of the word, or the next. */
    private int takeCluster(String arg, List<String> args, int at) {
        for (int i = 1; i < arg.length(); i++) {
            Option<?> option = find("-" + arg.charAt(i));
            boolean endsWord = i + 1 == arg.length();
            if (endsWord) return takeValue(option, args, at);
            if (option.isFlag()) {
                option.set(this, "true");
            } else {
                option.set(this, arg.substring(i + 1));
                return at;
            }
        }
        return at;
    }

    /** Sets the option {@code name}, written without dashes, unless arguments have set it. {@code where} begins errors. */
    final void configure(String optionName, String text, String where) {
        for (Option<?> option : options) {
            if (option.name().equals("--" + optionName)) {
                if (option.isSet && !option.isConfigured) return;
                option.isConfigured = true;
                if (option.isFlag() && !text.equals("true") && !text.equals("false")) {
                    throw new UsageException("%s: %s takes true or false, not '%s'".formatted(where, optionName, text));
                }
                try {
                    option.take(text);
                } catch (IllegalArgumentException e) {
                    throw new UsageException(
                            "%s: %s takes %s, not '%s'".formatted(where, optionName, e.getMessage(), text));
                }
                return;
            }
        }
        List<String> names =
                options.stream().map(option -> option.name().substring(2)).toList();
        throw new UsageException(
                "%s: unknown option '%s'%s".formatted(where, optionName, Nearest.suggestion(optionName, names)));
    }

    private @Nullable Option<?> known(String given) {
        for (Option<?> option : options) {
            if (option.names().contains(given)) return option;
        }
        return null;
    }

    private Option<?> find(String given) {
        Option<?> option = known(given);
        if (option != null) return option;
        List<String> names =
                options.stream().flatMap(one -> one.names().stream()).toList();
        throw misuse("unknown option '%s'%s".formatted(given, Nearest.suggestion(given, names)));
    }

    /** An error of the caller, with the way to the help. */
    final UsageException misuse(String message) {
        return new UsageException("%s. Try 'hawser %s --help'".formatted(message, name));
    }

    /** Turns the text of one value into what it means. */
    @FunctionalInterface
    interface Value<T> {
        /** Throws {@code IllegalArgumentException} whose message says what would have been right: "a port from 0 to 65535". */
        T parse(String text);
    }

    /**
     * An option or an argument of one run. Confined to the thread that runs the command. Other spellings of an option
     * stand before its name: {@code "-o, --output"}.
     */
    static final class Option<T> {
        private final List<String> names;
        private final String placeholder;
        private final Value<T> type;
        private final @Nullable String fallback;
        private final String help;
        private String section = Help.OPTIONS;
        private @Nullable T given;
        private boolean isSet;
        private boolean isConfigured;
        private boolean repeats;

        Option(String name, String placeholder, Value<T> type, @Nullable String fallback, String help) {
            this.names = List.of(name.split(", "));
            this.placeholder = placeholder;
            this.type = type;
            this.fallback = fallback;
            this.help = help;
        }

        /** What was given or else the fallback. Throws {@link UsageException} when there is neither. */
        T get() {
            T value = orNull();
            if (value == null) {
                throw new UsageException("%s is missing".formatted(name()));
            }
            return value;
        }

        /** What was given, or else the fallback, or else null. */
        @Nullable
        T orNull() {
            if (given == null && fallback != null) {
                given = type.parse(fallback);
            }
            return given;
        }

        private void set(Command command, String text) {
            try {
                take(text);
            } catch (IllegalArgumentException e) {
                throw command.misuse("%s takes %s, not '%s'".formatted(name(), e.getMessage(), text));
            }
        }

        /** Whether it was given at all; for options without a fallback. */
        boolean isGiven() {
            return given instanceof List<?> values ? !values.isEmpty() : given != null;
        }

        private void take(String text) {
            given = type.parse(text);
            isSet = true;
        }

        private boolean isFlag() {
            return placeholder.isEmpty();
        }

        /** The name in full. */
        String name() {
            return names.getLast();
        }

        /** All spellings, the name in full last. */
        List<String> names() {
            return names;
        }

        String placeholder() {
            return placeholder;
        }

        /** The title it stands under in the help. */
        String section() {
            return section;
        }

        /** Null when there is none; a flag's is not worth showing. */
        @Nullable
        String fallback() {
            return isFlag() ? null : fallback;
        }

        String help() {
            return help;
        }
    }
}
