package loglog.laws.precision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import loglog.laws.DenseSolver;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * {@link TrainedLaw} fitted to runs by least squares of the loss's logarithm (Levenberg and Marquardt, several starts; the floor is
 * the best of a grid of shares of the lowest loss). It has a gamma for what runs were rounded to different bits of, weights, inputs, or both. Runs of one size and number of tokens share what their data did to them, so
 * intervals are jackknifed over these cells, with Student's t of one degree of freedom fewer than there are cells.
 *
 * @param cells distinct params and tokens
 * @param rms of the residuals of the loss's logarithm
 * @param without the laws fitted without one cell each
 */
public record TrainedFit(TrainedLaw law, int rows, int cells, double rms, List<TrainedLaw> without) {
    /** Besides a gamma of the weights, of the inputs, or of both. */
    private static final int PARAMETERS = 4;

    private static final int STEPS = 200;
    private static final double NEGLIGIBLE = 0.01;
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
            var fitted = missing(rest).isPresent() ? null : fit(rest, best.law);
            if (fitted == null) {
                return Fitted.none(
                        "without the runs of %s params and tokens there is no law, so that none has an interval", cell);
            }
            without.add(fitted.law);
        }
        double rms = Math.sqrt(best.squares
                / Math.max(1, runs.size() - PARAMETERS - Varied.of(runs).gammas()));
        return Fitted.of(new TrainedFit(best.law, runs.size(), cells.size(), rms, List.copyOf(without)));
    }

    private static String cell(TrainedRun run) {
        return "%.0f and %.0f".formatted(run.params(), run.tokens());
    }

    /** What was rounded to different bits. */
    private record Varied(boolean weights, boolean activations) {
        static Varied of(List<TrainedRun> runs) {
            return new Varied(values(runs, TrainedRun::bits) > 1, values(runs, TrainedRun::activations) > 1);
        }

        int gammas() {
            return (weights ? 1 : 0) + (activations ? 1 : 0);
        }
    }

    private static long values(List<TrainedRun> runs, ToDoubleFunction<TrainedRun> of) {
        return runs.stream().mapToDouble(of).distinct().count();
    }

    private static Optional<String> missing(List<TrainedRun> runs) {
        long params = values(runs, TrainedRun::params);
        long tokens = values(runs, TrainedRun::tokens);
        var varied = Varied.of(runs);
        int parameters = PARAMETERS + varied.gammas();
        if (params < 2 || tokens < 2 || varied.gammas() == 0 || runs.size() <= parameters) {
            long bits = Math.max(values(runs, TrainedRun::bits), values(runs, TrainedRun::activations));
            return Optional.of(
                    "found %d runs of %d params, %d tokens and %d bits, expected more than %d runs with two values of each"
                            .formatted(runs.size(), params, tokens, bits, Math.max(parameters, PARAMETERS + 1)));
        }
        if (varied.gammas() == 2
                && !(areVariedAlone(runs, TrainedRun::activations, TrainedRun::bits)
                        && areVariedAlone(runs, TrainedRun::bits, TrainedRun::activations))) {
            return Optional.of(
                    "the bits of weights and of activations change together, expected runs in which only the one"
                            + " changes, and others in which only the other does");
        }
        return Optional.empty();
    }

    /** Whether there are runs that are alike in the one and not in the other. */
    private static boolean areVariedAlone(
            List<TrainedRun> runs, ToDoubleFunction<TrainedRun> alike, ToDoubleFunction<TrainedRun> varied) {
        return runs.stream().collect(Collectors.groupingBy(alike::applyAsDouble)).values().stream()
                .anyMatch(group -> values(group, varied) > 1);
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

    /** As {@link #fit(List)}, from the law of nearly the same runs: a quarter of the work. */
    private static Candidate fit(List<TrainedRun> runs, TrainedLaw near) {
        Candidate best = null;
        double least = runs.stream().mapToDouble(TrainedRun::loss).min().orElseThrow();
        for (double share : FLOORS) {
            var found = new Search(runs, share * least).from(near);
            if (Double.isFinite(found.squares) && (best == null || found.squares < best.squares)) {
                best = found;
            }
        }
        return best;
    }

    /** The logarithms of A, alpha, B, beta and the gammas that there are, of scales in units of their means. */
    private static final class Search {
        private final List<TrainedRun> runs;
        private final double floor;
        private final double unitN;
        private final double unitD;
        private final Varied varied;
        private final int parameters;

        Search(List<TrainedRun> runs, double floor) {
            this.runs = runs;
            this.floor = floor;
            unitN = geometricMean(runs, TrainedRun::params);
            unitD = geometricMean(runs, TrainedRun::tokens);
            varied = Varied.of(runs);
            parameters = PARAMETERS + varied.gammas();
        }

        private static double geometricMean(List<TrainedRun> runs, ToDoubleFunction<TrainedRun> of) {
            return Math.exp(runs.stream()
                    .mapToDouble(r -> Math.log(of.applyAsDouble(r)))
                    .average()
                    .orElseThrow());
        }

        Candidate from(double exponent, double gamma) {
            double half = (geometricMean(runs, TrainedRun::loss) - floor) / 2;
            var p = new double[parameters];
            p[0] = Math.log(half);
            p[1] = Math.log(exponent);
            p[2] = p[0];
            p[3] = p[1];
            Arrays.fill(p, PARAMETERS, parameters, Math.log(gamma));
            return from(p);
        }

        /** From a law with another floor, and the same parts. */
        Candidate from(TrainedLaw law) {
            var p = new double[parameters];
            p[0] = Math.log(law.a()) - law.alpha() * Math.log(unitN);
            p[1] = Math.log(law.alpha());
            p[2] = Math.log(law.b()) - law.beta() * Math.log(unitD);
            p[3] = Math.log(law.beta());
            if (varied.weights) {
                p[PARAMETERS] = Math.log(law.gamma());
            }
            if (varied.activations) {
                p[parameters - 1] = Math.log(law.activationGamma());
            }
            return from(p);
        }

        private Candidate from(double[] p) {
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
                    varied.weights ? Math.exp(p[PARAMETERS]) : 0,
                    varied.activations ? Math.exp(p[parameters - 1]) : 0);
        }

        private double squares(double[] p) {
            var law = law(p);
            double sum = 0;
            for (var run : runs) {
                double r = Math.log(run.loss() / law.loss(run.params(), run.tokens(), run.bits(), run.activations()));
                sum += r * r;
            }
            return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
        }

        /** By how much a higher logarithm of gamma lowers the logarithm of the share that bits leave. */
        private static double lost(double bits, double gamma) {
            return bits / gamma * Math.exp(-bits / gamma) / TrainedLaw.kept(bits, gamma);
        }

        private double[] step(double[] p, double damping) {
            double alpha = Math.exp(p[1]);
            double beta = Math.exp(p[3]);
            var law = law(p);
            var h = new double[parameters][parameters];
            var b = new double[parameters];
            var g = new double[parameters];
            for (var run : runs) {
                double n = Math.log(run.params() / unitN * law.share(run.bits(), run.activations()));
                double d = Math.log(run.tokens() / unitD);
                double u = Math.exp(p[0] - alpha * n);
                double v = Math.exp(p[2] - beta * d);
                double all = floor + u + v;
                g[0] = u / all;
                g[1] = -alpha * n * u / all;
                g[2] = v / all;
                g[3] = -beta * d * v / all;
                if (varied.weights) {
                    g[PARAMETERS] = alpha * u * lost(run.bits(), law.gamma()) / all;
                }
                if (varied.activations) {
                    g[parameters - 1] = alpha * u * lost(run.activations(), law.activationGamma()) / all;
                }
                double r = Math.log(run.loss() / all);
                for (int j = 0; j < parameters; j++) {
                    b[j] += g[j] * r;
                    for (int k = 0; k <= j; k++) {
                        h[j][k] += g[j] * g[k];
                    }
                }
            }
            for (int j = 0; j < parameters; j++) {
                h[j][j] += damping * (h[j][j] + 1e-9);
            }
            var move = new double[parameters];
            if (!DenseSolver.solve(h, b, null, move)) {
                return null;
            }
            var next = new double[parameters];
            for (int j = 0; j < parameters; j++) {
                next[j] = p[j] + Math.clamp(move[j], -1, 1);
            }
            return next;
        }
    }

    /** gamma of the weights, where runs have weights of different bits. */
    public Optional<Interval> gamma(double level) {
        return gamma(TrainedLaw::gamma, level);
    }

    /** gamma of the inputs, where runs have inputs of different bits. */
    public Optional<Interval> activationGamma(double level) {
        return gamma(TrainedLaw::activationGamma, level);
    }

    private Optional<Interval> gamma(ToDoubleFunction<TrainedLaw> of, double level) {
        return of.applyAsDouble(law) == 0
                ? Optional.empty()
                : Optional.of(jackknifed(law -> Math.log(of.applyAsDouble(law)), level, Math::exp));
    }

    /** The params' exponent. */
    public Interval alpha(double level) {
        return jackknifed(law -> Math.log(law.alpha()), level, Math::exp);
    }

    /** Effective params over params, of weights and inputs of so many bits. */
    public Interval share(double bits, double activations, double level) {
        // Where nearly all is lost by the one, on the scale of its bits over gamma, whose values are all shares.
        double weights = law.gamma() == 0 ? 0 : Math.exp(-bits / law.gamma());
        double inputs = law.activationGamma() == 0 ? 0 : Math.exp(-activations / law.activationGamma());
        if (inputs <= NEGLIGIBLE * weights) {
            double rest = TrainedLaw.kept(activations, law.activationGamma());
            return jackknifed(
                    law -> Math.log(law.gamma()), level, gamma -> rest * TrainedLaw.kept(bits, Math.exp(gamma)));
        }
        if (weights <= NEGLIGIBLE * inputs) {
            double rest = TrainedLaw.kept(bits, law.gamma());
            return jackknifed(
                    law -> Math.log(law.activationGamma()),
                    level,
                    gamma -> rest * TrainedLaw.kept(activations, Math.exp(gamma)));
        }
        // On the scale of the logarithm of odds, whose values are all shares, too.
        return jackknifed(
                law -> {
                    double share = law.share(bits, activations);
                    return Math.log(share) - Math.log(TrainedFit.lost(law, bits, activations));
                },
                level,
                odds -> 1 / (1 + Math.exp(-odds)));
    }

    /** The loss of a run that was not made, with what is peculiar to it. */
    public Interval loss(TrainedPoint at, double level) {
        return jackknifed(law -> Math.log(law.loss(at)), rms, level, Math::exp);
    }

    /** The loss at one point over that at another. */
    public Interval lossRatio(TrainedPoint at, TrainedPoint to, double level) {
        return jackknifed(law -> Math.log(law.loss(at) / law.loss(to)), level, Math::exp);
    }

    /** 1 less the share, with all its digits where it is small. */
    private static double lost(TrainedLaw law, double bits, double activations) {
        double weights = Math.exp(-bits / law.gamma());
        double inputs = Math.exp(-activations / law.activationGamma());
        return weights + inputs - weights * inputs;
    }

    private Interval jackknifed(ToDoubleFunction<TrainedLaw> of, double level, DoubleUnaryOperator shown) {
        return jackknifed(of, 0, level, shown);
    }

    private Interval jackknifed(
            ToDoubleFunction<TrainedLaw> of, double noise, double level, DoubleUnaryOperator shown) {
        double at = of.applyAsDouble(law);
        double mean = without.stream().mapToDouble(of).average().orElseThrow();
        double squares = without.stream()
                .mapToDouble(law -> Math.pow(of.applyAsDouble(law) - mean, 2))
                .sum();
        double se = Math.sqrt(squares * (cells - 1) / cells + noise * noise);
        double reach = new TDistribution(cells - 1).inverseCumulativeProbability(0.5 + level / 2) * se;
        double one = shown.applyAsDouble(at - reach);
        double other = shown.applyAsDouble(at + reach);
        return new Interval(shown.applyAsDouble(at), Math.min(one, other), Math.max(one, other), Double.NaN, level);
    }
}
