package loglog.lab.design;

import java.util.List;
import loglog.training.Settings;
import loglog.training.Wording;
import loglog.words.Format;
import loglog.yaml.Key;
import loglog.yaml.Value;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/**
 * For each budget, models of several sizes trained on what the budget leaves them (arXiv 2203.15556, approach 2).
 *
 * @param budgets FLOP of training, counted from the layers
 * @param tokensPerParam for each budget, the sizes nearest to these ratios of tokens to params
 */
public record IsoFlopBudgets(List<Double> budgets, List<Double> tokensPerParam) implements Design {
    private static final Key<Double> BUDGETS = Key.required(
                    "budgets",
                    ValueType.amount(DesignKeys.MOST_FLOPS, "FLOP, such as 1e12"),
                    "FLOP of one run's training.")
            .several("FLOP, such as [1e11, 1e12] or {from: 1e11, to: 1e13, count: 4}")
            .with("{from: 2e11, to: 5e12, count: 4}");

    private static final Key<Double> RATIOS =
            DesignKeys.RATIOS.meaning("For each budget, the sizes nearest to these ratios.");

    /** Which size is best for a budget? */
    public static final DesignKind KIND = new DesignKind() {
        @Override
        public String word() {
            return "isoflop";
        }

        @Override
        public String purpose() {
            return "For each budget, models of several sizes, each trained on what the budget leaves it: which size is best,"
                    + " and how does the best one grow?";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(BUDGETS, RATIOS);
        }

        @Override
        public Design read(DesignSection from) {
            var ratios = from.all(RATIOS);
            return new IsoFlopBudgets(from.all(BUDGETS, (value, budget) -> check(from, value, budget, ratios)), ratios);
        }
    };

    private static void check(DesignSection from, Value value, double budget, List<Double> ratios) {
        from.recipes().forEach((name, recipe) -> {
            if (value.here(() -> recipe.isoFlop(budget, ratios)).isEmpty()) {
                throw value.says(("found %.3g FLOP, expected a budget for which there is a model%s: at these ratios of"
                                + " tokens to params none spends it in %d steps of %d tokens or more")
                        .formatted(
                                budget,
                                from.recipes().size() > 1 ? " of recipe " + name : "",
                                Settings.LEAST_STEPS,
                                recipe.tokensPerStep()));
            }
        });
    }

    @Override
    public DesignKind kind() {
        return KIND;
    }

    @Override
    public void write(ObjectNode to) {
        Design.numbers(Design.numbers(to, BUDGETS.name(), budgets), RATIOS.name(), tokensPerParam);
    }

    @Override
    public long mostRuns() {
        return (long) budgets.size() * tokensPerParam.size();
    }

    @Override
    public void runs(DesignedRuns of) {
        budgets.forEach(
                budget -> of.recipe().isoFlop(budget, tokensPerParam).forEach(s -> of.add(s.model(), s.tokens())));
    }

    @Override
    public String words() {
        return "at each of %s FLOP, the sizes nearest to %s tokens per param"
                .formatted(
                        Value.listed(budgets.stream().map(Format::flops).toList(), "and"),
                        Wording.numbers(tokensPerParam));
    }
}
