package loglog.laws;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The best model that compute buys, and the compute that a loss needs.
 *
 * <p>For Chinchilla's law and training alone in closed form (Hoffmann et al. 2022, arXiv 2203.15556, equation 4), for
 * any other law of params and tokens, with serving or with a cap on unique data, by search along log params. The search
 * assumes one valley within a step of its grid, not one valley in all.
 */
public final class Optimum {
    private Optimum() {}

    /** Tenfolds of params on the grid, with this many points each. */
    private static final int POINTS_PER_OOM = 6;

    private static final double LEAST_PARAMS = 1;
    private static final double GREATEST_FLOPS = 1e60;

    /** Each leaves 0.62 of the range: enough for any that doubles resolve. */
    private static final int MOST_SECTIONS = 100;

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    /** The best loss for this compute, training alone and data without end. */
    public static Allocation at(Law law, double[] natural, double flops) {
        return at(law, natural, flops, LifetimeCost.TRAINING, new UniqueData.Unlimited());
    }

    /**
     * The best loss for this compute.
     *
     * @param natural the law's parameters
     * @param flops all that may be spent, serving included
     * @throws IllegalArgumentException where the law is not one of params and tokens
     */
    public static Allocation at(Law law, double[] natural, double flops, LifetimeCost cost, UniqueData data) {
        var surface = new LossSurface(law, natural, data);
        return closedForm(law, natural, cost, data)
                .map(p -> closed(p, flops, cost))
                .orElseGet(() -> search(surface, flops, cost));
    }

    /** The best loss by compute: in closed form {@code E + K C^-gamma}, so that many points of it take little. */
    public static DoubleUnaryOperator frontier(Law law, double[] natural, LifetimeCost cost, UniqueData data) {
        var terms = closedForm(law, natural, cost, data);
        if (terms.isEmpty()) {
            var surface = new LossSurface(law, natural, data);
            return flops -> search(surface, flops, cost).loss();
        }
        var p = terms.get();
        double k = closed(p, 1, cost).loss() - p[0];
        double gamma = gamma(p);
        return flops -> p[0] + k * Math.pow(flops, -gamma);
    }

    /** The least compute that reaches a loss, and the model; empty where no compute does. */
    public static Optional<Allocation> reaching(
            Law law, double[] natural, double loss, LifetimeCost cost, UniqueData data) {
        var surface = new LossSurface(law, natural, data);
        var terms = closedForm(law, natural, cost, data);
        if (terms.isPresent()) {
            var p = terms.get();
            return loss > p[0] ? Optional.of(closed(p, closedFlops(p, loss, cost), cost)) : Optional.empty();
        }
        if (!(search(surface, GREATEST_FLOPS, cost).loss() < loss)) {
            return Optional.empty();
        }
        // The best loss falls with compute, so that a bisection of its logarithm ends at the one solution.
        double low = 0;
        double high = Math.log(GREATEST_FLOPS);
        while (high - low > 1e-9) {
            double middle = 0.5 * (low + high);
            if (search(surface, Math.exp(middle), cost).loss() > loss) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Optional.of(search(surface, Math.exp(high), cost));
    }

    /** The loss that no compute goes below. */
    public static double leastLoss(Law law, double[] natural, LifetimeCost cost, UniqueData data) {
        var terms = closedForm(law, natural, cost, data);
        return terms.isPresent()
                ? terms.get()[0]
                : search(new LossSurface(law, natural, data), GREATEST_FLOPS, cost)
                        .loss();
    }

    /**
     * A model of a given size trained with all of the compute, over-trained or under-trained.
     *
     * @return empty where serving the model costs more than there is
     */
    public static Optional<Allocation> ofSize(
            Law law, double[] natural, double params, double flops, LifetimeCost cost, UniqueData data) {
        var surface = new LossSurface(law, natural, data);
        double tokens = Math.min(cost.tokens(flops, params), surface.greatestTokens());
        return tokens > 0
                ? Optional.of(new Allocation(cost.flops(params, tokens), params, tokens, surface.loss(params, tokens)))
                : Optional.empty();
    }

    /** The training that brings a model of a given size to a loss; empty where no number of tokens does. */
    public static Optional<Allocation> ofSizeReaching(
            Law law, double[] natural, double params, double loss, LifetimeCost cost, UniqueData data) {
        var surface = new LossSurface(law, natural, data);
        double low = 0;
        double high = Math.log(Math.min(1e40, surface.greatestTokens()));
        if (!(surface.loss(params, Math.exp(high)) < loss)) {
            return Optional.empty();
        }
        while (high - low > 1e-11) {
            double middle = 0.5 * (low + high);
            if (surface.loss(params, Math.exp(middle)) > loss) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double tokens = Math.exp(high);
        return Optional.of(new Allocation(cost.flops(params, tokens), params, tokens, surface.loss(params, tokens)));
    }

    /**
     * The exponent a of {@code N_opt ~ C^a}, that of {@code D_opt} being 1 - a: beta / (alpha + beta) for Chinchilla's
     * law, for others the local one at this compute.
     */
    public static double exponent(Law law, double[] natural, double flops) {
        var terms = law.additive(natural);
        if (terms.isPresent()) {
            var p = terms.get();
            return p[4] / (p[3] + p[4]);
        }
        double factor = 1.1;
        double ratio = at(law, natural, flops * factor).params()
                / at(law, natural, flops / factor).params();
        return Math.log(ratio) / (2 * Math.log(factor));
    }

    /** The terms of a law whose optimum is known in closed form, at that cost and for such data. */
    private static Optional<double[]> closedForm(Law law, double[] natural, LifetimeCost cost, UniqueData data) {
        return cost.servedTokens() * cost.servingFlops() == 0 && data instanceof UniqueData.Unlimited
                ? law.additive(natural)
                : Optional.empty();
    }

    static Allocation closed(double[] p, double flops, LifetimeCost cost) {
        double sum = p[3] + p[4];
        double logG = (Math.log(p[3] * p[1]) - Math.log(p[4] * p[2])) / sum;
        double logProduct = Math.log(flops / cost.trainingFlops());
        double logParams = logG + p[4] / sum * logProduct;
        double logTokens = logProduct - logParams;
        double loss = p[0] + p[1] * Math.exp(-p[3] * logParams) + p[2] * Math.exp(-p[4] * logTokens);
        return new Allocation(flops, Math.exp(logParams), Math.exp(logTokens), loss);
    }

    private static double closedFlops(double[] p, double loss, LifetimeCost cost) {
        double k = closed(p, 1, cost).loss() - p[0];
        return Math.exp((Math.log(k) - Math.log(loss - p[0])) / gamma(p));
    }

    /** The frontier is {@code E + K C^-gamma} with gamma = alpha beta / (alpha + beta). */
    private static double gamma(double[] p) {
        return p[3] * p[4] / (p[3] + p[4]);
    }

    /** The least loss along {@code cost = flops}: a grid over log params, then golden sections about its best point. */
    static Allocation search(LossSurface surface, double flops, LifetimeCost cost) {
        double low = Math.log(LEAST_PARAMS);
        // At least one token, and something left to train on.
        double high = Math.log(Math.min(
                Math.min(flops, GREATEST_FLOPS) / (cost.trainingFlops() + cost.servingFlops() * cost.servedTokens()),
                cost.greatestParams(flops)));
        int points = Math.max(8, (int) (POINTS_PER_OOM * (high - low) / Math.log(10)));
        double step = (high - low) / points;
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= points; i++) {
            double loss = loss(surface, low + i * step, flops, cost);
            if (loss < least) {
                least = loss;
                best = i;
            }
        }
        double from = low + Math.max(0, best - 1) * step;
        double to = low + Math.min(points, best + 1) * step;
        double left = to - GOLDEN * (to - from);
        double right = from + GOLDEN * (to - from);
        double lossLeft = loss(surface, left, flops, cost);
        double lossRight = loss(surface, right, flops, cost);
        for (int i = 0; to - from > 1e-9 && i < MOST_SECTIONS; i++) {
            if (lossLeft < lossRight) {
                to = right;
                right = left;
                lossRight = lossLeft;
                left = to - GOLDEN * (to - from);
                lossLeft = loss(surface, left, flops, cost);
            } else {
                from = left;
                left = right;
                lossLeft = lossRight;
                right = from + GOLDEN * (to - from);
                lossRight = loss(surface, right, flops, cost);
            }
        }
        double params = Math.exp(0.5 * (from + to));
        double tokens = tokens(surface, params, flops, cost);
        return new Allocation(cost.flops(params, tokens), params, tokens, surface.loss(params, tokens));
    }

    private static double tokens(LossSurface surface, double params, double flops, LifetimeCost cost) {
        return Math.min(cost.tokens(flops, params), surface.greatestTokens());
    }

    private static double loss(LossSurface surface, double logParams, double flops, LifetimeCost cost) {
        double params = Math.exp(logParams);
        double tokens = tokens(surface, params, flops, cost);
        double loss = tokens > 0 ? surface.loss(params, tokens) : Double.POSITIVE_INFINITY;
        return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }
}
