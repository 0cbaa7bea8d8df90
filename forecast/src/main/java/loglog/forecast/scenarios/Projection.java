package loglog.forecast.scenarios;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import loglog.forecast.CounterRandom;
import loglog.forecast.Estimate;
import loglog.forecast.scenarios.Scenario.Part;
import loglog.laws.Ranks;

/** Draws of a scenario, and what they say: the count by date, the jump and when it has happened again, what moves that most. */
public final class Projection {
    /** Purposes of random numbers: an input's place, and which view of a rate is followed. */
    private static final long PLACE = 0x004f_4f4d_0000_0000L;

    private static final long VIEW = 0x004f_4f4d_4000_0000L;

    private final Scenario scenario;
    private final Count count;
    private final double[][] draws;
    private final double[] again;
    private final double level;

    private Projection(Scenario scenario, Count count, double[][] draws, double level) {
        this.scenario = scenario;
        this.count = count;
        this.draws = draws;
        this.level = level;
        this.again = new double[draws.length];
        for (int d = 0; d < draws.length; d++) {
            again[d] = count.again(draws[d]);
        }
    }

    /**
     * Draws from a scenario. A draw depends on the seed and its own number alone, so that more draws begin with the same ones.
     *
     * @param level of the intervals, between 0 and 1
     */
    public static Projection of(Scenario scenario, int draws, long seed, double level) {
        var count = new Count(scenario);
        var values = new double[draws][];
        for (int d = 0; d < draws; d++) {
            int draw = d;
            values[d] = count.values(
                    i -> CounterRandom.normal(seed, PLACE + i, draw), i -> CounterRandom.uniform(seed, VIEW + i, draw));
        }
        return new Projection(scenario, count, values, level);
    }

    public Scenario scenario() {
        return scenario;
    }

    public int draws() {
        return draws.length;
    }

    public double level() {
        return level;
    }

    /** The median and interval of what is computed from each draw. */
    private Estimate of(ToDoubleFunction<double[]> what) {
        var all = new double[draws.length];
        for (int d = 0; d < all.length; d++) {
            all[d] = what.applyAsDouble(draws[d]);
        }
        return estimate(all);
    }

    private Estimate estimate(double[] all) {
        var sorted = all.clone();
        java.util.Arrays.sort(sorted);
        return Estimate.of(Estimate.quantile(sorted, 0.5), all, level);
    }

    /** Orders of magnitude of effective compute since the first model. */
    public Estimate oom(double date) {
        return of(values -> count.oom(date, values));
    }

    public Estimate oom(Part part, double date) {
        return of(values -> count.oom(part, date, values));
    }

    /** A quantile of the orders of magnitude at each of some dates. */
    public double[][] fan(double[] dates, double... probabilities) {
        var quantiles = new double[probabilities.length][dates.length];
        var all = new double[draws.length];
        for (int t = 0; t < dates.length; t++) {
            for (int d = 0; d < all.length; d++) {
                all[d] = count.oom(dates[t], draws[d]);
            }
            java.util.Arrays.sort(all);
            for (int p = 0; p < probabilities.length; p++) {
                quantiles[p][t] = Estimate.quantile(all, probabilities[p]);
            }
        }
        return quantiles;
    }

    /** FLOP of the largest training run. */
    public Estimate flops(double date) {
        return of(values -> Math.pow(10, count.level(date, values)));
    }

    /** The orders of magnitude between the two models: all together. */
    public Estimate jump() {
        return of(count::jump);
    }

    /** The same by part. */
    public Map<Part, Estimate> jumpByPart() {
        var parts = new EnumMap<Part, Estimate>(Part.class);
        for (var part : Part.values()) {
            parts.put(part, oom(part, scenario.to().date()));
        }
        return parts;
    }

    /** When the jump has happened once more, in decimal years; infinite for later than the scenario's end. */
    public Estimate again() {
        return estimate(again);
    }

    /** The share of draws in which it has by a date. */
    public double sharePast(double date) {
        return java.util.Arrays.stream(again).filter(at -> at <= date).count() / (double) draws.length;
    }

    /** FLOP of the largest run when the jump has happened again, among the draws in which it does. */
    public Estimate flopsAgain() {
        var all = java.util.stream.IntStream.range(0, draws.length)
                .filter(d -> Double.isFinite(again[d]))
                .mapToDouble(d -> Math.pow(10, count.level(again[d], draws[d])))
                .toArray();
        return all.length == 0 ? new Estimate(Double.NaN, Double.NaN, Double.NaN) : estimate(all);
    }

    /**
     * What an input does to the date of the second jump.
     *
     * @param low the input's value at the lower end of its interval: log10 FLOP, OOM a year or OOM
     * @param dateAtLow the date with it, all other inputs at their medians
     * @param rankCorrelation Spearman's, of the input's draws and the date's
     */
    public record Influence(
            String input, double low, double high, double dateAtLow, double dateAtHigh, double rankCorrelation) {
        /** How far the date moves, in years; infinite where one end is never reached. */
        public double swing() {
            return Double.isInfinite(dateAtLow) && Double.isInfinite(dateAtHigh) ? 0 : Math.abs(dateAtHigh - dateAtLow);
        }
    }

    /** When the second jump has happened with all inputs at their medians. */
    public double againAtMedians() {
        return count.again(quantiles(0.5));
    }

    private double[] quantiles(double probability) {
        var quantiles = new double[count.inputs().size()];
        for (int i = 0; i < quantiles.length; i++) {
            int input = i;
            var all = java.util.Arrays.stream(draws)
                    .mapToDouble(draw -> draw[input])
                    .sorted()
                    .toArray();
            quantiles[i] = Estimate.quantile(all, probability);
        }
        return quantiles;
    }

    /** The inputs that are not exact, the one that moves the date most first. */
    public List<Influence> influences() {
        var low = quantiles((1 - level) / 2);
        var middle = quantiles(0.5);
        var high = quantiles((1 + level) / 2);
        var ranks = Ranks.of(again);
        var all = new ArrayList<Influence>();
        var names = count.inputs();
        for (int i = 0; i < names.size(); i++) {
            if (low[i] == high[i]) {
                continue;
            }
            int input = i;
            var of = java.util.Arrays.stream(draws)
                    .mapToDouble(draw -> draw[input])
                    .toArray();
            all.add(new Influence(
                    names.get(i),
                    low[i],
                    high[i],
                    count.again(with(middle, i, low[i])),
                    count.again(with(middle, i, high[i])),
                    Ranks.correlation(Ranks.of(of), ranks)));
        }
        all.sort(Comparator.comparingDouble(Influence::swing)
                .thenComparingDouble(influence -> Math.abs(influence.rankCorrelation()))
                .reversed());
        return List.copyOf(all);
    }

    private static double[] with(double[] values, int i, double value) {
        var changed = values.clone();
        changed[i] = value;
        return changed;
    }
}
