package loglog.lab.work;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import loglog.runs.DataException;
import loglog.training.Job;
import loglog.training.Trainer;

/** Placeholders of a user's command, such as {@code {params}}, and what they stand for in one run. */
record Template(Map<String, String> values) {
    private static final Pattern NAME = Pattern.compile("\\{\\{([a-z][a-z0-9_]*)}}|\\{([a-z][a-z0-9_]*)}");

    /** What no shell reads as anything but itself, wherever it stands. */
    private static final String PLAIN = "[A-Za-z0-9_./:+-]*";

    /** How a value is kept one word. */
    enum Quoting {
        /** Not at all: a file name, a variable. */
        NONE,
        /** As {@code sh} reads it, wherever it stands. */
        SHELL,
        /** As {@code cmd} reads it. */
        CMD
    }

    Template {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** What a run's placeholders stand for. */
    static Template of(Job job, Trainer.Command command) {
        var plan = job.plan();
        var values = new LinkedHashMap<String, String>();
        values.put("params", Long.toString(plan.params()));
        values.put("tokens", Long.toString(plan.wholeTokens()));
        values.put("unique_tokens", Long.toString(job.uniqueTokens()));
        values.put("flops", "%.0f".formatted(plan.cost().flops()));
        values.put("tokens_per_step", Long.toString(plan.tokensPerStep()));
        values.put("steps", Long.toString(plan.steps()));
        values.put("seed", Long.toString(plan.seed()));
        values.putAll(plan.placeholders());
        values.putAll(job.task().placeholders());
        values.put("cores", Integer.toString(cores(job, command)));
        values.put("name", job.folder().getFileName().toString());
        values.put("study", job.notes().path("study").asString(""));
        values.put("recipe", job.notes().path("recipe_name").asString(""));
        values.put("here", command.here().toString());
        var run = job.folder().toAbsolutePath().normalize().toString();
        values.put("run", run);
        values.put("folder", run);
        return new Template(values);
    }

    static int cores(Job job, Trainer.Command command) {
        return command.lanes() > 0 ? command.lanes() : job.plan().lanes();
    }

    /**
     * Fills a text in. Braces that hold no name, and those after a dollar sign, are the shell's own; {@code {{width}}}
     * stands for {@code {width}}. In a command of {@code sh} a value that is no plain word becomes a reference to its
     * variable ({@link #variables}), for a value may hold what the shell would obey.
     *
     * @param what names the text in the error, such as "trainer: command"
     * @throws DataException where a name is unknown, or its value cannot stand where it is asked for
     */
    String fill(String what, String text, Quoting quoting) {
        if (quoting == Quoting.SHELL) {
            return ShellText.fill(
                    text, NAME, (found, place) -> found.group(1) != null ? braces(found) : shell(what, found, place));
        }
        return NAME.matcher(text).replaceAll(found -> {
            boolean shells = found.start() > 0 && text.charAt(found.start() - 1) == '$';
            return Matcher.quoteReplacement(
                    shells
                            ? found.group()
                            : found.group(1) != null
                                    ? braces(found)
                                    : quoted(value(what, found.group(2)), quoting, isQuoted(text, found.start())));
        });
    }

    private static String braces(MatchResult found) {
        return "{" + found.group(1) + "}";
    }

    private String shell(String what, MatchResult found, ShellText.Place place) {
        var name = found.group(2);
        var value = value(what, name);
        if (value.matches(PLAIN)) {
            return value; // a number, most often: also for what the shell computes, and within a program in quotes
        }
        var reference = "${" + variable(name) + "}";
        return switch (place) {
            case WORD -> '"' + reference + '"';
            case QUOTED -> reference;
            case SINGLE_QUOTED -> "'\"" + reference + "\"'";
            case LITERAL -> {
                if (value.lines().count() > 1) {
                    throw new DataException(("%s: found {%s} in a here-document whose end is quoted, where its value of"
                                    + " several lines cannot stand, expected %s from the environment")
                            .formatted(what, name, variable(name)));
                }
                yield value;
            }
            case ARITHMETIC ->
                throw new DataException(
                        "%s: found {%s}, which is no number, where the shell computes, expected a number"
                                .formatted(what, name));
        };
    }

    private String value(String what, String name) {
        var value = values.get(name);
        if (value == null) {
            throw new DataException(
                    "%s: found {%s}, expected one of %s".formatted(what, name, String.join(", ", values.keySet())));
        }
        return value;
    }

    /** The values as variables: {@code LOGLOG_PARAMS} and so on. */
    Map<String, String> variables() {
        var variables = new LinkedHashMap<String, String>();
        values.forEach((name, value) -> variables.put(variable(name), value));
        return variables;
    }

    private static String variable(String name) {
        return "LOGLOG_" + name.toUpperCase(Locale.ROOT);
    }

    private static boolean isQuoted(String text, int at) {
        return text.substring(0, at).chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private static String quoted(String value, Quoting quoting, boolean within) {
        return quoting == Quoting.NONE || within || value.matches(PLAIN) ? value : '"' + value + '"';
    }
}
