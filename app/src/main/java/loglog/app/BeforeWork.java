package loglog.app;

import picocli.CommandLine.Model.CommandSpec;

/**
 * A command, or a group of options, that makes sure of something before any work begins: of what it writes in the end, which may be
 * hours later.
 */
public interface BeforeWork {
    /** @throws UserError naming the option, what was found and what was expected */
    void check();

    /** All checks of a command and of its groups of options. */
    static void of(CommandSpec command) {
        if (command.userObject() instanceof BeforeWork checked) {
            checked.check();
        }
        command.mixins().values().forEach(BeforeWork::of);
    }
}
