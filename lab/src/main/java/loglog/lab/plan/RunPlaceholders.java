package loglog.lab.plan;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import loglog.lab.study.Placeholders;
import loglog.lab.study.Study;

/** What a run puts in the place of each of {@link Placeholders}. */
public final class RunPlaceholders {
    private RunPlaceholders() {}

    /**
     * Their values.
     *
     * @param folder the run's
     */
    public static Map<String, String> of(Study study, PlannedRun run, Path folder) {
        var plan = run.plan();
        var model = plan.model();
        var r = plan.recipe();
        var schedule = r.schedule();
        return Map.ofEntries(
                Map.entry("name", run.name()),
                Map.entry("folder", folder.toString()),
                Map.entry("study", study.name()),
                Map.entry("recipe", run.recipe()),
                Map.entry("corpus", study.corpus()),
                Map.entry("architecture", model.architecture()),
                Map.entry("params", Long.toString(run.params())),
                Map.entry("tokens", Long.toString(run.tokens())),
                Map.entry("unique_tokens", Long.toString(run.uniqueTokens())),
                // No exponent: shells and parsers of options differ in what they make of one.
                Map.entry("flops", "%.0f".formatted(run.flops())),
                Map.entry("steps", Long.toString(plan.steps())),
                Map.entry("seed", Long.toString(plan.seed())),
                Map.entry("width", Integer.toString(model.width())),
                Map.entry("layers", Integer.toString(model.layers())),
                Map.entry("heads", Integer.toString(model.heads())),
                Map.entry("head_width", Integer.toString(model.headWidth())),
                Map.entry("feed_forward", Integer.toString(model.feedForward())),
                Map.entry("vocabulary", Integer.toString(model.vocabulary())),
                Map.entry("context", Integer.toString(r.context())),
                Map.entry("batch", Integer.toString(r.batch())),
                Map.entry("tokens_per_step", Long.toString(r.tokensPerStep())),
                Map.entry("optimizer", r.optimiser().name().toLowerCase(Locale.ROOT)),
                Map.entry("lr", Names.number(r.rate())),
                Map.entry(
                        "schedule",
                        switch (schedule.kind()) {
                            case CONSTANT -> "constant";
                            case COSINE -> "cosine";
                            case LINEAR -> "linear";
                            case WARMUP_STABLE_DECAY -> "wsd";
                        }),
                Map.entry("warmup_steps", Long.toString(schedule.warmupSteps(plan.steps()))),
                Map.entry("decay_steps", Long.toString(schedule.decaySteps(plan.steps()))),
                Map.entry("floor", Names.number(schedule.floor())),
                Map.entry("base_width", Integer.toString(r.baseWidth())),
                Map.entry("weight_decay", Names.number(r.weightDecay())),
                Map.entry("clip", Names.number(r.clip())),
                Map.entry("beta1", Names.number(r.beta1())),
                Map.entry("beta2", Names.number(r.beta2())),
                Map.entry("precision", r.precision().name().toLowerCase(Locale.ROOT)),
                Map.entry("cores", Integer.toString(plan.lanes())));
    }
}
