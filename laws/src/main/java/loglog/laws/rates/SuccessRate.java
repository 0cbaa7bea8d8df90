package loglog.laws.rates;

import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * How often something succeeded.
 *
 * @param successes at least 0, at most trials
 * @param trials at least 1
 */
public record SuccessRate(long successes, long trials) {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** @throws IllegalArgumentException for counts that are no share of trials */
    public SuccessRate {
        if (trials < 1 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(
                    "found %d successes of %d trials, expected 0 to at least 1 trial".formatted(successes, trials));
        }
    }

    /** Successes over trials. */
    public double value() {
        return (double) successes / trials;
    }

    /** Wilson's score interval (1927), which is sound at no success and at no failure, too. */
    public Interval interval(double level) {
        double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        double p = value();
        double n = trials;
        double shrink = 1 + z * z / n;
        double center = (p + z * z / (2 * n)) / shrink;
        double half = z / shrink * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
        return new Interval(
                p,
                successes == 0 ? 0 : Math.max(0, center - half),
                successes == trials ? 1 : Math.min(1, center + half),
                Math.sqrt(p * (1 - p) / n),
                level);
    }
}
