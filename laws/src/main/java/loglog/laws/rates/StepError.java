package loglog.laws.rates;

import java.util.Map;
import java.util.TreeMap;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * The error of a step, from success by number of steps: {@code S(L) = (1 - e)^L}, by maximum likelihood, with the profile likelihood's
 * interval.
 *
 * @param byLength successes of each number of steps
 * @param error e; without ends, and 0 or 1, where nothing failed or nothing succeeded
 */
public record StepError(Map<Integer, SuccessRate> byLength, Interval error) {
    private static final double LEAST = 1e-9;
    private static final int HALVINGS = 200;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /**
     * Estimates the error.
     *
     * @param rates by number of steps; may be empty
     * @param level of the interval, between 0 and 1
     */
    public static StepError of(Map<Integer, SuccessRate> rates, double level) {
        var byLength = new TreeMap<>(rates);
        return new StepError(byLength, error(byLength, NORMAL.inverseCumulativeProbability((1 + level) / 2), level));
    }

    private static Interval error(Map<Integer, SuccessRate> rates, double z, double level) {
        long successes =
                rates.values().stream().mapToLong(SuccessRate::successes).sum();
        long trials = rates.values().stream().mapToLong(SuccessRate::trials).sum();
        if (trials == 0) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN, Double.NaN, level);
        }
        // In u = ln of the hazard -ln(1 - e) the likelihood has one maximum.
        double low = Math.log(LEAST);
        double high = Math.log(50);
        double best = successes == trials ? low : successes == 0 ? high : maximum(rates, low, high);
        double fallen = likelihood(rates, best) - z * z / 2;
        return new Interval(
                successes == trials ? 0 : error(best),
                successes == trials ? 0 : error(end(rates, low, best, fallen)),
                successes == 0 ? 1 : error(end(rates, high, best, fallen)),
                Double.NaN,
                level);
    }

    private static double error(double u) {
        return -Math.expm1(-Math.exp(u));
    }

    private static double likelihood(Map<Integer, SuccessRate> rates, double u) {
        double sum = 0;
        for (var rate : rates.entrySet()) {
            double log = -Math.exp(u) * rate.getKey();
            sum += rate.getValue().successes() * log;
            long failures = rate.getValue().trials() - rate.getValue().successes();
            sum += failures == 0 ? 0 : failures * Math.log(-Math.expm1(log));
        }
        return sum;
    }

    private static double maximum(Map<Integer, SuccessRate> rates, double low, double high) {
        double a = low;
        double b = high;
        for (int k = 0; k < HALVINGS; k++) { // thirds
            double left = a + (b - a) / 3;
            double right = b - (b - a) / 3;
            if (likelihood(rates, left) < likelihood(rates, right)) {
                a = left;
            } else {
                b = right;
            }
        }
        return (a + b) / 2;
    }

    private static double end(Map<Integer, SuccessRate> rates, double outside, double best, double fallen) {
        double out = outside;
        double in = best;
        for (int k = 0; k < HALVINGS; k++) {
            double middle = (out + in) / 2;
            if (likelihood(rates, middle) < fallen) {
                out = middle;
            } else {
                in = middle;
            }
        }
        return in;
    }

    /** How many steps are all right with a chance; the ends turn round. */
    public Interval horizon(double success) {
        return new Interval(
                horizon(error.value(), success),
                horizon(error.high(), success),
                horizon(error.low(), success),
                Double.NaN,
                error.level());
    }

    private static double horizon(double error, double success) {
        return error <= 0
                ? Double.POSITIVE_INFINITY
                : error >= 1
                        ? 0
                        : Double.isNaN(error) ? Double.NaN : Chain.of(error).horizon(success);
    }

    /** The nines of a step's reliability. */
    public Interval nines() {
        return new Interval(
                Chain.nines(1 - error.value()),
                Chain.nines(1 - error.high()),
                Chain.nines(1 - error.low()),
                Double.NaN,
                error.level());
    }
}
