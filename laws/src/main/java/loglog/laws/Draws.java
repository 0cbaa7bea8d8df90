package loglog.laws;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Fits to resampled data: the parameters' sampling distribution, and by it that of everything computed from them.
 *
 * @param fit the fit to the data as they are
 * @param parameters natural parameters of each resample's fit, {@code parameters[resample][parameter]}
 * @param failed resamples that could not be fitted, for lack of distinct points; they are left out
 */
public record Draws(Fit fit, double[][] parameters, int failed) {

    /** The number of resamples that were fitted. */
    public int size() {
        return parameters.length;
    }

    /** A parameter's interval. */
    public Interval parameter(String name, double level) {
        int j = fit.parameters().keySet().stream().toList().indexOf(name);
        return of(p -> p[j], level);
    }

    /** The interval of any function of the natural parameters: see {@link #interval}. */
    public Interval of(ToDoubleFunction<double[]> quantity, double level) {
        return interval(quantity.applyAsDouble(fit.values()), of(quantity), level);
    }

    /**
     * The interval of a quantity from its value in each resample: bias-corrected percentiles (Efron 1981), widened by
     * {@code sqrt(n / (n - m))} for m parameters fitted to n rows, or to rows of n groups. Plain
     * percentiles are too wide for robust penalties and too narrow for squares of few rows.
     *
     * @param value in the fit
     * @param drawn in the resamples
     */
    public Interval interval(double value, double[] drawn, double level) {
        return Quantiles.biasCorrected(value, drawn, level, widening());
    }

    /** Rows of one group share their noise, so that groups are counted where there are any. */
    double widening() {
        int m = fit.parameters().size();
        var groups = fit.observations().groups();
        int units = groups == null
                ? fit.n()
                : (int) Arrays.stream(groups).distinct().count();
        return Math.sqrt((double) units / Math.max(1, units - m));
    }

    /** A function of the natural parameters, in each resample. */
    public double[] of(ToDoubleFunction<double[]> quantity) {
        return Arrays.stream(parameters).mapToDouble(quantity).toArray();
    }

    /** The interval of the law's value at the given scales. */
    public Interval at(double level, double... scales) {
        return of(p -> fit.law().value(p, scales), level);
    }
}
