package loglog.lab.study;

import java.util.List;
import java.util.Optional;
import loglog.training.Size;

/** At which scales a study trains. */
public sealed interface Design {
    /** As a study file names it; of a grid, whose special cases have names of their own, the grid's. */
    default String word() {
        return switch (this) {
            case IsoFlop _ -> DesignKind.ISOFLOP.word();
            case Ladder _ -> DesignKind.LADDER.word();
            case Grid _ -> DesignKind.GRID.word();
            case BatchSizes _ -> DesignKind.BATCH_SIZES.word();
            case LearningRates _ -> DesignKind.LEARNING_RATES.word();
            case Trunks _ -> DesignKind.TRUNKS.word();
            case Repeats _ -> DesignKind.REPEATS.word();
            case Optimal _ -> DesignKind.OPTIMAL.word();
        };
    }

    /** The setting that it varies, as recipes name it, beside the scale; empty for none. */
    default Optional<String> varies() {
        return switch (this) {
            case BatchSizes _ -> Optional.of("batch");
            case LearningRates _ -> Optional.of("lr");
            default -> Optional.empty();
        };
    }

    /** How many runs it asks for, at most, of each recipe and seed. */
    default long mostRuns() {
        return switch (this) {
            case IsoFlop(var budgets, var ratios) -> (long) budgets.size() * ratios.size();
            case Ladder(var sizes, double _) -> sizes.size();
            case Grid(var sizes, var tokens) -> (long) sizes.size() * tokens.size();
            case BatchSizes(var _, long _, var batches) -> batches.size();
            case LearningRates(var sizes, long _, var rates) -> (long) sizes.size() * rates.size();
            case Trunks(var sizes, var tokens, double _) -> sizes.size() * (tokens.size() + 1L);
            case Repeats(var sizes, var unique, var epochs) -> (long) sizes.size() * unique.size() * epochs.size();
            case Optimal(double _, var sizes, var ratios, double _) -> (long) sizes.size() * ratios.size();
        };
    }

    /**
     * For each budget, models of several sizes trained on what the budget leaves them (arXiv 2203.15556, approach 2).
     *
     * @param budgets FLOP of training, counted from the layers
     * @param tokensPerParam for each budget, the sizes nearest to these ratios of tokens to params
     */
    record IsoFlop(List<Double> budgets, List<Double> tokensPerParam) implements Design {}

    /** Each size at a fixed number of tokens per param. */
    record Ladder(List<Size> sizes, double tokensPerParam) implements Design {}

    /** Every size at every number of tokens. One number of tokens, or one size, makes Kaplan's axes (arXiv 2001.08361). */
    record Grid(List<Size> sizes, List<Long> tokens) implements Design {}

    /**
     * The same model and tokens at several batch sizes: where a larger batch stops saving steps (arXiv 1812.06162).
     *
     * @param batches sequences in a step
     */
    record BatchSizes(Size size, long tokens, List<Integer> batches) implements Design {}

    /** Several learning rates at each width: does the best one stay put (arXiv 2203.03466)? */
    record LearningRates(List<Size> sizes, long tokens, List<Double> rates) implements Design {}

    /**
     * One run of each size at a constant rate, and from it branches that cool down, one for each number of tokens: many
     * scales for the cost of few runs (arXiv 2405.18392).
     *
     * @param decay share of a branch's steps that cool down
     */
    record Trunks(List<Size> sizes, List<Long> tokens, double decay) implements Design {}

    /** Each size on few unique tokens, read again and again (arXiv 2305.16264). */
    record Repeats(List<Size> sizes, List<Long> uniqueTokens, List<Double> epochs) implements Design {}

    /**
     * The runs that narrow the study's forecast most.
     *
     * @param flops for all of them
     * @param sizes that are considered
     * @param tokensPerParam that are considered
     * @param largest share of {@code flops} that one run may take
     */
    record Optimal(double flops, List<Size> sizes, List<Double> tokensPerParam, double largest) implements Design {}
}
