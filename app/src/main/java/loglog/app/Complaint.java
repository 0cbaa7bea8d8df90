package loglog.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.app.answers.QuestionProblem;
import loglog.app.lab.StudyTemplates;
import loglog.words.Sentence;
import loglog.yaml.Spelling;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** picocli's complaints in the words of the person who typed: the option, what was found, what is expected. */
public final class Complaint {
    private static final int MOST = 2000;

    private Complaint() {}

    public static String of(ParameterException e) {
        return oneLine(
                switch (e) {
                    case UnmatchedArgumentException unmatched -> unmatched(unmatched);
                    case MissingParameterException missing -> missing(missing);
                    case OverwrittenOptionException twice ->
                        name(twice.getOverwritten()) + ": found it twice, expected it once";
                    default -> e.getArgSpec() != null && e.getValue() != null ? value(e) : e.getMessage();
                });
    }

    /** A problem of a question in the command line's words: its field is an option's name. */
    static String of(QuestionProblem problem) {
        return Sentence.of(
                problem.field().isEmpty() ? "" : "--" + problem.field(),
                problem.finding(),
                problem.expectation().replaceAll("`([a-z-]+)`", "--$1"));
    }

    private static String value(ParameterException e) {
        var arg = e.getArgSpec();
        return "%s: found %s, %s"
                .formatted(
                        name(arg),
                        e.getValue().isEmpty() ? "nothing" : e.getValue(),
                        !isEnum(arg)
                                        && e.getCause() instanceof TypeConversionException own
                                        && own.getMessage().startsWith("expected ")
                                ? own.getMessage()
                                : "expected " + expected(arg));
    }

    private static String expected(ArgSpec arg) {
        if (isEnum(arg)) {
            return Arrays.stream(type(arg).getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return WORDS.getOrDefault(type(arg), arg.paramLabel());
    }

    private static boolean isEnum(ArgSpec arg) {
        return type(arg).isEnum();
    }

    /** That of one value, where there may be several. */
    private static Class<?> type(ArgSpec arg) {
        return arg.auxiliaryTypes()[arg.auxiliaryTypes().length - 1];
    }

    private static final Map<Class<?>, String> WORDS = Map.of(
            int.class, "a whole number below 2^31",
            Integer.class, "a whole number below 2^31",
            long.class, "a whole number below 2^63",
            Long.class, "a whole number below 2^63",
            double.class, "a number",
            Double.class, "a number");

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    private static String missing(MissingParameterException e) {
        var missing = e.getMissing();
        if (missing.isEmpty()) {
            return e.getMessage();
        }
        if (missing.size() == 1
                && missing.getFirst() instanceof OptionSpec option
                && e.getMessage().contains("parameter for option")) {
            return "%s: found no value, expected %s".formatted(option.longestName(), option.paramLabel());
        }
        return missing.stream()
                .map(arg -> "%s: found nothing, expected %s".formatted(name(arg), wanted(arg)))
                .collect(Collectors.joining("; "));
    }

    /** An option's value, or what a parameter is. */
    private static String wanted(ArgSpec arg) {
        return arg instanceof OptionSpec || arg.description().length == 0 ? arg.paramLabel() : arg.description()[0];
    }

    private static String unmatched(UnmatchedArgumentException e) {
        var commands = e.getCommandLine().getSubcommands();
        var first = e.getUnmatched().getFirst();
        var meant = e.getSuggestions();
        var end = meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?";
        if (first.startsWith("-")) {
            return "there is no option " + first + end;
        }
        if (commands.isEmpty()) {
            return "found %s, expected nothing more".formatted(first) + end;
        }
        var shown = commands.keySet().stream()
                .filter(name ->
                        !commands.get(name).getCommandSpec().usageMessage().hidden())
                .toList();
        return "there is no command " + first + "; the commands are " + String.join(", ", shown)
                + (StudyTemplates.words().contains(first)
                        ? "; %s is a design of studies: ./loglog study init %s.yaml --design %s"
                                .formatted(first, first, first)
                        : Spelling.hint(first, shown));
    }

    /** On one line, and without the middle of what nobody would read to its end. */
    static String oneLine(String message) {
        var line = message == null ? "unknown" : message.replaceAll("\\s*\\R\\s*", " ");
        return line.length() <= MOST
                ? line
                : line.substring(0, MOST / 2) + " ... " + line.substring(line.length() - MOST / 2);
    }
}
