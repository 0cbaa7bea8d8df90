package loglog.laws;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The noise of one run: a draw of the standardized residuals, times a size that is a power of the scale,
 * {@code ln size = level + slope ln scale}, where the rows show that it changes. Small runs are often the noisiest.
 *
 * <p>The size is fitted as the scale of a Laplace density of the adjusted residuals: the problem is convex, and residuals
 * of exactly zero, which a robust fit leaves, are no harm as they would be to a regression of their logarithms.
 */
final class NoiseByScale {
    /**
     * A slope counts as far as it exceeds so many standard errors (Breiman's garrote 1995): none where the rows cannot
     * tell, all of it where they leave no doubt.
     */
    private static final double DOUBT = 2;

    /**
     * The share of the rows, those of the largest scale, whose mean size no forecast's noise goes below; nor does it go
     * below what the power gives the largest row.
     */
    private static final double LARGEST_ROWS = 0.25;

    private final double[] standardized;
    private final double level;
    private final double slope;
    private final double least;

    private final double[] logScale;

    private NoiseByScale(double[] standardized, double level, double slope, double least, double[] logScale) {
        this.standardized = standardized;
        this.level = level;
        this.slope = slope;
        this.least = least;
        this.logScale = logScale;
    }

    /** The axis that the noise goes by: compute where rows have it, else the law's first. */
    static String axis(Law law, Set<String> axes) {
        return axes.contains("flops") ? "flops" : law.axes().getFirst();
    }

    /**
     * The noise about a fit.
     *
     * @param scales of the rows on the axis that it goes by
     */
    static NoiseByScale of(Fit fit, double[] scales) {
        return of(
                Leverage.adjustedResiduals(fit), scales, fit.law().parameters().size());
    }

    /**
     * Fits the noise.
     *
     * @param residuals as large as the noise that made them, one a row
     * @param scales of the rows
     * @param parameters that a fit took from the rows
     */
    static NoiseByScale of(double[] residuals, double[] scales, int parameters) {
        int n = residuals.length;
        var size = Arrays.stream(residuals).map(Math::abs).toArray();
        var x = Arrays.stream(scales).map(Math::log).toArray();
        double slope = shrunk(size, x, Math.sqrt((double) n / Math.max(1, n - parameters)));
        // The level that goes with the slope: the mean of |r| / x^slope.
        double center = Quantiles.mean(x);
        double level = Math.log(IntStream.range(0, n)
                        .mapToDouble(i -> size[i] * Math.exp(-slope * (x[i] - center)))
                        .average()
                        .orElseThrow())
                - slope * center;
        var standardized = new double[n];
        for (int i = 0; i < n; i++) {
            double of = Math.exp(level + slope * x[i]);
            standardized[i] = of > 0 ? residuals[i] / of : 0;
        }
        return new NoiseByScale(standardized, level, slope, least(size, x, level, slope), x);
    }

    private static double shrunk(double[] size, double[] x, double widening) {
        int n = size.length;
        double mean = Quantiles.mean(size);
        double center = Quantiles.mean(x);
        double spread = Arrays.stream(x).map(v -> Math.abs(v - center)).max().orElse(0);
        if (!(mean > 0) || spread == 0) {
            return 0;
        }
        // Newton's iterations of sum(slope x + |r| exp(-slope x)) with the level profiled out: the root of the weighted
        // mean of x, weights |r| exp(-slope x), less its plain mean.
        double slope = 0;
        for (int iteration = 0; iteration < 100; iteration++) {
            double sum = 0;
            double first = 0;
            double second = 0;
            for (int i = 0; i < n; i++) {
                double u = x[i] - center;
                double weight = size[i] * Math.exp(-slope * u);
                sum += weight;
                first += weight * u;
                second += weight * u * u;
            }
            double variance = second / sum - first / sum * (first / sum);
            if (!(variance > 0)) {
                return 0;
            }
            double step = Math.clamp(first / sum / variance, -1 / spread, 1 / spread);
            slope += step;
            if (Math.abs(step) * spread < 1e-9) {
                break;
            }
        }
        double level = 0;
        for (int i = 0; i < n; i++) {
            level += size[i] * Math.exp(-slope * (x[i] - center)) / n;
        }
        double scores = 0;
        double information = 0;
        for (int i = 0; i < n; i++) {
            double u = x[i] - center;
            double relative = size[i] * Math.exp(-slope * u) / level;
            scores += u * u * (relative - 1) * (relative - 1);
            information += u * u * relative;
        }
        double se = widening * Math.sqrt(scores) / information;
        double doubt = DOUBT * se / slope;
        return slope == 0 ? 0 : slope * Math.max(0, 1 - doubt * doubt);
    }

    private static double least(double[] size, double[] x, double level, double slope) {
        double smallest = Math.exp(level + slope * Arrays.stream(x).min().orElseThrow());
        double largest = Math.exp(level + slope * Arrays.stream(x).max().orElseThrow());
        if (slope >= 0) {
            return smallest;
        }
        double seen = IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -x[i]))
                .limit((int) Math.ceil(LARGEST_ROWS * x.length))
                .mapToDouble(i -> size[i])
                .average()
                .orElseThrow();
        return Math.max(largest, seen);
    }

    /** The change of ln size for each factor of e of the scale, 0 where the rows show none. */
    double slope() {
        return slope;
    }

    /**
     * Draws, to be taken by their index, of one run's noise at a scale. Where the noise shrinks with scale they are those
     * of the largest runs there, and widen to the residuals as they are on the way to ten times that: beyond the runs the
     * law's form is in doubt as well, and in simulations of forms that are none of those tried the narrower noise cost the
     * intervals three to five points of coverage.
     */
    double[] at(double scale) {
        double x = Math.log(scale);
        double size = Math.max(least, Math.exp(level + slope * x));
        double beyond =
                slope < 0 ? Math.clamp((x - Arrays.stream(logScale).max().orElseThrow()) / Math.log(10), 0, 1) : 0;
        var draws = new double[standardized.length];
        for (int i = 0; i < draws.length; i++) {
            double own = Math.exp(level + slope * logScale[i]);
            draws[i] = standardized[i] * (size + beyond * (own - size));
        }
        return draws;
    }
}
