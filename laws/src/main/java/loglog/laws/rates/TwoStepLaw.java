package loglog.laws.rates;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import loglog.laws.Bootstrap;
import loglog.laws.Fit;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.Quantiles;

/**
 * Accuracy forecast in two steps, from scale to loss and from loss to accuracy (Gadre et al. 2024, arXiv 2403.08540), and in one,
 * from compute to accuracy, to compare with.
 *
 * @param loss the first step
 * @param accuracy the second step, an exponential
 * @param sigmoid the second step, a sigmoid; null for too few rows
 * @param direct accuracy on minus ln of the compute, a sigmoid; null for too few rows
 * @param lossDraws the first step's parameters in resamples of rows
 * @param draws the second step in resamples
 * @param directDraws the direct fit in resamples
 * @param lossRms of the first step's log residuals
 */
public record TwoStepLaw(
        Fit loss,
        AccuracyOfLoss accuracy,
        AccuracyOfLoss sigmoid,
        AccuracyOfLoss direct,
        double[][] lossDraws,
        AccuracyOfLoss[] draws,
        AccuracyOfLoss[] directDraws,
        double lossRms) {

    /**
     * Fits both ways.
     *
     * @param law of the loss
     * @param runs scales and losses
     * @param compute of each run, for the direct fit; FLOP, or whatever scale there is
     * @param accuracy of each run, 0 to 1
     * @return none for runs that cannot tell the parameters
     */
    public static Fitted<TwoStepLaw> of(
            Law law, Observations runs, double[] compute, double[] accuracy, int resamples, long seed) {
        int n = runs.size();
        var loss = IntStream.range(0, n).mapToDouble(runs::metric).toArray();
        var minusLog = Arrays.stream(compute).map(c -> -Math.log(c)).toArray();
        var ones = new double[n];
        Arrays.fill(ones, 1);
        var first = Laws.fit(law, runs);
        if (!first.usable()) {
            return Fitted.none(
                    "%s cannot be fitted to the losses of %d runs (%s)",
                    law.equation(), n, first.status().words());
        }
        return AccuracyOfLoss.fit(AccuracyOfLoss.Form.EXPONENTIAL, loss, accuracy, ones)
                .map(second -> of(first, second, loss, minusLog, accuracy, resamples, seed));
    }

    private static TwoStepLaw of(
            Fit first,
            AccuracyOfLoss second,
            double[] loss,
            double[] minusLog,
            double[] accuracy,
            int resamples,
            long seed) {
        int n = loss.length;
        var ones = new double[n];
        Arrays.fill(ones, 1);
        var sigmoid = AccuracyOfLoss.fit(AccuracyOfLoss.Form.SIGMOID, loss, accuracy, ones)
                .value()
                .orElse(null);
        var direct = AccuracyOfLoss.fit(AccuracyOfLoss.Form.SIGMOID, minusLog, accuracy, ones)
                .value()
                .orElse(null);
        var lossDraws =
                Bootstrap.of(first, Bootstrap.Resampling.ROWS, resamples, seed).parameters();
        var draws = new AccuracyOfLoss[resamples];
        var directDraws = new AccuracyOfLoss[direct == null ? 0 : resamples];
        for (int draw = 0; draw < resamples; draw++) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
            var weight = new double[n];
            for (int i = 0; i < n; i++) {
                weight[i] = -Math.log(1 - random.nextDouble()); // Rubin's weights, before they are normalized
            }
            // each row keeps a weight above 0, so that what all rows could tell they still can
            draws[draw] = AccuracyOfLoss.fit(AccuracyOfLoss.Form.EXPONENTIAL, loss, accuracy, weight)
                    .orElseThrow();
            if (direct != null) {
                directDraws[draw] = AccuracyOfLoss.fit(AccuracyOfLoss.Form.SIGMOID, minusLog, accuracy, weight)
                        .orElseThrow();
            }
        }
        var residuals = first.residuals();
        double squares = Arrays.stream(residuals).map(r -> r * r).sum();
        return new TwoStepLaw(
                first, second, sigmoid, direct, lossDraws, draws, directDraws, Math.sqrt(squares / residuals.length));
    }

    /** A parameter of the second step with its interval. */
    public Interval parameter(ToDoubleFunction<AccuracyOfLoss> of, double level) {
        return Quantiles.interval(
                of.applyAsDouble(accuracy), Arrays.stream(draws).mapToDouble(of).toArray(), level);
    }

    /**
     * The accuracy of a run that was not made, by both steps; the interval holds the fits' uncertainty and how runs spread
     * about both laws.
     *
     * @param scales of the run, in the order of the loss's law
     */
    public Interval forecast(double level, long seed, double... scales) {
        var random = new SplittableRandom(seed);
        var drawn = new double[draws.length];
        for (int draw = 0; draw < drawn.length; draw++) {
            var parameters = lossDraws.length == 0 ? loss.values() : lossDraws[draw % lossDraws.length];
            double reached = loss.law().value(parameters, scales) * Math.exp(lossRms * random.nextGaussian());
            drawn[draw] = draws[draw].at(reached) + accuracy.rms() * random.nextGaussian();
        }
        return Quantiles.interval(accuracy.at(loss.at(scales)), drawn, level);
    }

    /** The accuracy by the second step's sigmoid. */
    public double bySigmoid(double... scales) {
        return sigmoid == null ? Double.NaN : sigmoid.at(loss.at(scales));
    }

    /** The accuracy by compute alone; NaN values where there were too few runs. */
    public Interval direct(double level, long seed, double compute) {
        if (direct == null) {
            return new Interval(Double.NaN, Double.NaN, Double.NaN, Double.NaN, level);
        }
        var random = new SplittableRandom(seed);
        var drawn = Arrays.stream(directDraws)
                .mapToDouble(one -> one.at(-Math.log(compute)) + direct.rms() * random.nextGaussian())
                .toArray();
        return Quantiles.interval(direct.at(-Math.log(compute)), drawn, level);
    }
}
