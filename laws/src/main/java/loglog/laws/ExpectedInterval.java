package loglog.laws;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The interval that a {@link Forecaster} is expected to give for a run, before the runs that it will rest on were made: of
 * several simulated studies, whose runs obey a guessed law, the medians of what it gave. So forms that disagree, rehearsals
 * and lopsided intervals count as they will.
 *
 * @param low the interval's lower end over its value, less one: -0.07 is 7% below; the difference from it, in the metric's
 *     unit, where residuals are differences
 * @param high the same of its upper end
 * @param level of the interval
 */
public record ExpectedInterval(double low, double high, double level) {
    private static final int STUDIES = 7;
    private static final int DRAWS = 200;

    /**
     * Simulates.
     *
     * @param guess of the law, its parameters and the noise
     * @param made rows that are there already, taken as they are; {@code Observations.of()} for none
     * @param planned runs to come, a repeated one as often as it will be made
     * @param target the scales to be forecast, by axis
     * @param forms that the forecast will average
     * @return empty where so few rows fit no form
     */
    public static Optional<ExpectedInterval> of(
            Guess guess,
            Observations made,
            List<CandidateRun> planned,
            Map<String, Double> target,
            List<Law> forms,
            double level) {
        var table = CandidateRun.table(guess.law(), made, planned, target);
        int studies = planned.isEmpty() ? 1 : STUDIES;
        var runs = IntStream.range(0, studies)
                .mapToObj(study -> Forecaster.of(
                                simulated(guess, made, table, study), forms, guess.criterion(), DRAWS, study)
                        .map(forecaster -> forecaster
                                .within(guess.least(), guess.greatest())
                                .at(target, level)
                                .run())
                        .value())
                .toList();
        if (!runs.stream().allMatch(Optional::isPresent)) {
            return Optional.empty(); // the forms need more rows
        }
        var intervals = runs.stream().flatMap(Optional::stream).toList();
        return Optional.of(new ExpectedInterval(
                median(intervals, run -> off(guess, run.low(), run.value())),
                median(intervals, run -> off(guess, run.high(), run.value())),
                level));
    }

    private static double off(Guess guess, double end, double value) {
        return guess.criterion().logResiduals() ? end / value - 1 : end - value;
    }

    private static double median(List<Interval> runs, ToDoubleFunction<Interval> of) {
        return Quantiles.median(runs.stream().mapToDouble(of).toArray());
    }

    private static Observations simulated(Guess guess, Observations made, Observations table, long study) {
        var random = new SplittableRandom(study);
        var scales = table.scales(guess.law().axes());
        var metric = new double[table.size()];
        for (int i = 0; i < metric.length; i++) {
            int row = i;
            metric[i] = i < made.size()
                    ? made.metric(i)
                    : noisy(
                            guess,
                            guess.law()
                                    .value(
                                            guess.natural(),
                                            Arrays.stream(scales)
                                                    .mapToDouble(axis -> axis[row])
                                                    .toArray()),
                            random.nextGaussian());
        }
        return table.withMetric(metric);
    }

    private static double noisy(Guess guess, double value, double normal) {
        return guess.criterion().logResiduals()
                ? value * Math.exp(guess.sigma() * normal)
                : Math.clamp(value + guess.sigma() * normal, guess.least(), guess.greatest());
    }
}
