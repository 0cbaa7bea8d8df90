package loglog.laws;

import java.util.Arrays;

/**
 * The line that the runs of a table follow in log params and log tokens, and how far they stand off it: the principal axis
 * of the design. Runs of one size, of one count of tokens or of a fixed ratio lie on it.
 *
 * @param params geometric mean
 * @param tokens geometric mean
 * @param alongParams the line's direction in ln(params); with {@code alongTokens} a unit vector
 * @param alongTokens the line's direction in ln(tokens), not negative
 * @param spread standard deviation along the line
 * @param across standard deviation across it
 */
public record RunsLine(
        double params, double tokens, double alongParams, double alongTokens, double spread, double across) {

    static RunsLine of(Observations runs) {
        var n = logs(runs.axis("params"));
        var d = logs(runs.axis("tokens"));
        double meanN = Quantiles.mean(n);
        double meanD = Quantiles.mean(d);
        double nn = 0;
        double dd = 0;
        double nd = 0;
        for (int i = 0; i < n.length; i++) {
            nn += (n[i] - meanN) * (n[i] - meanN) / n.length;
            dd += (d[i] - meanD) * (d[i] - meanD) / n.length;
            nd += (n[i] - meanN) * (d[i] - meanD) / n.length;
        }
        double angle = 0.5 * Math.atan2(2 * nd, nn - dd);
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double sign = s < 0 ? -1 : 1;
        double most = c * c * nn + 2 * c * s * nd + s * s * dd;
        double least = s * s * nn - 2 * c * s * nd + c * c * dd;
        return new RunsLine(
                Math.exp(meanN),
                Math.exp(meanD),
                sign * c,
                sign * s,
                Math.sqrt(Math.max(0, most)),
                Math.sqrt(Math.max(0, least)));
    }

    private static double[] logs(double[] values) {
        return Arrays.stream(values).map(Math::log).toArray();
    }

    /** Standard deviation of ln(params tokens). */
    double spreadOfCompute() {
        return Math.hypot(spread * (alongParams + alongTokens), across * (alongParams - alongTokens));
    }

    /** How far a run stands off the line, as a distance in ln(params) and ln(tokens). */
    public double distance(double ofParams, double ofTokens) {
        return Math.abs(alongParams * Math.log(ofTokens / tokens) - alongTokens * Math.log(ofParams / params));
    }

    /** Whether a run stands on the line, as far as the runs themselves do. */
    public boolean holds(double ofParams, double ofTokens) {
        return distance(ofParams, ofTokens) <= Math.max(NEAR, 3 * across);
    }

    /** Rounded counts stand off a line by as much. */
    private static final double NEAR = 0.1;

    /**
     * The size of the line's model of a budget; NaN where compute does not grow along the line.
     *
     * @param product params times tokens
     */
    public double paramsAt(double product) {
        double growth = alongParams + alongTokens;
        return growth < 0.05
                ? Double.NaN
                : params * Math.exp(alongParams / growth * Math.log(product / (params * tokens)));
    }
}
