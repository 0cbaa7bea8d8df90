package loglog.training.program;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.runs.Fields;
import loglog.runs.Metric;
import loglog.training.Cost;
import loglog.training.RunPlan;
import tools.jackson.databind.node.ObjectNode;

/** What one run of a user's program is to do. */
record ProgramPlan(ProgramSettings settings, ProgramSettings.Sized model, long tokens, long seed, int lanes)
        implements RunPlan {
    static ProgramPlan read(Fields from) {
        var recipe = from.object("recipe");
        var settings = new ProgramSettings(
                ProgramTask.read(from), recipe.number("lr", Double.NaN), recipe.integer("batch", 1));
        return new ProgramPlan(
                settings,
                new ProgramSettings.Sized(from.object("model").whole("params")),
                from.whole("tokens"),
                from.whole("seed"),
                from.integer("lanes", 1));
    }

    @Override
    public String kind() {
        return ProgramKind.NAME;
    }

    @Override
    public Metric metric() {
        return settings.task().metric();
    }

    @Override
    public long steps() {
        return Math.ceilDiv(tokens, settings.batch());
    }

    @Override
    public long tokensPerStep() {
        return settings.batch();
    }

    @Override
    public Cost cost() {
        return new Cost(wholeTokens() * settings.flopsPerToken(model), 0);
    }

    @Override
    public void write(ObjectNode to) {
        settings.write(to.putObject("recipe"));
        to.putObject("model").put("params", model.params());
        to.put("tokens", tokens).put("seed", seed).put("lanes", lanes);
        settings.task().write(to);
    }

    @Override
    public Map<String, Number> facts() {
        var facts = new LinkedHashMap<String, Number>();
        facts.put("batch", settings.batch());
        if (!Double.isNaN(settings.lr())) {
            facts.put("lr", settings.lr());
        }
        return facts;
    }

    @Override
    public Map<String, String> placeholders() {
        var words = new LinkedHashMap<String, String>();
        facts().forEach((name, value) -> words.put(name, value.toString()));
        return words;
    }

    @Override
    public Course course() {
        return new Course(settings.batch(), 0, false);
    }
}
