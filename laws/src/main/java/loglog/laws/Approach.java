package loglog.laws;

import java.util.List;

/**
 * One way to see how the optimum moves with compute, {@code N_opt = G C^a} and {@code D_opt = H C^b}.
 *
 * @param name envelope, parabolas or parametric
 * @param optima the points that the lines go through; none where the law gives the lines itself
 * @param nOpt a, with its interval
 * @param dOpt b, with its interval
 * @param logG the natural logarithm of G
 * @param logH the natural logarithm of H
 */
public record Approach(String name, List<Allocation> optima, Interval nOpt, Interval dOpt, double logG, double logH) {
    public Approach {
        optima = List.copyOf(optima);
    }

    /** The optimal size for this compute. */
    public double params(double flops) {
        return Math.exp(logG + nOpt.value() * Math.log(flops));
    }

    /** The optimal number of tokens for this compute. */
    public double tokens(double flops) {
        return Math.exp(logH + dOpt.value() * Math.log(flops));
    }

    /** Lines through optima, {@code {a, b, log G, log H}}; null where they are at fewer than two budgets. */
    static double[] lines(List<Allocation> optima) {
        if (optima.stream().mapToDouble(Allocation::flops).distinct().count() < 2) {
            return null;
        }
        var flops = optima.stream().mapToDouble(o -> Math.log(o.flops())).toArray();
        var params = Regression.line(
                flops, optima.stream().mapToDouble(o -> Math.log(o.params())).toArray());
        var tokens = Regression.line(
                flops, optima.stream().mapToDouble(o -> Math.log(o.tokens())).toArray());
        return new double[] {params.slope(), tokens.slope(), params.intercept(), tokens.intercept()};
    }

    static Approach of(String name, List<Allocation> optima, List<double[]> resampled, double level) {
        var lines = lines(optima);
        return new Approach(
                name,
                optima,
                Quantiles.biasCorrected(
                        lines[0], resampled.stream().mapToDouble(l -> l[0]).toArray(), level, 1),
                Quantiles.biasCorrected(
                        lines[1], resampled.stream().mapToDouble(l -> l[1]).toArray(), level, 1),
                lines[2],
                lines[3]);
    }
}
