package loglog.laws.precision;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import loglog.laws.Interval;

/**
 * What the law of training with low precision gives for a budget of bytes, or of joules a token, in one format: the largest model that
 * the budget allows.
 *
 * @param loss of a run of that size, with its noise
 * @param times its loss over that of the best format; of the law alone, as both would see the same data
 */
public record BudgetChoice(Format format, double params, Interval loss, Interval times) {
    /** What weights and inputs are. */
    public record Format(Operand weights, Operand inputs) {
        /** Bytes of a param. */
        public double bytes() {
            return weights.bits() / 8;
        }

        /** Picojoules of a param for each token, without caches and scales; NaN where they have no figure. */
        public double picojoules() {
            return DecodingEnergy.ofParams(1, weights, inputs).total();
        }
    }

    /**
     * All formats whose cost is known, the best first.
     *
     * @param perParam the cost of a param
     * @param tokens of training, of every size
     */
    public static List<BudgetChoice> of(
            TrainedFit fit,
            Collection<Format> formats,
            ToDoubleFunction<Format> perParam,
            double budget,
            double tokens,
            double level) {
        var known = formats.stream()
                .filter(format -> !Double.isNaN(perParam.applyAsDouble(format)))
                .sorted(Comparator.comparingDouble(format -> fit.law().loss(point(format, perParam, budget, tokens))))
                .toList();
        return known.stream()
                .map(format -> {
                    var at = point(format, perParam, budget, tokens);
                    return new BudgetChoice(
                            format,
                            at.params(),
                            fit.loss(at, level),
                            fit.lossRatio(at, point(known.getFirst(), perParam, budget, tokens), level));
                })
                .toList();
    }

    private static TrainedPoint point(Format format, ToDoubleFunction<Format> perParam, double budget, double tokens) {
        return new TrainedPoint(
                budget / perParam.applyAsDouble(format),
                tokens,
                format.weights().bits(),
                format.inputs().bits());
    }
}
