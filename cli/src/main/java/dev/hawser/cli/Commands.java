package dev.hawser.cli;

import java.util.List;

/** The list of commands, in the order of the help. */
final class Commands {
    private Commands() {}

    /** A fresh instance of each: a command holds the options of one run. Cheap: a constructor declares options only. */
    static List<Command> all() {
        return List.of(
                new ServeCommand(), new DemoCommand(), new GetCommand(), new LoadCommand(), new CompareCommand());
    }
}
