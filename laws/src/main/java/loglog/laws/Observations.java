package loglog.laws;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A table of runs: for each row the scales it was made at, the metric it reached, and optionally the group it belongs
 * to (rows of one group share their noise, for example points of one training curve).
 *
 * <p>Immutable. Scales must be positive and finite, since laws live on logarithmic axes; the metric must be finite, and
 * positive where residuals are logarithmic.
 */
public final class Observations {
    private final Map<String, double[]> axes;
    private final double[] metric;
    private final String[] groups;
    private final double[] sigma;

    private Observations(Map<String, double[]> axes, double[] metric, String[] groups, double[] sigma) {
        this.axes = axes;
        this.metric = metric;
        this.groups = groups;
        this.sigma = sigma;
    }

    /** Rows with a metric and no scales yet: add them with {@link #with}. */
    public static Observations of(double... metric) {
        checkMetric(metric, metric.length);
        return new Observations(Map.of(), metric.clone(), null, null);
    }

    /** Runs with params, tokens and loss: the usual case. */
    public static Observations of(double[] params, double[] tokens, double[] loss) {
        return of(loss).with("params", params).with("tokens", tokens);
    }

    /**
     * These rows with one more axis.
     *
     * @throws IllegalArgumentException where a value is not positive and finite or the number of rows differs
     */
    public Observations with(String axis, double... scales) {
        check(axis, scales, size());
        var more = new LinkedHashMap<>(axes);
        more.put(axis, scales.clone());
        return new Observations(more, metric, groups, sigma);
    }

    /** These rows, each in a group. */
    public Observations grouped(String... groups) {
        if (groups.length != size()) {
            throw new IllegalArgumentException("%d groups for %d rows".formatted(groups.length, size()));
        }
        return new Observations(axes, metric, groups.clone(), sigma);
    }

    /**
     * These rows, each with the standard error of its metric: a fit then measures residuals in them.
     *
     * @throws IllegalArgumentException where one is not positive and finite or the number of rows differs
     */
    public Observations withSigma(double... sigma) {
        check("sigma", sigma, size());
        return new Observations(axes, metric, groups, sigma.clone());
    }

    /** The same scales with another metric, for example a simulated one. */
    public Observations withMetric(double... metric) {
        checkMetric(metric, size());
        return new Observations(axes, metric.clone(), groups, sigma);
    }

    private static void checkMetric(double[] metric, int n) {
        if (metric.length != n) {
            throw new IllegalArgumentException("%d values of the metric for %d rows".formatted(metric.length, n));
        }
        for (int i = 0; i < n; i++) {
            if (!Double.isFinite(metric[i])) {
                throw new IllegalArgumentException(
                        "metric of row %d: found %s, expected a finite number".formatted(i, metric[i]));
            }
        }
    }

    private static void check(String what, double[] values, int n) {
        if (values.length != n) {
            throw new IllegalArgumentException("%d values of %s for %d rows".formatted(values.length, what, n));
        }
        for (int i = 0; i < n; i++) {
            if (!(values[i] > 0) || Double.isInfinite(values[i])) {
                throw new IllegalArgumentException(
                        "%s of row %d: found %s, expected a positive number".formatted(what, i, values[i]));
            }
        }
    }

    public int size() {
        return metric.length;
    }

    public Set<String> axes() {
        return axes.keySet();
    }

    public boolean has(String axis) {
        return axes.containsKey(axis);
    }

    /** The scales of all rows on an axis. */
    public double[] axis(String name) {
        return column(name).clone();
    }

    public double scale(String axis, int row) {
        return column(axis)[row];
    }

    private double[] column(String name) {
        var column = axes.get(name);
        if (column == null) {
            throw new IllegalArgumentException("No axis %s; there are %s".formatted(name, axes.keySet()));
        }
        return column;
    }

    public double[] metric() {
        return metric.clone();
    }

    public double metric(int row) {
        return metric[row];
    }

    /** The groups of the rows, or null. */
    public String[] groups() {
        return groups == null ? null : groups.clone();
    }

    /** The columns that a law reads, in its order. */
    double[][] scales(List<String> names) {
        return names.stream().map(this::column).toArray(double[][]::new);
    }

    /** The given rows, in the given order; a row may occur more than once. */
    public Observations select(int... rows) {
        var chosen = new LinkedHashMap<String, double[]>();
        axes.forEach((name, column) ->
                chosen.put(name, Arrays.stream(rows).mapToDouble(i -> column[i]).toArray()));
        var groupsOfChosen = groups == null
                ? null
                : Arrays.stream(rows).mapToObj(i -> groups[i]).toArray(String[]::new);
        return new Observations(
                chosen,
                Arrays.stream(rows).mapToDouble(i -> metric[i]).toArray(),
                groupsOfChosen,
                sigma == null
                        ? null
                        : Arrays.stream(rows).mapToDouble(i -> sigma[i]).toArray());
    }

    /** The rows for which the condition holds. */
    public Observations where(IntPredicate row) {
        return select(IntStream.range(0, size()).filter(row).toArray());
    }

    /** The standard errors of the metric, or null. */
    public double[] sigma() {
        return sigma == null ? null : sigma.clone();
    }

    /**
     * How noisy each row is beside the middle one: its standard error, a share of the metric where residuals are logarithmic,
     * over the median; null where the rows have none.
     */
    double[] noisiness(boolean logResiduals) {
        if (sigma == null) {
            return null;
        }
        var noisiness = new double[sigma.length];
        for (int i = 0; i < noisiness.length; i++) {
            noisiness[i] = logResiduals ? sigma[i] / metric[i] : sigma[i];
        }
        double median = Quantiles.of(Arrays.stream(noisiness).sorted().toArray(), 0.5);
        for (int i = 0; i < noisiness.length; i++) {
            noisiness[i] /= median;
        }
        return noisiness;
    }

    /**
     * How many points there are on the given axes together, where values that are apart by no more than a factor are one.
     *
     * @param same the factor, above 1: 1.03 for tokens that are whole steps
     */
    public int places(List<String> names, double same) {
        var columns = scales(names);
        var merged = Arrays.stream(columns).map(column -> merged(column, same)).toList();
        return (int) IntStream.range(0, size())
                .mapToObj(i -> merged.stream().map(column -> column[i]).toList())
                .distinct()
                .count();
    }

    /** Each value's least neighbor, those that are within the factor of it going for one with it. */
    private static double[] merged(double[] column, double same) {
        var sorted = Arrays.stream(column).sorted().distinct().toArray();
        var first = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            first[i] = i > 0 && sorted[i] <= same * first[i - 1] ? first[i - 1] : sorted[i];
        }
        return Arrays.stream(column)
                .map(value -> first[Arrays.binarySearch(sorted, value)])
                .toArray();
    }

    /** How many distinct points there are on the given axes together, at most {@code enough}: counting ends there. */
    public int distinct(List<String> names, int enough) {
        var columns = scales(names);
        return (int) IntStream.range(0, size())
                .mapToObj(i -> Arrays.stream(columns).map(column -> column[i]).toList())
                .distinct()
                .limit(enough)
                .count();
    }
}
