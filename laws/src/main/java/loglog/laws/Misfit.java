package loglog.laws;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * What a law's form is taken to be off by: as a standard deviation, relative where residuals are logarithmic, that grows
 * with the square root of the distance, as if the law's slopes wandered. In rehearsals and on hidden runs of public sweeps
 * errors at three factors of e were no three times those at one.
 */
final class Misfit {
    private Misfit() {}

    /** What is assumed of losses before a form was tried, at a factor of e: one percent. */
    static final double ASSUMED = 0.01;

    /** The trials that the assumption weighs: it keeps one lucky trial from promising a perfect law. */
    static final int ASSUMED_TRIALS = 4;

    /**
     * The same of metrics whose residuals are differences, as a share of what the runs span: one percent of a loss is 2.7% of
     * what the log losses of six published sweeps span (1.3% to 4.6%).
     */
    private static final double ASSUMED_OF_SPAN = 0.027;

    /** The span leaves out this share of the rows at either end: a run that diverged is none of it. */
    private static final double TAILS = 0.05;

    private static final int QUANTILES = 400;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** Evenly spread normal quantiles. */
    private static final double[] NORMALS = normals();

    private static double[] normals() {
        var normals = new double[QUANTILES];
        for (int q = 0; q < QUANTILES; q++) {
            normals[q] = NORMAL.inverseCumulativeProbability((q + 0.5) / QUANTILES);
        }
        return normals;
    }

    /**
     * What is assumed of any form before it was tried, as a standard deviation at a factor of e on the scale of the residuals.
     * One percent of a loss, whatever its unit; of a metric that spans more than a factor of e, such as a perplexity, one percent
     * of the span of its logarithm. Where residuals are differences (ratings, accuracies), a share of the span, so that a metric
     * in another unit has the same forecast in that unit.
     */
    static double assumed(Observations rows, Criterion criterion) {
        double span = span(rows, criterion);
        return criterion.logResiduals() ? ASSUMED * Math.max(1, span) : assumedOfSpan(span);
    }

    /** The same where residuals are differences, of runs over which the metric changes by so much. */
    static double assumedOfSpan(double span) {
        return ASSUMED_OF_SPAN * span;
    }

    /** What the metric spans on the scale of the residuals, but for stray rows; 0 where it does not change. */
    static double span(Observations rows, Criterion criterion) {
        var sorted = criterion.target(rows.metric());
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : Quantiles.of(sorted, 1 - TAILS) - Quantiles.of(sorted, TAILS);
    }

    /** The variance of a misfit at a distance. */
    static double variance(double misfit, double distance) {
        return misfit * misfit * distance;
    }

    /** Evenly spread quantiles of Student's t of as many degrees as trials and assumption weigh. */
    static double[] quantiles(double trials) {
        var quantiles = new double[QUANTILES];
        for (int q = 0; q < QUANTILES; q++) {
            quantiles[q] = student(NORMALS[q], trials + ASSUMED_TRIALS);
        }
        return quantiles;
    }

    /** The quantile that has a share of Student's t below it, of as many degrees as trials and assumption weigh. */
    static double quantile(double share, double trials) {
        return student(NORMAL.inverseCumulativeProbability(share), trials + ASSUMED_TRIALS);
    }

    /**
     * A quantile of Student's t from the normal one, for degrees that need be no whole number: Cornish and Fisher's
     * expansion (Abramowitz and Stegun 1964, 26.7.5), within 0.3% at 95% for four degrees and more.
     */
    private static double student(double z, double degrees) {
        double s = z * z;
        double first = (s + 1) / 4;
        double second = ((5 * s + 16) * s + 3) / 96;
        double third = (((3 * s + 19) * s + 17) * s - 15) / 384;
        double fourth = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
        return z * (1 + (first + (second + (third + fourth / degrees) / degrees) / degrees) / degrees);
    }
}
