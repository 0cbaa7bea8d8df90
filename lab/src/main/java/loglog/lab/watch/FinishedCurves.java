package loglog.lab.watch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import loglog.laws.Chinchilla;
import loglog.laws.Fit;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.TrainingCurve;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * What finished runs of one study and schedule teach about the way of another. A learning rate that falls takes the loss
 * below a law of finished runs only at the end, so the law is taken at (params, tokens so far) and multiplied by a factor
 * that depends on the share of the run that is done, and, by a line each, on the logarithms of params and of planned tokens.
 * Each finished run is then foretold by the others, law and factors both, which says how far healthy runs stray.
 */
public final class FinishedCurves {
    /**
     * Fewer leave the law's five parameters and the spread to chance: measured on healthy runs, each against six others
     * one in 15 was flagged, against eight one in 90, against ten one in 120, against twelve none of 600.
     */
    public static final int LEAST_RUNS = 10;

    private static final int LEAST_ROWS = 10;

    /** Shares of the run at which factors are learned. */
    private static final double STEP = 0.05;

    private static final double EARLIEST = 0.1;

    /** Rows around a share that make its factor: within so much of it, and within a quarter of itself. */
    private static final double WINDOW = 0.08;

    private static final double RELATIVE_WINDOW = 0.25;

    /**
     * A run's own level, as a mean over so much of it, tells of what comes: the level so much earlier, at first that of the
     * first part. Later levels would hide a slow drift; earlier ones tell less.
     */
    static final double LEVEL = 0.1;

    static final double AGO = 0.4;

    /** Pulls the slopes along params and tokens to zero where the runs hardly differ in them. */
    private static final double RIDGE = 0.3;

    private static final int MOST_FOLDS = 24;

    /**
     * Runs outside of what has finished may stray further than runs inside tell of each other: by so much more for each half
     * of the finished runs' span in params or tokens.
     */
    private static final double BEYOND = 2;

    /**
     * Further outside nothing is expected, in halves of the span. A study goes from long runs to short ones: at 0.65 and 0.77
     * below the ten longest, two healthy runs of the quickstart were flagged as 11 and 16% too high.
     */
    private static final double REACH = 0.5;

    /** One run in a thousand strays further on one side, at one share of its way. */
    private static final double RARE = 0.001;

    /** Three coefficients, the share of the level that is carried over, and one for the law. */
    private static final int FREEDOMS = 5;

    private final double[] knots;
    private final Model model;
    private final Span params;
    private final Span tokens;
    private final int runs;
    private final double noise;
    private final double[] alone;
    private final double[] carried;
    private final double[] afterwards;

    private FinishedCurves(
            double[] knots,
            Model model,
            Span params,
            Span tokens,
            int runs,
            double noise,
            double[] alone,
            double[] carried,
            double[] after) {
        this.knots = knots;
        this.model = model;
        this.params = params;
        this.tokens = tokens;
        this.runs = runs;
        this.noise = noise;
        this.alone = alone;
        this.carried = carried;
        this.afterwards = after;
    }

    /**
     * A finished run.
     *
     * @param loss that the law is fitted to
     */
    public record Finished(WatchedCurve curve, double loss) {}

    /**
     * Learns from finished runs.
     *
     * @param warmup share of a run whose learning rate rises
     * @return empty where they are too few, or no law of params and tokens can be fitted to them
     */
    public static Optional<FinishedCurves> of(List<Finished> finished, double warmup) {
        double begin = Math.max(EARLIEST, 2 * warmup);
        for (var run : finished) {
            begin = run.curve.size() == 0 ? begin : Math.max(begin, Math.min(0.9, run.curve.progress(0)));
        }
        double from = begin;
        var runs = finished.stream()
                .filter(r -> r.curve.since(from).size() >= LEAST_ROWS && isClean(r.curve))
                .toList();
        if (runs.size() < LEAST_RUNS || from > 1 - 2 * LEVEL) {
            return Optional.empty();
        }
        var law = law(runs);
        if (!law.usable()) {
            return Optional.empty();
        }
        int count = (int) Math.floor((1 - from) / STEP + 1e-9) + 1;
        var knots = IntStream.range(0, count)
                .mapToDouble(k -> from + k * (1 - from) / (count - 1))
                .toArray();
        var levels = runs.stream().map(r -> levels(r.curve, law, knots)).toArray(double[][]::new);
        var strays = strays(runs, levels, knots);
        if (strays == null) {
            return Optional.empty();
        }
        return Optional.of(learned(runs, law, knots, levels, strays, from));
    }

    private static boolean isClean(WatchedCurve curve) {
        return Arrays.stream(curve.loss()).allMatch(l -> l > 0 && Double.isFinite(l));
    }

    private static FinishedCurves learned(
            List<Finished> runs, Fit law, double[] knots, double[][] levels, double[][] strays, double from) {
        int n = runs.size();
        double quantile = new TDistribution(n - FREEDOMS).inverseCumulativeProbability(1 - RARE);
        var alone = new double[knots.length];
        var carried = new double[knots.length];
        var afterwards = new double[knots.length];
        for (int k = 0; k < knots.length; k++) {
            double product = 0;
            double square = 0;
            double levelSquare = 0;
            for (var stray : strays) {
                double level = level(knots, stray, k);
                product += stray[k] * level;
                square += stray[k] * stray[k];
                levelSquare += level * level;
            }
            carried[k] = levelSquare == 0 ? 0 : Math.clamp(product / levelSquare, 0, 1);
            double rest = square - 2 * carried[k] * product + carried[k] * carried[k] * levelSquare;
            alone[k] = quantile * Math.sqrt(square / (n - FREEDOMS));
            afterwards[k] = quantile * Math.sqrt(Math.max(0, rest) / (n - FREEDOMS));
        }
        var noise = runs.stream()
                .mapToDouble(r -> noise(r.curve.since(from), law))
                .sorted()
                .toArray();
        return new FinishedCurves(
                knots,
                Model.of(runs, law, levels, knots, _ -> true),
                Span.of(runs.stream().mapToDouble(r -> r.curve.params())),
                Span.of(runs.stream().mapToDouble(r -> r.curve.planned())),
                n,
                noise[n / 2],
                alone,
                carried,
                afterwards);
    }

    /** How far each run is off what the others say of it, at each knot, in units that do not depend on where it stands. */
    private static double[][] strays(List<Finished> runs, double[][] levels, double[] knots) {
        int n = runs.size();
        int folds = Math.min(n, MOST_FOLDS);
        var strays = new double[n][];
        for (int f = 0; f < folds; f++) {
            int fold = f;
            var others = IntStream.range(0, n)
                    .filter(i -> i % folds != fold)
                    .mapToObj(runs::get)
                    .toList();
            var law = law(others);
            if (!law.usable()) {
                return null;
            }
            var model = Model.of(runs, law, levels, knots, i -> i % folds != fold);
            for (int i = fold; i < n; i += folds) {
                var curve = runs.get(i).curve;
                var foretold = model.levels(curve.params(), curve.planned());
                double unit = Math.sqrt(1 + model.leverage(curve.params(), curve.planned()));
                strays[i] = new double[knots.length];
                for (int k = 0; k < knots.length; k++) {
                    strays[i][k] = (levels[i][k] - foretold[k]) / unit;
                }
            }
        }
        return strays;
    }

    private static Fit law(List<Finished> runs) {
        return Laws.fit(
                new Chinchilla(),
                Observations.of(
                        runs.stream().mapToDouble(r -> r.curve.params()).toArray(),
                        runs.stream().mapToDouble(r -> r.curve.planned()).toArray(),
                        runs.stream().mapToDouble(r -> r.loss).toArray()));
    }

    /** The logarithm of the curve at each knot: rows around it, their ratio to the law by a straight line. */
    private static double[] levels(WatchedCurve curve, Fit law, double[] knots) {
        int n = curve.size();
        var ratio = IntStream.range(0, n)
                .mapToDouble(i -> Math.log(curve.loss()[i] / law.at(curve.params(), curve.tokens()[i])))
                .toArray();
        var levels = new double[knots.length];
        for (int k = 0; k < knots.length; k++) {
            double knot = knots[k];
            double reach = Math.min(WINDOW, RELATIVE_WINDOW * knot);
            // At least three rows, the nearest.
            double third = IntStream.range(0, n)
                    .mapToDouble(i -> Math.abs(curve.progress(i) - knot))
                    .sorted()
                    .skip(2)
                    .findFirst()
                    .orElseThrow();
            double within = Math.max(reach, third);
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double t0 = 0;
            double t1 = 0;
            for (int i = 0; i < n; i++) {
                double x = curve.progress(i) - knot;
                if (Math.abs(x) <= within) {
                    s0++;
                    s1 += x;
                    s2 += x * x;
                    t0 += ratio[i];
                    t1 += x * ratio[i];
                }
            }
            levels[k] = (s2 * t0 - s1 * t1) / (s0 * s2 - s1 * s1)
                    + Math.log(law.at(curve.params(), knot * curve.planned()));
        }
        return levels;
    }

    /** The standard deviation of the logarithm of a row of one token. */
    private static double noise(WatchedCurve curve, Fit law) {
        int n = curve.size();
        var residual = IntStream.range(0, n)
                .mapToDouble(i -> Math.log(curve.loss()[i] / law.at(curve.params(), curve.tokens()[i])))
                .toArray();
        var widths = IntStream.range(1, n).mapToDouble(curve::width).sorted().toArray();
        return TrainingCurve.noise(residual) * Math.sqrt(widths[widths.length / 2]);
    }

    /** A run's own level as it is known at a knot. */
    private static double level(double[] knots, double[] stray, int k) {
        double until = Math.max(knots[0] + LEVEL, knots[k] - AGO);
        return IntStream.range(0, knots.length)
                .filter(j -> knots[j] <= until + 1e-9 && knots[j] >= until - LEVEL - 1e-9)
                .mapToDouble(j -> stray[j])
                .average()
                .orElseThrow();
    }

    private double beyond(double params, double planned) {
        return Math.max(this.params.beyond(params), tokens.beyond(planned));
    }

    /** Whether a run of this size, planned for so many tokens, is near enough to those that have finished. */
    public boolean reaches(double params, double planned) {
        return beyond(params, planned) <= REACH;
    }

    /** What a run of this size, planned for so many tokens, should do, where {@link #reaches} says yes. */
    public ExpectedCurve expected(double params, double planned) {
        double unit = Math.sqrt(1 + model.leverage(params, planned)) * (1 + BEYOND * beyond(params, planned));
        return new ExpectedCurve(
                planned,
                knots,
                model.law,
                params,
                model.factors(params, planned),
                scaled(alone, unit),
                carried,
                scaled(afterwards, unit),
                noise,
                runs);
    }

    /** What the finished runs span of a scale, in logarithms. */
    private record Span(double low, double high) {
        static Span of(DoubleStream values) {
            var range = values.map(Math::log).summaryStatistics();
            return new Span(range.getMin(), range.getMax());
        }

        /** How far a value lies outside, in halves of the span. */
        double beyond(double value) {
            double outside = Math.max(0, Math.max(Math.log(value) - high, low - Math.log(value)));
            return outside == 0 ? 0 : outside / Math.max((high - low) / 2, 1e-3);
        }
    }

    private static double[] scaled(double[] values, double by) {
        return Arrays.stream(values).map(v -> v * by).toArray();
    }

    /** The law with its factors: at each knot a plane over the logarithms of params and of planned tokens. */
    private record Model(Fit law, double[] knots, double[] center, RealMatrix inverse, RealMatrix planes) {
        static Model of(
                List<Finished> runs,
                Fit law,
                double[][] levels,
                double[] knots,
                java.util.function.IntPredicate isUsed) {
            var used = IntStream.range(0, runs.size()).filter(isUsed).toArray();
            var center = new double[2];
            for (int i : used) {
                center[0] += Math.log(runs.get(i).curve.params()) / used.length;
                center[1] += Math.log(runs.get(i).curve.planned()) / used.length;
            }
            var x = new Array2DRowRealMatrix(used.length, 3);
            var y = new Array2DRowRealMatrix(used.length, knots.length);
            for (int row = 0; row < used.length; row++) {
                var curve = runs.get(used[row]).curve;
                x.setRow(row, at(center, curve.params(), curve.planned()));
                for (int k = 0; k < knots.length; k++) {
                    double base = Math.log(law.at(curve.params(), knots[k] * curve.planned()));
                    y.setEntry(row, k, levels[used[row]][k] - base);
                }
            }
            var normal = x.transposeMultiply(x);
            normal.addToEntry(1, 1, RIDGE);
            normal.addToEntry(2, 2, RIDGE);
            var inverse = new LUDecomposition(normal).getSolver().getInverse();
            return new Model(law, knots, center, inverse, inverse.multiply(x.transposeMultiply(y)));
        }

        private static double[] at(double[] center, double params, double planned) {
            return new double[] {1, Math.log(params) - center[0], Math.log(planned) - center[1]};
        }

        /** The logarithm of loss over law at each knot. */
        double[] factors(double params, double planned) {
            return planes.preMultiply(at(center, params, planned));
        }

        double[] levels(double params, double planned) {
            var levels = factors(params, planned);
            for (int k = 0; k < levels.length; k++) {
                levels[k] += Math.log(law.at(params, knots[k] * planned));
            }
            return levels;
        }

        /** The variance of the plane there, in units of one run's. */
        double leverage(double params, double planned) {
            var x = at(center, params, planned);
            var product = inverse.preMultiply(x);
            return product[0] * x[0] + product[1] * x[1] + product[2] * x[2];
        }
    }
}
