package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import dev.hawser.http.AccessLog;
import dev.hawser.http.AccessLogFormat;
import dev.hawser.http.FaultReport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a server writes a line for each request, and what the line looks like. */
final class AccessLogOptions {

    private final Option<String> file;
    private final Option<AccessLogFormat> format;
    private final Option<Long> size;

    AccessLogOptions(Command of) {
        of.section("Access log");
        file = of.option(
                "--access-log",
                "FILE",
                Values.text(),
                "write a line for each request; - for standard output; SIGHUP opens the file again");
        format = of.option(
                "--access-log-format",
                "NAME",
                Values.oneOf(AccessLogFormat.class),
                "combined",
                "common, combined or json");
        size = of.option(
                "--access-log-size",
                "SIZE",
                Values.size(),
                "0",
                "above it FILE becomes FILE.1, and so on up to FILE.4; 0 for never");
    }

    /** The log, or null where none is asked for. */
    @Nullable
    AccessLog open(PrintStream out, FaultReport faults) {
        String name = file.orNull();
        if (name == null) return null;
        if (name.equals("-")) return AccessLog.toStream(audible(out), format.get(), faults);
        try {
            return AccessLog.toFile(Path.of(name), format.get(), size.get(), faults);
        } catch (IOException e) {
            throw new Failure("cannot write the access log %s: %s".formatted(name, Failure.why(e)));
        }
    }

    /** Standard output as a stream that says what has failed, so that lost lines are known to be lost. */
    private static OutputStream audible(PrintStream out) {
        return out == System.out ? new FileOutputStream(FileDescriptor.out) : out;
    }
}
