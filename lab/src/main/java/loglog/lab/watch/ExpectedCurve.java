package loglog.lab.watch;

import java.util.Arrays;
import loglog.laws.Fit;

/**
 * What a run's training loss should be at each point of its way, as finished runs of its study and schedule have it: the
 * law at (params, tokens so far) times a factor of the share that is done ({@link FinishedCurves}). A run that was above or
 * below a while ago stays so by the share that finished runs did.
 */
public final class ExpectedCurve implements Expectation {
    /** Strays of single rows beyond so many standard deviations of noise count as such: a spike is no level. */
    private static final double BOUND = 3;

    private final double params;
    private final double planned;
    private final double[] knots;
    private final Fit law;
    private final double[] factors;
    private final double[] alone;
    private final double[] carried;
    private final double[] afterwards;
    private final double noise;
    private final int runs;

    // The run's own rows: where they end, and the sums of their strays.
    private double[] ends = new double[64];
    private double[] sums = new double[65];
    private int rows;

    ExpectedCurve(
            double planned,
            double[] knots,
            Fit law,
            double params,
            double[] factors,
            double[] alone,
            double[] carried,
            double[] afterwards,
            double noise,
            int runs) {
        this.planned = planned;
        this.knots = knots;
        this.law = law;
        this.params = params;
        this.factors = factors;
        this.alone = alone;
        this.carried = carried;
        this.afterwards = afterwards;
        this.noise = noise;
        this.runs = runs;
    }

    @Override
    public double from() {
        return knots[0] * planned;
    }

    /** Whether the run has no level of its own yet. */
    private boolean isAlone(double tokens) {
        return tokens <= (knots[0] + FinishedCurves.LEVEL) * planned || rows == 0;
    }

    /** The loss that finished runs lead to expect; with what the run's own rows said before. */
    @Override
    public double loss(double tokens) {
        return base(tokens) * (isAlone(tokens) ? 1 : Math.exp(between(carried, tokens) * level(tokens)));
    }

    private double base(double tokens) {
        return law.at(params, tokens) * Math.exp(between(factors, tokens));
    }

    /** The mean stray a while ago. */
    private double level(double tokens) {
        double until = Math.max(knots[0] + FinishedCurves.LEVEL, tokens / planned - FinishedCurves.AGO);
        int last = Math.max(1, before(until * planned * (1 + 1e-12)));
        int first = Math.min(last - 1, before(ends[last - 1] - FinishedCurves.LEVEL * planned));
        return (sums[last] - sums[first]) / (last - first);
    }

    /** How many of the run's rows end at or before. */
    private int before(double tokens) {
        int at = Arrays.binarySearch(ends, 0, rows, tokens);
        return at >= 0 ? at + 1 : -at - 1;
    }

    /** How far the logarithm of a healthy run's loss may stray there: but one of a thousand stays within, on either side. */
    @Override
    public double tolerance(double tokens) {
        return between(isAlone(tokens) ? alone : afterwards, tokens);
    }

    @Override
    public double noise(double width) {
        return noise / Math.sqrt(width);
    }

    @Override
    public void seen(double tokens, double seen) {
        if (tokens < from() || !(seen > 0) || Double.isInfinite(seen)) {
            return;
        }
        if (rows == ends.length) {
            ends = Arrays.copyOf(ends, 2 * rows);
            sums = Arrays.copyOf(sums, 2 * rows + 1);
        }
        double width = rows == 0 ? tokens : tokens - ends[rows - 1];
        double stray = Math.log(seen / base(tokens));
        double bound = between(alone, tokens) + BOUND * noise(width);
        sums[rows + 1] = sums[rows] + Math.clamp(stray, -bound, bound);
        ends[rows++] = tokens;
    }

    @Override
    public String words() {
        return "what %d finished runs lead to expect".formatted(runs);
    }

    private double between(double[] values, double tokens) {
        double p = tokens / planned;
        int above = Arrays.binarySearch(knots, p);
        if (above >= 0) {
            return values[above];
        }
        above = Math.clamp(-above - 1, 1, knots.length - 1);
        double share = Math.clamp((p - knots[above - 1]) / (knots[above] - knots[above - 1]), 0, 1);
        return values[above - 1] + share * (values[above] - values[above - 1]);
    }
}
