package loglog.lab.watch;

import java.util.Arrays;
import loglog.laws.Fit;

/**
 * What a run's training loss should be at each point of its way, as finished runs of its study and schedule have it: the
 * law at (params, tokens so far) times a factor of the share that is done ({@link FinishedCurves}). A run that is above or
 * below in its first part stays so by the share that finished runs did.
 */
public final class ExpectedCurve implements Expectation {
    private final double planned;
    private final double[] knots;
    private final Fit law;
    private final double params;
    private final double[] factors;
    private final double[] alone;
    private final double[] carried;
    private final double[] afterwards;
    private final double noise;
    private final int runs;
    private final double sum;
    private final int rows;

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
            int runs,
            double sum,
            int rows) {
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
        this.sum = sum;
        this.rows = rows;
    }

    @Override
    public double from() {
        return knots[0] * planned;
    }

    private boolean isFirstPart(double tokens) {
        return tokens <= (knots[0] + FinishedCurves.FIRST_PART) * planned;
    }

    /** The loss that finished runs lead to expect, before and after what the run's own first part says. */
    @Override
    public double loss(double tokens) {
        double log = Math.log(law.at(params, tokens)) + between(factors, tokens);
        if (!isFirstPart(tokens) && rows > 0) {
            log += between(carried, tokens) * sum / rows;
        }
        return Math.exp(log);
    }

    /** How far the logarithm of a healthy run's loss may stray there: but one of a thousand stays within, on either side. */
    @Override
    public double tolerance(double tokens) {
        return between(isFirstPart(tokens) || rows == 0 ? alone : afterwards, tokens);
    }

    @Override
    public double noise(double width) {
        return noise / Math.sqrt(width);
    }

    @Override
    public ExpectedCurve seen(double tokens, double seen) {
        if (tokens < from() || !isFirstPart(tokens) || !(seen > 0) || Double.isInfinite(seen)) {
            return this;
        }
        return new ExpectedCurve(
                planned,
                knots,
                law,
                params,
                factors,
                alone,
                carried,
                afterwards,
                noise,
                runs,
                sum + Math.log(seen / loss(tokens)),
                rows + 1);
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
