package loglog.lab.plan;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import loglog.lab.study.Design;
import loglog.lab.study.Family;
import loglog.lab.study.Size;
import loglog.lab.study.Study;
import loglog.lab.study.StudyRecipe;
import loglog.lab.study.TrunkSchedule;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.models.transformer.ParameterPlan;
import loglog.models.weights.HfConfig;
import loglog.runs.RunRole;

/** From a design to its runs, none twice, trunks before what leaves them. */
final class Drafts {
    private final Study study;
    private final String name;
    private final StudyRecipe recipe;
    private final long seed;
    private final Consumer<Draft> sink;

    private Drafts(Study study, String name, StudyRecipe recipe, long seed, Consumer<Draft> sink) {
        this.study = study;
        this.name = name;
        this.recipe = recipe;
        this.seed = seed;
        this.sink = sink;
    }

    /** All runs of a study; for {@link Design.Optimal}, all that could be chosen. */
    static List<Draft> of(Study study) {
        var drafts = new LinkedHashSet<Draft>();
        study.recipes().forEach((name, recipe) -> {
            for (long seed : study.seeds()) {
                new Drafts(study, name, recipe, seed, drafts::add).design();
            }
        });
        return List.copyOf(drafts);
    }

    private void design() {
        switch (study.design()) {
            case Design.IsoFlop(var budgets, var ratios) -> {
                var family = new Family(recipe, study.vocabulary());
                budgets.forEach(budget -> family.isoFlop(budget, ratios).forEach(s -> add(s.model(), s.tokens())));
            }
            case Design.Ladder(var sizes, double ratio) ->
                models(sizes).forEach(model -> add(model, ratio * ParameterPlan.params(model)));
            case Design.Grid(var sizes, var tokens) ->
                models(sizes).forEach(model -> tokens.forEach(count -> add(model, count)));
            case Design.BatchSizes(var size, long tokens, var batches) ->
                batches.forEach(batch -> {
                    var varied = withBatch(recipe.recipe(), batch);
                    var model = models(List.of(size)).iterator().next();
                    sink.accept(Draft.of(name, recipe, model, steps(tokens, varied), seed)
                            .with(varied, "batch" + batch));
                });
            case Design.LearningRates(var sizes, long tokens, var rates) ->
                models(sizes)
                        .forEach(model -> rates.forEach(rate -> sink.accept(draft(model, tokens)
                                .with(withRate(recipe.recipe(), rate), "lr" + Names.number(rate)))));
            case Design.Trunks(var sizes, var tokens, double decay) ->
                models(sizes).forEach(model -> trunk(model, tokens, decay));
            case Design.Repeats(var sizes, var unique, var epochs) ->
                models(sizes).forEach(model -> unique.forEach(count -> epochs.forEach(n -> repeat(model, count, n))));
            case Design.Optimal optimal -> optimal(optimal);
        }
    }

    /** The sizes' models, none twice. */
    private Collection<HfConfig> models(List<Size> sizes) {
        return sizes.stream()
                .map(size -> size.config(
                        recipe.architecture(),
                        study.vocabulary(),
                        recipe.recipe().context()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void add(HfConfig model, double tokens) {
        sink.accept(draft(model, tokens));
    }

    private Draft draft(HfConfig model, double tokens) {
        return Draft.of(name, recipe, model, steps(tokens, recipe.recipe()), seed);
    }

    /** The number of whole steps that comes nearest, at least one. */
    static long steps(double tokens, Recipe recipe) {
        return Math.max(1, Math.round(tokens / recipe.tokensPerStep()));
    }

    private void trunk(HfConfig model, List<Long> tokens, double decay) {
        var r = recipe.recipe();
        var lengths = tokens.stream()
                .map(count -> steps(count, r))
                .sorted()
                .collect(Collectors.toCollection(LinkedHashSet::new));
        var schedule = TrunkSchedule.of(r.schedule(), decay, lengths);
        var leaves = new LinkedHashMap<Long, Long>();
        lengths.forEach(steps -> leaves.put(steps, schedule.shared(steps)));
        // No longer than the last branch needs.
        long end = leaves.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        var trunk = scheduled(model, end, schedule.trunk(end)).trunk(new LinkedHashSet<>(leaves.values()));
        sink.accept(trunk);
        leaves.forEach((steps, step) ->
                sink.accept(scheduled(model, steps, schedule.branch(steps)).leaving(trunk, step)));
    }

    private Draft scheduled(HfConfig model, long steps, Schedule schedule) {
        return Draft.of(name, recipe, model, steps, seed).with(withSchedule(recipe.recipe(), schedule), "");
    }

    private void repeat(HfConfig model, long uniqueTokens, double epochs) {
        // Whole sequences.
        int context = recipe.recipe().context();
        long unique = Math.ceilDiv(uniqueTokens, context) * context;
        var varied = "%sx%s".formatted(Names.count(uniqueTokens, 6), Names.number(epochs));
        sink.accept(draft(model, unique * epochs).repeating(unique, varied));
    }

    private void optimal(Design.Optimal design) {
        for (var model : models(design.sizes())) {
            for (double ratio : design.tokensPerParam()) {
                var draft = draft(model, ratio * ParameterPlan.params(model));
                if (draft.flops() <= design.largest() * design.flops()) {
                    sink.accept(draft);
                }
            }
        }
    }

    /** The run that verifies a forecast; in a study of trunks one that is made as a branch is, but from the start. */
    static Draft verification(Study study, String name, HfConfig model, double tokens, long seed) {
        var recipe = study.recipes().get(name);
        var r = recipe.recipe();
        long steps = steps(tokens, r);
        var draft = Draft.of(name, recipe, model, steps, seed);
        if (study.design() instanceof Design.Trunks(var _, var counts, double decay)) {
            var schedule = TrunkSchedule.of(
                    r.schedule(),
                    decay,
                    counts.stream().map(count -> steps(count, r)).toList());
            draft = draft.with(withSchedule(r, schedule.branch(steps)), "");
        }
        return draft.as(RunRole.VERIFICATION);
    }

    private static Recipe withRate(Recipe r, double rate) {
        return new Recipe(
                r.optimiser(),
                rate,
                r.schedule(),
                r.baseWidth(),
                r.batch(),
                r.context(),
                r.weightDecay(),
                r.clip(),
                r.beta1(),
                r.beta2(),
                r.epsilon(),
                r.momentum(),
                r.precision());
    }

    private static Recipe withBatch(Recipe r, int batch) {
        return new Recipe(
                r.optimiser(),
                r.rate(),
                r.schedule(),
                r.baseWidth(),
                batch,
                r.context(),
                r.weightDecay(),
                r.clip(),
                r.beta1(),
                r.beta2(),
                r.epsilon(),
                r.momentum(),
                r.precision());
    }

    private static Recipe withSchedule(Recipe r, Schedule schedule) {
        return new Recipe(
                r.optimiser(),
                r.rate(),
                schedule,
                r.baseWidth(),
                r.batch(),
                r.context(),
                r.weightDecay(),
                r.clip(),
                r.beta1(),
                r.beta2(),
                r.epsilon(),
                r.momentum(),
                r.precision());
    }
}
