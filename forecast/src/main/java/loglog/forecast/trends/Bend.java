package loglog.forecast.trends;

import java.util.Arrays;
import loglog.forecast.Estimate;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Whether the growth has changed.
 *
 * @param date of the most likely break, on the axis of years
 * @param probability of one break against none, by the Bayesian information criterion with the break's date as a parameter (Schwarz
 *     1978); rows are taken as independent
 * @param before growth before it, in orders of magnitude a year
 * @param after growth after it
 * @param recent growth of the later half of the rows alone, with its interval
 * @param isRecentOther whether that interval leaves out the growth of all rows
 */
public record Bend(
        double date, double probability, double before, double after, Estimate recent, boolean isRecentOther) {
    private static final int LEAST_ROWS = 8;

    /** Null where the rows are too few to tell. */
    public static Bend of(DatedRows rows, double level) {
        int n = rows.size();
        var two = new CurveFit(Form.TWO_SLOPES, rows.years(), rows.logs());
        if (n < LEAST_ROWS || !two.isPossible()) {
            return null;
        }
        var once = Resamples.once(n);
        var straight = new CurveFit(Form.EXPONENTIAL, rows.years(), rows.logs()).solve(once);
        var bent = two.solve(once);
        double gain = n * Math.log(Math.max(straight.squares(), 1e-30) / Math.max(bent.squares(), 1e-30));
        double penalty = (Form.TWO_SLOPES.parameters() - Form.EXPONENTIAL.parameters()) * Math.log(n);
        double probability = 1 / (1 + Math.exp(0.5 * (penalty - gain)));
        var curve = bent.curve();
        var recent =
                recent(rows.select(java.util.stream.IntStream.range(n / 2, n).toArray()), level);
        double all = straight.curve().b();
        return new Bend(
                curve.place(),
                probability,
                curve.b(),
                curve.b() + curve.c(),
                recent,
                recent.low() > all || recent.high() < all);
    }

    /** Least squares with Student's interval: the later rows are too few to be resampled. */
    private static Estimate recent(DatedRows rows, double level) {
        int n = rows.size();
        var once = Resamples.once(n);
        var solved = new CurveFit(Form.EXPONENTIAL, rows.years(), rows.logs()).solve(once);
        if (solved == null || n < 3) {
            return new Estimate(Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }
        double mean = Arrays.stream(rows.years()).average().orElseThrow();
        double spread =
                Arrays.stream(rows.years()).map(t -> (t - mean) * (t - mean)).sum();
        double half = new TDistribution(n - 2).inverseCumulativeProbability((1 + level) / 2)
                * Math.sqrt(solved.squares() / (n - 2) / spread);
        return new Estimate(
                solved.curve().b(), solved.curve().b() - half, solved.curve().b() + half);
    }
}
