package loglog.lab.design;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import loglog.training.ModelOfSize;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.words.Format;
import loglog.yaml.Key;
import tools.jackson.databind.node.ObjectNode;

/**
 * One run of each size at a constant rate, and from it branches that cool down, one for each number of tokens: many
 * scales for the cost of few runs (arXiv 2405.18392).
 *
 * @param decay share of a branch's steps that cool down
 */
public record Trunks(List<Size> sizes, List<Long> tokens, double decay) implements Design {
    private static final Key<Long> TOKENS =
            DesignKeys.TOKEN_COUNTS.meaning("Tokens of each branch, its cool-down included.");

    private static final Key<Double> DECAY = Key.optional(
                    "decay", DesignKeys.SHARE_TYPE, "Share of a branch's steps that cool down.", "0.2")
            .with("0.2");

    /** Many scales for the cost of few runs. */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "trunks";
        }

        @Override
        public String purpose() {
            return "Many scales for the cost of few runs: one run of each size at a constant learning rate (the trunk), and"
                    + " for each number of tokens a branch that leaves it and cools down.";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(DesignKeys.SIZES, TOKENS, DECAY);
        }

        @Override
        public boolean branches() {
            return true;
        }

        @Override
        public Design read(DesignSection from) {
            double decay = from.one(DECAY);
            var tokens = from.tokenCounts(TOKENS);
            from.settings().forEach(recipe -> check(from, recipe, decay, tokens));
            return new Trunks(from.sizes(DesignKeys.SIZES), tokens, decay);
        }
    };

    private static void check(DesignSection from, Settings recipe, double decay, List<Long> tokens) {
        var value = from.value(TOKENS);
        var steps = tokens.stream().map(t -> DesignedRuns.steps(t, recipe)).toList();
        var branching = recipe.branching(decay, steps)
                .orElseThrow(() -> value.says("found the design trunks, whose branches share steps, which runs of this"
                        + " kind do not, expected another design"));
        for (long s : steps) {
            branching.impossible(s).ifPresent(sentence -> {
                throw value.says(sentence);
            });
        }
    }

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(Design.sizes(to, sizes), TOKENS.name(), tokens).put(DECAY.name(), decay);
    }

    @Override
    public Optional<String> heldFixed() {
        return Design.heldFixed(sizes, tokens);
    }

    @Override
    public long mostRuns() {
        return sizes.size() * (tokens.size() + 1L);
    }

    @Override
    public void runs(DesignedRuns of) {
        of.models(sizes).forEach(model -> trunk(of, model));
    }

    private void trunk(DesignedRuns of, ModelOfSize model) {
        var lengths = tokens.stream().map(of::steps).sorted().collect(Collectors.toCollection(LinkedHashSet::new));
        var branching = of.recipe().branching(decay, lengths).orElseThrow();
        var leaves = new LinkedHashMap<Long, Long>();
        lengths.forEach(steps -> leaves.put(steps, branching.shared(steps)));
        // No longer than the last branch needs.
        long end = leaves.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        var trunk = of.draft(model, end, branching.trunk(end), "").trunk(new LinkedHashSet<>(leaves.values()));
        of.add(trunk);
        leaves.forEach((steps, step) ->
                of.add(of.draft(model, steps, branching.branch(steps), "").leaving(trunk, step)));
    }

    /** As a branch, but from the start. */
    @Override
    public Settings verifying(Settings recipe, long steps) {
        var lengths =
                tokens.stream().map(count -> DesignedRuns.steps(count, recipe)).toList();
        return recipe.branching(decay, lengths).orElseThrow().branch(steps);
    }

    @Override
    public String words() {
        return "%s as a trunk with branches of %s tokens, of which %s cool down"
                .formatted(Wording.each(sizes), Wording.counts(tokens), Format.share(decay, 3));
    }
}
