package loglog.lab.work;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import loglog.lab.study.Trainer;
import loglog.models.training.Footprint;
import loglog.models.training.Recipe;
import loglog.models.transformer.ParameterPlan;
import loglog.runs.DataException;

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
        var r = plan.recipe();
        var m = plan.model();
        long steps = plan.steps();
        var values = new LinkedHashMap<String, String>();
        values.put("params", Long.toString(ParameterPlan.params(m)));
        values.put("tokens", Long.toString(steps * r.tokensPerStep()));
        values.put("unique_tokens", Long.toString(job.uniqueTokens()));
        values.put("flops", "%.0f".formatted(steps * r.tokensPerStep() * Footprint.flopsPerToken(m, r.context())));
        values.put("architecture", m.architecture());
        values.put("width", Integer.toString(m.width()));
        values.put("layers", Integer.toString(m.layers()));
        values.put("heads", Integer.toString(m.heads()));
        values.put("kv_heads", Integer.toString(m.kvHeads()));
        values.put("head_width", Integer.toString(m.headWidth()));
        values.put("feed_forward", Integer.toString(m.feedForward()));
        values.put("vocabulary", Integer.toString(m.vocabulary()));
        values.put("context", Integer.toString(r.context()));
        values.put("batch", Integer.toString(r.batch()));
        values.put("tokens_per_step", Long.toString(r.tokensPerStep()));
        values.put("steps", Long.toString(steps));
        values.put("warmup_steps", Long.toString(r.schedule().warmupSteps(steps)));
        values.put("decay_steps", Long.toString(r.schedule().decaySteps(steps)));
        values.put(
                "schedule",
                switch (r.schedule().kind()) {
                    case CONSTANT -> "constant";
                    case COSINE -> "cosine";
                    case LINEAR -> "linear";
                    case WARMUP_STABLE_DECAY -> "wsd";
                });
        values.put("lr", number(r.rate()));
        values.put("min_lr", number(r.rate() * r.schedule().floor()));
        values.put("floor", number(r.schedule().floor()));
        values.put("base_width", Integer.toString(r.baseWidth()));
        values.put("optimizer", r.optimiser() == Recipe.Kind.MUON ? "muon" : "adamw");
        values.put("weight_decay", number(r.weightDecay()));
        values.put("clip", number(r.clip()));
        values.put("beta1", number(r.beta1()));
        values.put("beta2", number(r.beta2()));
        values.put("precision", r.precision().name().toLowerCase(Locale.ROOT));
        values.put("seed", Long.toString(plan.seed()));
        values.put("cores", Integer.toString(cores(job, command)));
        values.put("name", job.folder().getFileName().toString());
        values.put("study", job.notes().path("study").asString(""));
        values.put("recipe", job.notes().path("recipe_name").asString(""));
        values.put("corpus", job.corpus());
        values.put("here", command.here().toString());
        var run = job.folder().toAbsolutePath().normalize().toString();
        values.put("run", run);
        values.put("folder", run);
        return new Template(values);
    }

    static int cores(Job job, Trainer.Command command) {
        return command.lanes() > 0 ? command.lanes() : job.plan().lanes();
    }

    /** In digits alone: not every program reads an exponent. */
    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
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
                                    + " several lines cannot stand; expected %s from the environment")
                            .formatted(what, name, variable(name)));
                }
                yield value;
            }
            case ARITHMETIC ->
                throw new DataException(
                        "%s: found {%s}, which is no number, where the shell computes; expected a number"
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
