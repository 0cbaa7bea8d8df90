package loglog.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the best value of a setting moves with scale: the slope of log optimum against log scale, as of the learning rate
 * against width. Under muP it should stay (Yang et al. 2022, arXiv 2203.03466).
 *
 * <p>The noise and the curvature of the valleys are pooled over the scales: where noise makes one valley look sharp, its
 * optimum must not count most. Optima weigh by their own precision; where they scatter about the line more than the noise
 * explains, the slope's interval is widened to what the scatter says (Birge 1932). They are the parabolas' own vertices:
 * that losses rise faster on one side moves all of them alike.
 *
 * @param verdict whether the optimum stays
 * @param slope of ln(optimum) by ln(scale), NaN without two optima that the noise leaves known; its interval is NaN where
 *     the noise is not known
 * @param optima by scale, also those that are not inside what was tried
 */
public record SettingTrend(Verdict verdict, Interval slope, Map<Double, SettingOptimum> optima) {
    /**
     * A slope of this size or less is none: over tenfold scale it moves the optimum by less than a factor of 1.8, about
     * the step of a sweep.
     */
    public static final double SMALL_SLOPE = 0.25;

    /** Valleys that may be noise alone at this level give no slope. */
    private static final double CURVED_LEVEL = 0.99;

    /** Whether the optimum stays. */
    public enum Verdict {
        /** The interval of the slope lies within {@link #SMALL_SLOPE} of 0. */
        STAYS("stays put"),
        /** The interval excludes 0, and is not so small. */
        MOVES("moves"),
        /** Neither. */
        UNDECIDED("the runs cannot tell"),
        /** Fewer than two scales have an optimum inside what was tried. */
        TOO_FEW_OPTIMA("too few optima");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }
    }

    public SettingTrend {
        optima = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(optima));
    }

    /**
     * Finds the optimum at each scale and the slope through them.
     *
     * @param runs with both axes; the metric is the loss. Leave diverged runs out
     * @param scale axis that is swept across, for example {@code width}
     * @param setting axis whose optimum is asked for, for example {@code learning_rate}
     * @param level of the intervals, for example 0.9
     * @throws IllegalArgumentException where an axis is missing or a loss is not positive
     */
    public static SettingTrend of(Observations runs, String scale, String setting, double level) {
        var rows = new TreeMap<Double, List<Integer>>();
        for (int i = 0; i < runs.size(); i++) {
            rows.computeIfAbsent(runs.scale(scale, i), s -> new ArrayList<>()).add(i);
        }
        var valleys = new TreeMap<Double, SettingOptimum.Valley>();
        rows.forEach((at, members) -> {
            var of = runs.select(members.stream().mapToInt(Integer::intValue).toArray());
            valleys.put(at, SettingOptimum.Valley.of(of.axis(setting), of.metric()));
        });
        var inside =
                valleys.values().stream().filter(SettingOptimum.Valley::inside).toList();
        int spare = inside.stream().mapToInt(SettingOptimum.Valley::spare).sum();
        double sigma = Math.sqrt(
                inside.stream().mapToDouble(SettingOptimum.Valley::squares).sum() / spare);
        var optima = new LinkedHashMap<Double, SettingOptimum>();
        valleys.forEach((at, valley) -> optima.put(at, valley.optimum(sigma, spare, level)));
        if (inside.size() < 2) {
            return new SettingTrend(Verdict.TOO_FEW_OPTIMA, Interval.unknown(Double.NaN, level), optima);
        }
        var x = valleys.entrySet().stream()
                .filter(e -> e.getValue().inside())
                .mapToDouble(e -> Math.log(e.getKey()))
                .toArray();
        var slope = slope(x, inside, sigma, spare, level);
        return new SettingTrend(verdict(slope), slope, optima);
    }

    private static Interval slope(
            double[] x, List<SettingOptimum.Valley> valleys, double sigma, int spare, double level) {
        int n = x.length;
        double curvature = 0;
        double information = 0;
        for (var valley : valleys) {
            double of = 1 / valley.parabola().covariance()[2][2];
            curvature += of * valley.parabola().c2();
            information += of;
        }
        curvature /= information;
        double noise = spare > 0 ? sigma : 1;
        if (spare > 0 && curvature < SettingOptimum.quantile(spare, CURVED_LEVEL) * sigma / Math.sqrt(information)) {
            return Interval.unknown(Double.NaN, level);
        }
        double shared = curvature;
        double all = information;
        var y = valleys.stream()
                .mapToDouble(v -> v.parabola().center() - v.parabola().c1() / (2 * shared))
                .toArray();
        var weight = valleys.stream()
                .mapToDouble(v -> {
                    double d = v.parabola().c1() / (2 * shared);
                    double variance = (v.parabola().covariance()[1][1] / 4 + d * d / all) / (shared * shared);
                    return 1 / (noise * noise * variance);
                })
                .toArray();
        double sum = 0;
        double mx = 0;
        double my = 0;
        for (int i = 0; i < n; i++) {
            sum += weight[i];
            mx += weight[i] * x[i];
            my += weight[i] * y[i];
        }
        mx /= sum;
        my /= sum;
        double sxx = 0;
        double sxy = 0;
        for (int i = 0; i < n; i++) {
            sxx += weight[i] * (x[i] - mx) * (x[i] - mx);
            sxy += weight[i] * (x[i] - mx) * (y[i] - my);
        }
        double slope = sxy / sxx;
        double scatter = 0;
        for (int i = 0; i < n; i++) {
            scatter += weight[i] * Math.pow(y[i] - my - slope * (x[i] - mx), 2);
        }
        // Two estimates of the noise: the parabolas' residuals, and the optima about the line.
        double half = 0;
        double se = 0;
        if (spare > 0) {
            se = 1 / Math.sqrt(sxx);
            half = se * SettingOptimum.quantile(spare, level);
        }
        if (n > 2) {
            double byScatter = Math.sqrt(scatter / (n - 2) / sxx);
            if (byScatter > se) {
                se = byScatter;
                half = Math.max(half, se * SettingOptimum.quantile(n - 2 + spare, level));
            }
        }
        return se > 0 ? new Interval(slope, slope - half, slope + half, se, level) : Interval.unknown(slope, level);
    }

    private static Verdict verdict(Interval slope) {
        if (slope.low() >= -SMALL_SLOPE && slope.high() <= SMALL_SLOPE) {
            return Verdict.STAYS;
        }
        return slope.low() > 0 || slope.high() < 0 ? Verdict.MOVES : Verdict.UNDECIDED;
    }
}
