package loglog.lab.design;

import java.util.List;
import java.util.Optional;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.words.Format;
import loglog.yaml.Key;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/**
 * Every size at the same compute, rated along its way, so that one run is a curve of strength against compute (arXiv 2104.03113).
 * Recipes differ in the board.
 *
 * @param flops of each run, self-play's evaluations and learning together
 */
public record SelfPlayDesign(List<Size> sizes, List<Double> flops) implements Design {
    private static final Key<Size> SIZES =
            DesignKeys.SIZES.meaning("Networks, as width x layers: 64x2.").with("[8x1, 16x1, 32x1, 64x1, 128x1]");

    private static final Key<Double> FLOPS = Key.required(
                    "flops",
                    ValueType.amount(DesignKeys.MOST_FLOPS, "FLOP, such as 1e10"),
                    "FLOP of each run, self-play and learning together.")
            .several("FLOP, such as 2e10 or [1e9, 1e10]")
            .with("2e10");

    /** How does strength grow with compute, and with the board? */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "self-play";
        }

        @Override
        public String purpose() {
            return "Players of several sizes learn by self-play, each for the same FLOP, and are rated along the way: how"
                    + " does strength grow with compute?";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(SIZES, FLOPS);
        }

        /** Runs of one compute lie along no scale; their ratings on the way do, which the report fits. */
        @Override
        public Forecasts forecasts() {
            return Forecasts.NONE;
        }

        @Override
        public int usualSeeds() {
            return 2;
        }

        @Override
        public String recipesExample() {
            return """

                    # A board each. The largest one's strength is forecast from the others' before it is trained, where there are
                    # three or more.
                    recipes:
                      hex3: {board: 3}
                      hex4: {board: 4}
                      hex5: {board: 5}

                    """;
        }

        @Override
        public Optional<String> trains() {
            return Optional.of("hex");
        }

        @Override
        public Design read(DesignSection from) {
            return new SelfPlayDesign(
                    from.sizes(SIZES),
                    from.all(
                            FLOPS,
                            (value, flops) -> from.recipes().values().forEach(recipe -> check(value, flops, recipe))));
        }
    };

    private static void check(Value value, double flops, Settings recipe) {
        if (recipe.spent(recipe.nearest(1), flops).tokens() < Settings.LEAST_STEPS * (double) recipe.tokensPerStep()) {
            throw value.says("found %.3g FLOP, expected those of %d steps of a small network or more"
                    .formatted(flops, Settings.LEAST_STEPS));
        }
    }

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(Design.sizes(to, sizes), FLOPS.name(), flops);
    }

    @Override
    public long mostRuns() {
        return (long) sizes.size() * flops.size();
    }

    @Override
    public void runs(DesignedRuns of) {
        of.models(sizes)
                .forEach(model -> flops.forEach(
                        f -> of.add(model, of.recipe().spent(model, f).tokens())));
    }

    @Override
    public String words() {
        return "self-play of %s for %s FLOP"
                .formatted(
                        Wording.each(sizes),
                        Value.listed(flops.stream().map(Format::flops).toList(), "and"));
    }
}
