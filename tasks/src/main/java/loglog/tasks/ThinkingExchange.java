package loglog.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import loglog.laws.rates.BinomialRegression;
import loglog.laws.rates.PassAtK;
import loglog.laws.rates.SuccessRate;

/**
 * What FLOP at the time of the test are worth in params: in {@code logit(coverage) = a + b log N + c log T} ten times the FLOP T
 * of answering a problem have the effect of {@code 10^(c/b)} times the params N.
 *
 * @param paramsPerTenTimes how many times the params have the effect of ten times the FLOP
 * @param low the interval's lower end, over resamples of the problems, the same ones for all models
 * @param points models and numbers of samples that it was fitted to
 */
public record ThinkingExchange(double paramsPerTenTimes, double low, double high, double level, int points) {
    private static final int RESAMPLES = 200;

    /** Nearer to 0 and 1 a logit says what few problems do. */
    private static final double LEAST = 0.02;

    /**
     * Fits it.
     *
     * @param thoughts of models that differ in params, on the same problems
     * @return empty where fewer than two models have a coverage between the ends, or it does not rise with params
     */
    public static Optional<ThinkingExchange> of(List<Thought> thoughts, double[] params, double level, long seed) {
        int n = thoughts.stream().mapToInt(Thought::problems).min().orElse(0);
        var all = new double[n];
        Arrays.fill(all, 1);
        var found = rate(thoughts, params, all);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var draws = new ArrayList<Double>();
        for (int draw = 0; draw < RESAMPLES; draw++) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
            var times = new double[n];
            for (int i = 0; i < n; i++) {
                times[random.nextInt(n)]++;
            }
            rate(thoughts, params, times).ifPresent(r -> draws.add(r.value));
        }
        var sorted = draws.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Optional.of(new ThinkingExchange(
                found.get().value,
                quantile(sorted, (1 - level) / 2),
                quantile(sorted, (1 + level) / 2),
                level,
                found.get().points));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.clamp(Math.round(share * (sorted.length - 1)), 0, sorted.length - 1)];
    }

    private record Rate(double value, int points) {}

    private static Optional<Rate> rate(List<Thought> thoughts, double[] params, double[] times) {
        var rows = new ArrayList<double[]>();
        var rates = new ArrayList<SuccessRate>();
        var models = new ArrayList<Double>();
        double trials = Arrays.stream(times).sum();
        for (int m = 0; m < params.length; m++) {
            var thought = thoughts.get(m);
            for (int k = 1; k <= thought.known(); k *= 2) {
                double solved = 0;
                for (int i = 0; i < times.length; i++) {
                    solved += times[i] == 0 ? 0 : times[i] * PassAtK.of(thought.known(), thought.whole()[i], k);
                }
                if (solved >= LEAST * trials && solved <= (1 - LEAST) * trials) {
                    rows.add(new double[] {1, Math.log(params[m]), Math.log(thought.flops(k))});
                    rates.add(new SuccessRate(Math.round(solved), Math.round(trials)));
                    models.add(params[m]);
                }
            }
        }
        if (models.stream().distinct().count() < 2 || rows.size() < 4) {
            return Optional.empty();
        }
        return BinomialRegression.fit(
                        BinomialRegression.Link.LOGIT,
                        0,
                        rows.toArray(double[][]::new),
                        rates.toArray(SuccessRate[]::new))
                .value()
                .filter(fit -> fit.coefficients()[1] > 0) // what params do not buy cannot be exchanged for them
                .map(fit -> fit.coefficients()[2] / fit.coefficients()[1])
                .filter(Double::isFinite)
                .map(c -> new Rate(Math.pow(10, c), rows.size()));
    }
}
