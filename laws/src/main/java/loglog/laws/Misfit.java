package loglog.laws;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * What a law's form is taken to be off by for each factor of e of extrapolation: as a standard deviation, relative
 * where residuals are logarithmic. The error at a distance is that, times the distance, times a draw of Student's t.
 */
final class Misfit {
    private Misfit() {}

    /**
     * What is assumed before a form was tried: half a percent for each factor of e, with the weight of four trials. It
     * keeps one lucky trial from promising a perfect law.
     */
    static final double ASSUMED = 0.005;

    private static final int ASSUMED_TRIALS = 4;

    private static final int QUANTILES = 400;

    /** The standard deviation by trials and assumption together. */
    static double of(Rehearsal rehearsal) {
        int trials = rehearsal.fits().size();
        double tried = trials == 0 ? 0 : trials * rehearsal.misfit();
        return Math.sqrt((tried + ASSUMED_TRIALS * ASSUMED * ASSUMED) / (trials + ASSUMED_TRIALS));
    }

    /** Evenly spread quantiles of Student's t of as many degrees as trials and assumption weigh. */
    static double[] quantiles(int trials) {
        var t = new TDistribution(trials + ASSUMED_TRIALS);
        var quantiles = new double[QUANTILES];
        for (int q = 0; q < QUANTILES; q++) {
            quantiles[q] = t.inverseCumulativeProbability((q + 0.5) / QUANTILES);
        }
        return quantiles;
    }
}
