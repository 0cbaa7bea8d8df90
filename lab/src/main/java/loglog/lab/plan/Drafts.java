package loglog.lab.plan;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import loglog.lab.study.Design;
import loglog.lab.study.Study;
import loglog.runs.RunRole;
import loglog.training.Model;
import loglog.training.Settings;
import loglog.training.Size;

/** From a design to its runs, none twice, trunks before what leaves them. */
final class Drafts {
    private final Study study;
    private final String name;
    private final Settings recipe;
    private final long seed;
    private final Consumer<Draft> sink;

    private Drafts(Study study, String name, Settings recipe, long seed, Consumer<Draft> sink) {
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
            case Design.IsoFlop(var budgets, var ratios) ->
                budgets.forEach(budget -> recipe.isoFlop(budget, ratios).forEach(s -> add(s.model(), s.tokens())));
            case Design.Ladder(var sizes, double ratio) ->
                models(sizes).forEach(model -> add(model, ratio * model.params()));
            case Design.Grid(var sizes, var tokens) ->
                models(sizes).forEach(model -> tokens.forEach(count -> add(model, count)));
            case Design.BatchSizes(var size, long tokens, var batches) ->
                batches.forEach(batch -> {
                    var varied = recipe.with("batch", batch);
                    var model = models(List.of(size)).iterator().next();
                    sink.accept(Draft.of(name, recipe, model, steps(tokens, varied), seed)
                            .with(varied, "batch" + batch));
                });
            case Design.LearningRates(var sizes, long tokens, var rates) ->
                models(sizes)
                        .forEach(model -> rates.forEach(rate -> sink.accept(
                                draft(model, tokens).with(recipe.with("lr", rate), "lr" + Names.number(rate)))));
            case Design.Trunks(var sizes, var tokens, double decay) ->
                models(sizes).forEach(model -> trunk(model, tokens, decay));
            case Design.Repeats(var sizes, var unique, var epochs) ->
                models(sizes).forEach(model -> unique.forEach(count -> epochs.forEach(n -> repeat(model, count, n))));
            case Design.Optimal optimal -> optimal(optimal);
        }
    }

    /** The sizes' models, none twice. */
    private Collection<Model> models(List<Size> sizes) {
        return sizes.stream().map(recipe::model).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void add(Model model, double tokens) {
        sink.accept(draft(model, tokens));
    }

    private Draft draft(Model model, double tokens) {
        return Draft.of(name, recipe, model, steps(tokens, recipe), seed);
    }

    /** The number of whole steps that comes nearest, at least one. */
    static long steps(double tokens, Settings recipe) {
        return Math.max(1, Math.round(tokens / recipe.tokensPerStep()));
    }

    private void trunk(Model model, List<Long> tokens, double decay) {
        var lengths = tokens.stream()
                .map(count -> steps(count, recipe))
                .sorted()
                .collect(Collectors.toCollection(LinkedHashSet::new));
        var branching = recipe.branching(decay, lengths).orElseThrow();
        var leaves = new LinkedHashMap<Long, Long>();
        lengths.forEach(steps -> leaves.put(steps, branching.shared(steps)));
        // No longer than the last branch needs.
        long end = leaves.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        var trunk = scheduled(model, end, branching.trunk(end)).trunk(new LinkedHashSet<>(leaves.values()));
        sink.accept(trunk);
        leaves.forEach((steps, step) ->
                sink.accept(scheduled(model, steps, branching.branch(steps)).leaving(trunk, step)));
    }

    private Draft scheduled(Model model, long steps, Settings settings) {
        return Draft.of(name, recipe, model, steps, seed).with(settings, "");
    }

    private void repeat(Model model, long uniqueTokens, double epochs) {
        // Whole sequences.
        long piece = recipe.tokensPerPiece();
        long unique = Math.ceilDiv(uniqueTokens, piece) * piece;
        var varied = "%sx%s".formatted(Names.count(uniqueTokens, 6), Names.number(epochs));
        sink.accept(draft(model, unique * epochs).repeating(unique, varied));
    }

    private void optimal(Design.Optimal design) {
        for (var model : models(design.sizes())) {
            for (double ratio : design.tokensPerParam()) {
                var draft = draft(model, ratio * model.params());
                if (draft.flops() <= design.largest() * design.flops()) {
                    sink.accept(draft);
                }
            }
        }
    }

    /** The run that verifies a forecast; in a study of trunks one that is made as a branch is, but from the start. */
    static Draft verification(Study study, String name, Model model, double tokens, long seed) {
        var recipe = study.recipes().get(name);
        long steps = steps(tokens, recipe);
        var draft = Draft.of(name, recipe, model, steps, seed);
        if (study.design() instanceof Design.Trunks(var _, var counts, double decay)) {
            var lengths = counts.stream().map(count -> steps(count, recipe)).toList();
            draft = draft.with(recipe.branching(decay, lengths).orElseThrow().branch(steps), "");
        }
        return draft.as(RunRole.VERIFICATION);
    }
}
