package loglog.lab.work;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import loglog.lab.study.Trainer;
import loglog.models.training.Footprint;
import loglog.models.training.Recipe;
import loglog.models.transformer.ParameterPlan;
import loglog.runs.DataException;

/** Placeholders of a user's command, such as {@code {params}}, and what they stand for in one run. */
record Template(Map<String, String> values) {
    private static final Pattern NAME = Pattern.compile("\\{\\{([a-z][a-z0-9_]*)}}|\\{([a-z][a-z0-9_]*)}");

    /** How a value is kept one word. */
    enum Quoting {
        /** Not at all: a file name, a variable. */
        NONE,
        /** As {@code sh} reads it, in quotes of either kind or outside. */
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
     * stands for {@code {width}}.
     *
     * @param what names the text in the error, such as "trainer: command"
     * @throws DataException where a name is unknown
     */
    String fill(String what, String text, Quoting quoting) {
        var out = new StringBuilder();
        var name = NAME.matcher(text);
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (name.region(i, text.length()).lookingAt() && (i == 0 || text.charAt(i - 1) != '$')) {
                var found = name.group(1);
                out.append(found != null ? "{" + found + "}" : quoted(value(what, name.group(2)), quoting, quote));
                i = name.end() - 1;
            } else if (c == '\\' && quoting == Quoting.SHELL && quote != '\'' && i + 1 < text.length()) {
                out.append(c).append(text.charAt(++i));
            } else {
                if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '"' || c == '\'' && quoting == Quoting.SHELL)) {
                    quote = c;
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    private String value(String what, String name) {
        var value = values.get(name);
        if (value == null) {
            throw new DataException(
                    "%s: found {%s}, expected one of %s".formatted(what, name, String.join(", ", values.keySet())));
        }
        return value;
    }

    private static String quoted(String value, Quoting quoting, char within) {
        if (quoting == Quoting.NONE || value.matches("[A-Za-z0-9_./:+-]*")) {
            return value;
        }
        if (quoting == Quoting.CMD) {
            return within == '"' ? value : '"' + value + '"';
        }
        return switch (within) {
            case '"' -> value.replaceAll("([\\\\\"$`])", "\\\\$1");
            case '\'' -> value.replace("'", "'\\''");
            default -> "'" + value.replace("'", "'\\''") + "'";
        };
    }
}
