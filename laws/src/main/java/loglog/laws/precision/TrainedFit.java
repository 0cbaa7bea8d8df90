package loglog.laws.precision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import loglog.laws.DenseSolver;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * {@link TrainedLaw} fitted to runs by least squares of the loss's logarithm (Levenberg and Marquardt, several starts; the floor is
 * the best of a grid of shares of the lowest loss). Runs of one size and number of tokens share what their data did to them, so
 * intervals are jackknifed over these cells, with Student's t of one degree of freedom fewer than there are cells.
 *
 * @param cells distinct params and tokens
 * @param rms of the residuals of the loss's logarithm
 * @param without the laws fitted without one cell each
 */
public record TrainedFit(TrainedLaw law, int rows, int cells, double rms, List<TrainedLaw> without) {
    private static final int PARAMETERS = 5;
    private static final int STEPS = 200;
    private static final double[] FLOORS = {0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.85};
    private static final double[] EXPONENTS = {0.1, 0.35};
    private static final double[] GAMMAS = {0.7, 2.5};

    /** Fits, or says why there is no law. */
    public static Fitted<TrainedFit> of(List<TrainedRun> runs) {
        var missing = missing(runs);
        if (missing.isPresent()) {
            return new Fitted.None<>(missing.get());
        }
        var best = fit(runs);
        if (best == null) {
            return Fitted.none("no parameters fit %d runs", runs.size());
        }
        var without = new ArrayList<TrainedLaw>();
        var cells = runs.stream().map(TrainedFit::cell).distinct().toList();
        for (var cell : cells) {
            var rest = runs.stream().filter(run -> !cell(run).equals(cell)).toList();
            var fitted = missing(rest).isPresent() ? null : fit(rest);
            if (fitted == null) {
                return Fitted.none(
                        "without the runs of %s params and tokens there is no law, so that none has an interval", cell);
            }
            without.add(fitted.law);
        }
        double rms = Math.sqrt(best.squares / Math.max(1, runs.size() - PARAMETERS));
        return Fitted.of(new TrainedFit(best.law, runs.size(), cells.size(), rms, List.copyOf(without)));
    }

    private static String cell(TrainedRun run) {
        return "%.0f and %.0f".formatted(run.params(), run.tokens());
    }

    private static Optional<String> missing(List<TrainedRun> runs) {
        long params = runs.stream().mapToDouble(TrainedRun::params).distinct().count();
        long tokens = runs.stream().mapToDouble(TrainedRun::tokens).distinct().count();
        long bits = runs.stream().mapToDouble(TrainedRun::bits).distinct().count();
        if (params < 2 || tokens < 2 || bits < 2 || runs.size() <= PARAMETERS) {
            return Optional.of(
                    "found %d runs of %d params, %d tokens and %d bits, expected more than %d runs with two values of each"
                            .formatted(runs.size(), params, tokens, bits, PARAMETERS));
        }
        return Optional.empty();
    }

    private record Candidate(TrainedLaw law, double squares) {}

    private static Candidate fit(List<TrainedRun> runs) {
        Candidate best = null;
        double least = runs.stream().mapToDouble(TrainedRun::loss).min().orElseThrow();
        for (double share : FLOORS) {
            for (double exponent : EXPONENTS) {
                for (double gamma : GAMMAS) {
                    var found = new Search(runs, share * least).from(exponent, gamma);
                    if (Double.isFinite(found.squares) && (best == null || found.squares < best.squares)) {
                        best = found;
                    }
                }
            }
        }
        return best;
    }

    /** The logarithms of A, alpha, B, beta and gamma, of scales in units of their means. */
    private static final class Search {
        private final List<TrainedRun> runs;
        private final double floor;
        private final double unitN;
        private final double unitD;

        Search(List<TrainedRun> runs, double floor) {
            this.runs = runs;
            this.floor = floor;
            unitN = geometricMean(runs, TrainedRun::params);
            unitD = geometricMean(runs, TrainedRun::tokens);
        }

        private static double geometricMean(List<TrainedRun> runs, ToDoubleFunction<TrainedRun> of) {
            return Math.exp(runs.stream()
                    .mapToDouble(r -> Math.log(of.applyAsDouble(r)))
                    .average()
                    .orElseThrow());
        }

        Candidate from(double exponent, double gamma) {
            double half = (geometricMean(runs, TrainedRun::loss) - floor) / 2;
            var p = new double[] {
                Math.log(half), Math.log(exponent), Math.log(half), Math.log(exponent), Math.log(gamma)
            };
            double squares = squares(p);
            double damping = 1e-3;
            for (int step = 0; step < STEPS && damping < 1e12; step++) {
                var next = step(p, damping);
                double after = next == null ? Double.POSITIVE_INFINITY : squares(next);
                if (after < squares) {
                    boolean done = squares - after < 1e-13 * squares;
                    p = next;
                    squares = after;
                    damping /= 5;
                    if (done) {
                        break;
                    }
                } else {
                    damping *= 4;
                }
            }
            return new Candidate(law(p), squares);
        }

        private TrainedLaw law(double[] p) {
            double alpha = Math.exp(p[1]);
            double beta = Math.exp(p[3]);
            return new TrainedLaw(
                    floor,
                    Math.exp(p[0] + alpha * Math.log(unitN)),
                    alpha,
                    Math.exp(p[2] + beta * Math.log(unitD)),
                    beta,
                    Math.exp(p[4]));
        }

        private double squares(double[] p) {
            var law = law(p);
            double sum = 0;
            for (var run : runs) {
                double r = Math.log(run.loss() / law.loss(run.params(), run.tokens(), run.bits()));
                sum += r * r;
            }
            return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
        }

        private double[] step(double[] p, double damping) {
            double alpha = Math.exp(p[1]);
            double beta = Math.exp(p[3]);
            double gamma = Math.exp(p[4]);
            var h = new double[PARAMETERS][PARAMETERS];
            var b = new double[PARAMETERS];
            for (var run : runs) {
                double kept = -Math.expm1(-run.bits() / gamma);
                double n = Math.log(run.params() / unitN * kept);
                double d = Math.log(run.tokens() / unitD);
                double u = Math.exp(p[0] - alpha * n);
                double v = Math.exp(p[2] - beta * d);
                double all = floor + u + v;
                double lost = run.bits() / gamma * Math.exp(-run.bits() / gamma) / kept;
                var g = new double[] {
                    u / all, -alpha * n * u / all, v / all, -beta * d * v / all, alpha * u * lost / all
                };
                double r = Math.log(run.loss() / all);
                for (int j = 0; j < PARAMETERS; j++) {
                    b[j] += g[j] * r;
                    for (int k = 0; k <= j; k++) {
                        h[j][k] += g[j] * g[k];
                    }
                }
            }
            for (int j = 0; j < PARAMETERS; j++) {
                h[j][j] += damping * (h[j][j] + 1e-9);
            }
            var move = new double[PARAMETERS];
            if (!DenseSolver.solve(h, b, null, move)) {
                return null;
            }
            var next = new double[PARAMETERS];
            for (int j = 0; j < PARAMETERS; j++) {
                next[j] = p[j] + Math.clamp(move[j], -1, 1);
            }
            return next;
        }
    }

    /** gamma. */
    public Interval gamma(double level) {
        return jackknifed(law -> Math.log(law.gamma()), level, Math::exp);
    }

    /** The params' exponent. */
    public Interval alpha(double level) {
        return jackknifed(law -> Math.log(law.alpha()), level, Math::exp);
    }

    /** Effective params over params, of weights of so many bits. */
    public Interval share(double bits, double level) {
        // On the scale of bits over gamma, whose values are all shares.
        return jackknifed(law -> Math.log(law.gamma()), level, gamma -> -Math.expm1(-bits / Math.exp(gamma)));
    }

    private Interval jackknifed(
            ToDoubleFunction<TrainedLaw> of, double level, java.util.function.DoubleUnaryOperator shown) {
        double at = of.applyAsDouble(law);
        double mean = without.stream().mapToDouble(of).average().orElseThrow();
        double squares = without.stream()
                .mapToDouble(law -> Math.pow(of.applyAsDouble(law) - mean, 2))
                .sum();
        double se = Math.sqrt(squares * (cells - 1) / cells);
        double reach = new TDistribution(cells - 1).inverseCumulativeProbability(0.5 + level / 2) * se;
        double one = shown.applyAsDouble(at - reach);
        double other = shown.applyAsDouble(at + reach);
        return new Interval(shown.applyAsDouble(at), Math.min(one, other), Math.max(one, other), Double.NaN, level);
    }
}
