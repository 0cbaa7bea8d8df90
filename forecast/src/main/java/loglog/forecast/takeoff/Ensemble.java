package loglog.forecast.takeoff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import loglog.forecast.Estimate;
import loglog.forecast.takeoff.TakeoffForecast.Curve;
import loglog.forecast.takeoff.TakeoffForecast.Swing;
import loglog.words.Format;

/** What models of takeoff do alike with many runs. */
final class Ensemble {
    private Ensemble() {}

    /** A function of a draw for each draw. */
    static <T> double[] each(List<T> runs, ToDoubleFunction<T> of) {
        return runs.stream().mapToDouble(of).toArray();
    }

    /**
     * A curve of the central run, or of the median of draws with their interval.
     *
     * @param draws values by draw and place; may be empty
     */
    static Curve fan(String name, double[] x, IntToDoubleFunction central, List<double[]> draws, double level) {
        if (draws.isEmpty()) {
            return new Curve(
                    name, x, IntStream.range(0, x.length).mapToDouble(central).toArray(), null, null);
        }
        var median = new double[x.length];
        var low = new double[x.length];
        var high = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int place = i;
            double[] sorted =
                    draws.stream().mapToDouble(draw -> draw[place]).sorted().toArray();
            median[i] = Estimate.quantile(sorted, 0.5);
            low[i] = Estimate.quantile(sorted, (1 - level) / 2);
            high[i] = Estimate.quantile(sorted, (1 + level) / 2);
        }
        return new Curve(name, x, median, low, high);
    }

    /** Years from one to another, both included. */
    static double[] years(double from, double to, double step) {
        int n = (int) Math.round((to - from) / step);
        return IntStream.rangeClosed(0, n).mapToDouble(i -> from + i * step).toArray();
    }

    /** Each input that has a range and is not fixed, at its two ends; the widest swing first. */
    static List<Swing> swings(Inputs central, List<String> fixed, double until, ToDoubleFunction<Inputs> outcome) {
        var swings = new ArrayList<>(central.varying().parallelStream()
                .filter(input -> !fixed.contains(input.name()))
                .map(input -> new Swing(
                        input.name(),
                        input.what(),
                        quantity(input.conservative(), input.unit()),
                        quantity(input.aggressive(), input.unit()),
                        outcome.applyAsDouble(central.with(input.name(), input.conservative())),
                        outcome.applyAsDouble(central.with(input.name(), input.aggressive()))))
                .toList());
        swings.sort(
                Comparator.comparingDouble((Swing swing) -> swing.span(until)).reversed());
        return List.copyOf(swings);
    }

    /** A value with its unit: "0.258 OOM/year", "1e36 FLOP"; shares, powers and ratios go without. */
    static String quantity(double value, String unit) {
        var number = Format.trim(Format.rounded(value));
        return List.of("share", "power", "ratio", "rho").contains(unit) ? number : number + " " + unit;
    }

    /** The cumulative share of draws whose date is no later than each year. */
    static Curve arrived(String name, double[] years, double[] dates) {
        double[] sorted = dates.clone();
        Arrays.sort(sorted);
        var shares = new double[years.length];
        int arrived = 0;
        for (int i = 0; i < shares.length; i++) {
            while (arrived < sorted.length && sorted[arrived] <= years[i]) {
                arrived++;
            }
            shares[i] = arrived / (double) sorted.length;
        }
        return new Curve(name, years, shares, null, null);
    }
}
