package loglog.laws;

import java.util.Arrays;

/**
 * One law as forecasts use it: fitted to all rows, and again to their more expensive half, where there are enough; its forecast is
 * the mean of both. No law holds from the smallest runs to those asked for: the more expensive half is nearer to these, all rows
 * are less uncertain, and their mean did better than either on public sweeps (docs/laws-coverage.md). Averages over
 * estimation windows are known from forecasts of series that change (Pesaran and Timmermann 2007, J. Econometrics 137).
 *
 * @param all the fit to all rows
 * @param expensive the fit to the more expensive half; null where it has too few rows
 */
record Windows(Fit all, Fit expensive) {
    private static final double EXPENSIVE = 0.5;

    /** Rows that a window has for each parameter, at least. */
    private static final int ROWS_PER_PARAMETER = 4;

    /** A window of more than this share of the rows tells nothing that all do not. */
    private static final double NEARLY_ALL = 0.8;

    /** The law fitted to a table and to its more expensive half. */
    static Windows of(Fit all) {
        var rows = all.observations();
        var scale = ExtrapolationDistance.scales(rows).get(axis(all.law(), rows));
        var sorted = scale.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int wanted = Math.max(ROWS_PER_PARAMETER * all.law().parameters().size(), (int) Math.ceil(EXPENSIVE * n));
        if (!all.usable() || wanted > NEARLY_ALL * n) {
            return new Windows(all, null);
        }
        double least = sorted[n - wanted];
        var expensive = Laws.refit(all, rows.where(i -> scale[i] >= least));
        boolean tells = expensive.usable() && expensive.status() != Status.NOT_IDENTIFIABLE;
        return new Windows(all, tells ? expensive : null);
    }

    /** The scale by which rows are expensive: compute, or the first that the law reads. */
    static String axis(Law law, Observations rows) {
        return NoiseByScale.axis(law, ExtrapolationDistance.scales(rows).keySet());
    }

    /** The same windows of other rows of the same kind, such as those below a cut. */
    Windows refit(Observations rows) {
        return of(Laws.refit(all, rows));
    }

    Law law() {
        return all.law();
    }

    /** The forecast at each row, on the scale of the residuals: the logarithm of the metric, or the metric. */
    double[] forecasts(Observations at) {
        var forecasts = onScale(all.valuesAt(at));
        if (expensive != null) {
            var second = onScale(expensive.valuesAt(at));
            for (int i = 0; i < forecasts.length; i++) {
                forecasts[i] = Double.isFinite(second[i]) ? 0.5 * (forecasts[i] + second[i]) : forecasts[i];
            }
        }
        return forecasts;
    }

    private double[] onScale(double[] values) {
        return Arrays.stream(values).map(all.criterion()::onScale).toArray();
    }

    /** What sampling makes uncertain in forecasts; infinite where the rows and other sweeps do not determine them. */
    Sampling sampling() {
        return new Sampling(Covariance.amongSweeps(all), expensive == null ? null : Covariance.amongSweeps(expensive));
    }

    /** The sampling of the two windows. */
    record Sampling(Covariance all, Covariance expensive) {
        /**
         * The variance of the forecast at each row. All rows hold the more expensive ones, and of two such estimates the covariance
         * is the variance of the one that uses all (Hausman 1978, Econometrica 46): the mean has (3 v + w) / 4.
         */
        double[] variances(Observations at) {
            var variances = all.variances(at);
            if (expensive != null) {
                var second = expensive.variances(at);
                for (int i = 0; i < variances.length; i++) {
                    if (!Double.isNaN(second[i])) { // else it has no value there, and the forecast is that of all rows
                        variances[i] = (3 * variances[i] + second[i]) / 4;
                    }
                }
            }
            return variances;
        }

        /** The noise's standard deviation about the fit to all rows. */
        double sigma() {
            return all.sigma();
        }
    }
}
