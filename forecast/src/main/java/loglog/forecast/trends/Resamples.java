package loglog.forecast.trends;

import java.util.Arrays;
import loglog.forecast.CounterRandom;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/** Groups of rows drawn with replacement (Efron 1979), as how often each row counts. */
final class Resamples {
    static final long GROUPS = 1;
    static final long NOISE = 2;

    private Resamples() {}

    /** How often each row counts in each resample. */
    static int[][] of(int[] groups, int resamples, long seed) {
        var distinct = Arrays.stream(groups).distinct().sorted().toArray();
        var number =
                Arrays.stream(groups).map(g -> Arrays.binarySearch(distinct, g)).toArray();
        var all = new int[resamples][];
        for (int r = 0; r < resamples; r++) {
            var random = CounterRandom.sequence(seed, GROUPS, r);
            var times = new int[distinct.length];
            for (int k = 0; k < distinct.length; k++) {
                times[random.below(distinct.length)]++;
            }
            all[r] = Arrays.stream(number).map(g -> times[g]).toArray();
        }
        return all;
    }

    /** Each row once. */
    static int[] once(int rows) {
        var weights = new int[rows];
        Arrays.fill(weights, 1);
        return weights;
    }

    /**
     * The share of draws that an interval has to hold for it to hold the truth as often as asked, where few groups spread too little:
     * the expanded percentile interval (Hesterberg 2015, The American Statistician 69, section 4.2), with the degrees of freedom that
     * the parameters leave.
     */
    static double widened(double level, int groups, int parameters) {
        int freedom = groups - parameters;
        if (freedom < 1) {
            return level;
        }
        var normal = new NormalDistribution();
        double z = normal.inverseCumulativeProbability((1 + level) / 2);
        return 2 * normal.cumulativeProbability(z * factor(level, groups, parameters)) - 1;
    }

    /** How many times wider such an interval is than that of the draws themselves; 1 where no freedom is left. */
    static double factor(double level, int groups, int parameters) {
        int freedom = groups - parameters;
        if (freedom < 1) {
            return 1;
        }
        double t = new TDistribution(freedom).inverseCumulativeProbability((1 + level) / 2);
        return t
                * Math.sqrt((double) groups / freedom)
                / new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
    }
}
