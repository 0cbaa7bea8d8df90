package loglog.lab.design;

import java.util.List;
import java.util.OptionalDouble;
import loglog.training.Settings;
import loglog.training.Size;
import loglog.training.Wording;
import loglog.words.Format;
import loglog.yaml.Key;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;
import tools.jackson.databind.node.ObjectNode;

/**
 * The runs that narrow the study's forecast most.
 *
 * @param flops for all of them
 * @param sizes that are considered
 * @param tokensPerParam that are considered
 * @param largest share of {@code flops} that one run may take
 */
public record Optimal(double flops, List<Size> sizes, List<Double> tokensPerParam, double largest) implements Design {
    private static final Key<Double> FLOPS = Key.required(
                    "flops",
                    ValueType.amount(DesignKeys.MOST_FLOPS, "FLOP for all runs together, such as 1e13"),
                    "FLOP for all runs together.")
            .with("2e13");

    private static final Key<Size> SIZES = DesignKeys.SIZES.with("{from: 20K, to: 400K, count: 8}");

    private static final Key<Double> LARGEST = Key.optional(
                    "largest",
                    ValueType.number(Bounds.above(0).to(1), "a share above 0, at most 1"),
                    "Share of flops that one run may take.",
                    "0.25")
            .with("0.25");

    /** Which runs narrow the forecast most? */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "optimal";
        }

        @Override
        public String purpose() {
            return "The runs that narrow the study's forecast most, chosen among all sizes at all ratios.";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(FLOPS, SIZES, DesignKeys.RATIOS, LARGEST);
        }

        @Override
        public Design read(DesignSection from) {
            var design =
                    new Optimal(from.one(FLOPS), from.sizes(SIZES), from.all(DesignKeys.RATIOS), from.one(LARGEST));
            from.settings().forEach(recipe -> design.check(from, recipe));
            return design;
        }
    };

    /** The smallest candidate of all has to be within what one run may take. */
    private void check(DesignSection from, Settings recipe) {
        double ratio = tokensPerParam.stream().min(Double::compare).orElseThrow();
        double least = sizes.stream()
                .map(recipe::model)
                .mapToDouble(model -> DesignedRuns.steps(ratio * model.params(), recipe)
                        * (double) recipe.tokensPerStep()
                        * recipe.flopsPerToken(model))
                .min()
                .orElseThrow();
        if (least > flops * largest) {
            throw from.value(from.section().has(LARGEST.name()) ? LARGEST : FLOPS)
                    .says("found %.3g FLOP for one run, expected at least the %.3g of the smallest that is considered"
                            .formatted(flops * largest, least));
        }
    }

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(Design.sizes(to.put(FLOPS.name(), flops), sizes), DesignKeys.RATIOS.name(), tokensPerParam)
                .put(LARGEST.name(), largest);
    }

    @Override
    public long mostRuns() {
        return (long) sizes.size() * tokensPerParam.size();
    }

    @Override
    public OptionalDouble budget() {
        return OptionalDouble.of(flops);
    }

    @Override
    public void runs(DesignedRuns of) {
        for (var model : of.models(sizes)) {
            for (double ratio : tokensPerParam) {
                var draft = of.draft(model, ratio * model.params());
                if (draft.flops() <= largest * flops) {
                    of.add(draft);
                }
            }
        }
    }

    @Override
    public String words() {
        return "runs for %s FLOP together, none more than %s of it, chosen among sizes %s at %s tokens per param"
                .formatted(
                        Format.flops(flops),
                        Format.share(largest, 3),
                        Wording.sizes(sizes),
                        Wording.numbers(tokensPerParam));
    }
}
