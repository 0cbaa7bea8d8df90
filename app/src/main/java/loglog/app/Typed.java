package loglog.app;

import java.util.Arrays;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option that has several names is named in messages as the user wrote it. */
final class Typed {
    private Typed() {}

    /** A sentence about an option, whose author knows only one of its names. */
    static String names(String sentence, CommandSpec command, String... args) {
        var said = sentence;
        for (var option : command.options()) {
            var typed = option.names().length < 2 ? null : typed(option, args);
            for (var other : typed == null ? new String[0] : option.names()) {
                if (!other.equals(typed)) {
                    said = said.replaceAll("(?<![\\w-])" + Pattern.quote(other) + "(?![\\w-])", typed);
                }
            }
        }
        return said;
    }

    /** The name by which an option was given; null where it was not, or by several. */
    private static String typed(OptionSpec option, String... args) {
        var typed = Arrays.stream(option.names())
                .filter(name -> Arrays.stream(args).anyMatch(arg -> isNamed(name, arg)))
                .toList();
        return typed.size() == 1 ? typed.getFirst() : null;
    }

    private static boolean isNamed(String name, String arg) {
        return arg.equals(name) || arg.startsWith(name + "=") || !name.startsWith("--") && arg.startsWith(name);
    }
}
