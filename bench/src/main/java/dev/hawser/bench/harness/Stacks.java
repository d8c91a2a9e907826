package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Call stacks that a profiler sampled, each with the number of its samples. */
final class Stacks {

    /** Frames from the outermost to the one that ran. */
    record Stack(List<String> frames, long samples) {

        String leaf() {
            return frames.getLast();
        }
    }

    private final List<Stack> all = new ArrayList<>();

    /** Reads what async-profiler calls collapsed: {@code frame;frame;frame samples} in each line. */
    static Stacks read(Path collapsed) throws IOException {
        var stacks = new Stacks();
        for (String line : Files.readAllLines(collapsed, StandardCharsets.UTF_8)) {
            int space = line.lastIndexOf(' ');
            if (space > 0) {
                stacks.all.add(new Stack(
                        List.of(line.substring(0, space).split(";", -1)), Long.parseLong(line.substring(space + 1))));
            }
        }
        if (stacks.all.isEmpty()) {
            throw new IOException("the profiler saw nothing: " + collapsed);
        }
        return stacks;
    }

    List<Stack> all() {
        return all;
    }

    long samples() {
        return all.stream().mapToLong(Stack::samples).sum();
    }

    /** Samples by what a stack belongs to. */
    Map<String, Long> by(Function<Stack, String> owner) {
        var sums = new TreeMap<String, Long>();
        for (Stack stack : all) {
            sums.merge(owner.apply(stack), stack.samples(), Long::sum);
        }
        return sums;
    }

    /**
     * Who owns the code that ran: the kernel on behalf of which system call, the JVM, the JDK's classes, or a package
     * of ours.
     */
    static String owner(Stack stack) {
        String leaf = stack.leaf();
        if (leaf.endsWith("_[k]")) {
            return "kernel: " + call(stack);
        }
        String name = plain(leaf);
        if (name.startsWith("dev/hawser/") || name.startsWith("dev.hawser.")) {
            String dotted = name.replace('/', '.');
            // The package is what comes before the class, which is the first part with a capital.
            int end = 0;
            while (end < dotted.length() && !Character.isUpperCase(dotted.charAt(end))) {
                end = dotted.indexOf('.', end) + 1;
                if (end == 0) {
                    return dotted;
                }
            }
            return dotted.substring(0, Math.max(0, end - 1));
        }
        if (name.startsWith("java/")
                || name.startsWith("jdk/")
                || name.startsWith("java.")
                || name.startsWith("jdk.")) {
            return "JDK's classes";
        }
        return "JVM and C library";
    }

    private static String call(Stack stack) {
        for (String frame : stack.frames()) {
            if (frame.endsWith("_[k]") && frame.contains("sys_")) {
                String name = frame.substring(frame.lastIndexOf("sys_") + 4, frame.length() - 4);
                if (frame.startsWith("__x64_sys_") || frame.startsWith("__arm64_sys_")) {
                    return name;
                }
            }
        }
        return "entry, exit and interrupts";
    }

    /** A frame without the mark of how it was compiled, such as {@code _[j]}. */
    static String plain(String frame) {
        int mark = frame.lastIndexOf("_[");
        return mark > 0 && frame.endsWith("]") ? frame.substring(0, mark) : frame;
    }
}
