package loglog.laws.rates;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Interval;
import loglog.laws.Quantiles;

/**
 * What a change is worth in compute: how many times more FLOP (or params) the plain recipe needs for the rate that the changed
 * one has. The plain recipe's rates are made to rise with compute (isotonic regression by trials) and read off between its
 * models, on the logit of the rate against the logarithm of the compute.
 *
 * @param value the multiplier; where it is censored, the bound
 * @param low the interval's lower end; 0 where the plain recipe's smallest model is still better
 * @param high the interval's upper end; infinite where no plain model measured reaches the rate
 * @param censored whether the estimate itself is a bound alone
 * @param draws of the multiplier, of which the interval is made; infinite or 0 where censored. Draws of one seed belong
 *     together, draw by draw
 */
public record ComputeMultiplier(double value, double low, double high, Censored censored, double[] draws) {

    /** What is known of a multiplier. */
    public enum Censored {
        NO("measured"),
        /** No plain model measured reaches the rate. */
        AT_LEAST("at least"),
        /** Every plain model measured is better. */
        AT_MOST("at most");

        private final String words;

        Censored(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }
    }

    /**
     * Measures a change.
     *
     * @param compute of each plain model, above 0: training FLOP, or params
     * @param plain its rate
     * @param at the compute of the changed model
     * @param changed its rate
     * @param level of the interval
     * @param resamples draws of all rates from their posteriors under Jeffreys' prior
     * @throws IllegalArgumentException for fewer than 2 plain models, or compute that is not above 0
     */
    public static ComputeMultiplier of(
            double[] compute,
            SuccessRate[] plain,
            double at,
            SuccessRate changed,
            double level,
            int resamples,
            long seed) {
        if (compute.length < 2 || plain.length != compute.length || !(at > 0)) {
            throw new IllegalArgumentException(
                    "found %d computes, %d rates and compute %s, expected at least 2, as many, above 0"
                            .formatted(compute.length, plain.length, at));
        }
        var order = order(compute);
        var log = Arrays.stream(order).mapToDouble(i -> Math.log(compute[i])).toArray();
        var rates = Arrays.stream(order).mapToObj(i -> plain[i]).toArray(SuccessRate[]::new);
        double value = reached(
                log, Arrays.stream(rates).mapToDouble(ComputeMultiplier::mean).toArray(), rates, mean(changed));
        var draws = new double[resamples];
        for (int draw = 0; draw < resamples; draw++) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
            double wanted = Variates.rate(changed, random);
            var drawn = new double[rates.length];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = Variates.rate(rates[i], random);
            }
            draws[draw] = Math.exp(reached(log, drawn, rates, wanted)) / at;
        }
        return of(value, draws, log, at, level);
    }

    /**
     * Measures a change on the same problems as all plain models: a resample draws problems, for all models alike, so that what is
     * hard in them cancels.
     *
     * @param compute of each plain model, above 0
     * @param plain which problems it got right, [model][problem]
     * @param at the compute of the changed model
     * @param changed which problems it got right
     * @throws IllegalArgumentException for fewer than 2 plain models, other numbers of problems, or compute that is not above 0
     */
    public static ComputeMultiplier paired(
            double[] compute, boolean[][] plain, double at, boolean[] changed, double level, int resamples, long seed) {
        int n = changed.length;
        boolean alike = n > 0 && Arrays.stream(plain).allMatch(of -> of.length == n);
        if (compute.length < 2 || plain.length != compute.length || !alike || !(at > 0)) {
            throw new IllegalArgumentException(
                    "found %d computes, %d models, %d problems and compute %s, expected at least 2, as many, as many for all, above 0"
                            .formatted(compute.length, plain.length, n, at));
        }
        var order = order(compute);
        var log = Arrays.stream(order).mapToDouble(i -> Math.log(compute[i])).toArray();
        var rows = Arrays.stream(order).mapToObj(i -> plain[i]).toArray(boolean[][]::new);
        var weights = Arrays.stream(rows).map(_ -> new SuccessRate(0, n)).toArray(SuccessRate[]::new);
        var all = new int[n];
        Arrays.fill(all, 1);
        double value = reached(log, rates(rows, all), weights, rate(changed, all));
        var draws = new double[resamples];
        for (int draw = 0; draw < resamples; draw++) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
            var times = new int[n];
            for (int i = 0; i < n; i++) {
                times[random.nextInt(n)]++;
            }
            draws[draw] = Math.exp(reached(log, rates(rows, times), weights, rate(changed, times))) / at;
        }
        return of(value, draws, log, at, level);
    }

    private static double[] rates(boolean[][] right, int[] times) {
        return Arrays.stream(right).mapToDouble(of -> rate(of, times)).toArray();
    }

    /** With half a success and half a failure more, so that its logit is finite. */
    private static double rate(boolean[] right, int[] times) {
        long successes = 0;
        for (int i = 0; i < right.length; i++) {
            successes += right[i] ? times[i] : 0;
        }
        return (successes + 0.5) / (right.length + 1.0);
    }

    private static int[] order(double[] compute) {
        var order = IntStream.range(0, compute.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> compute[i]))
                .mapToInt(i -> i)
                .toArray();
        if (!(compute[order[0]] > 0)) {
            throw new IllegalArgumentException("found compute %s, expected above 0".formatted(compute[order[0]]));
        }
        return order;
    }

    private static ComputeMultiplier of(double value, double[] draws, double[] log, double at, double level) {
        var sorted = draws.clone();
        Arrays.sort(sorted);
        return new ComputeMultiplier(
                Math.exp(Math.clamp(value, log[0], log[log.length - 1])) / at,
                Quantiles.of(sorted, (1 - level) / 2),
                Quantiles.of(sorted, (1 + level) / 2),
                value == Double.POSITIVE_INFINITY
                        ? Censored.AT_LEAST
                        : value == Double.NEGATIVE_INFINITY ? Censored.AT_MOST : Censored.NO,
                draws);
    }

    /**
     * How much more, or less, two changes together are worth than the product of each: 1 where they add up in the logarithm.
     * NaN where one of them is censored.
     */
    public static Interval interaction(
            ComputeMultiplier both, ComputeMultiplier one, ComputeMultiplier other, double level) {
        boolean known = both.censored == Censored.NO && one.censored == Censored.NO && other.censored == Censored.NO;
        var sorted = IntStream.range(0, both.draws.length)
                .mapToDouble(i -> both.draws[i] / (one.draws[i] * other.draws[i]))
                .filter(d -> !Double.isNaN(d))
                .sorted()
                .toArray();
        return new Interval(
                known ? both.value / (one.value * other.value) : Double.NaN,
                known ? Quantiles.of(sorted, (1 - level) / 2) : Double.NaN,
                known ? Quantiles.of(sorted, (1 + level) / 2) : Double.NaN,
                Double.NaN,
                level);
    }

    private static double mean(SuccessRate of) {
        return (of.successes() + 0.5) / (of.trials() + 1.0);
    }

    /** ln of the least compute at which the rising rates reach the wanted one; infinite where none does, -infinity where all do. */
    private static double reached(double[] log, double[] drawn, SuccessRate[] weights, double wanted) {
        var rising = isotonic(drawn, weights);
        if (wanted <= rising[0]) {
            return wanted == rising[0] ? log[0] : Double.NEGATIVE_INFINITY;
        }
        for (int i = 1; i < rising.length; i++) {
            if (wanted <= rising[i]) {
                double from = logit(rising[i - 1]);
                double part = (logit(wanted) - from) / (logit(rising[i]) - from);
                return log[i - 1] + part * (log[i] - log[i - 1]);
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** Pools neighbors that fall (Ayer et al. 1955), each by its trials. */
    private static double[] isotonic(double[] rates, SuccessRate[] weights) {
        int n = rates.length;
        var mean = new double[n];
        var weight = new double[n];
        var size = new int[n];
        int blocks = 0;
        for (int i = 0; i < n; i++) {
            mean[blocks] = rates[i];
            weight[blocks] = weights[i].trials();
            size[blocks++] = 1;
            while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1]) {
                double sum = weight[blocks - 2] + weight[blocks - 1];
                mean[blocks - 2] =
                        (weight[blocks - 2] * mean[blocks - 2] + weight[blocks - 1] * mean[blocks - 1]) / sum;
                weight[blocks - 2] = sum;
                size[blocks - 2] += size[--blocks];
            }
        }
        var rising = new double[n];
        int at = 0;
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(rising, at, at + size[block], mean[block]);
            at += size[block];
        }
        return rising;
    }

    private static double logit(double rate) {
        return Math.log(rate) - Math.log1p(-rate);
    }
}
