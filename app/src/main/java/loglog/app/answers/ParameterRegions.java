package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import loglog.laws.Draws;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Isolines;
import loglog.pages.plot.Layer;
import loglog.pages.plot.Scale;

/**
 * What a bootstrap says of two parameters together: its resamples, and the smallest regions that hold 50% and 90% of them, as
 * Besiroglu et al. 2024 (arXiv 2404.10102) draw the uncertainty of Chinchilla's parameters.
 */
final class ParameterRegions {
    private static final int GRID = 64;
    private static final int MOST_PAIRS = 3;
    private static final double[] SHARES = {0.9, 0.5};

    /** How far beyond the resamples the grid reaches, in standard deviations of the kernel. */
    private static final double MARGIN = 3.5;

    /** The grid leaves out this share of the resamples on each side. */
    private static final double TAIL = 0.005;

    /** Of more resamples so many give the density: it is smooth, and costs their number times the grid's. */
    private static final int KERNELS = 1000;

    private ParameterRegions() {}

    /** The pairs that hang together most, exponents first. */
    static List<Chart> charts(Draws draws) {
        var names = List.copyOf(draws.fit().parameters().keySet());
        var varying = IntStream.range(0, names.size())
                .filter(j -> draws.of(p -> p[j]).length > 2 && isVarying(draws.of(p -> p[j])))
                .boxed()
                .toList();
        var pairs = new ArrayList<int[]>();
        for (int i = 0; i < varying.size(); i++) {
            for (int j = i + 1; j < varying.size(); j++) {
                pairs.add(new int[] {varying.get(i), varying.get(j)});
            }
        }
        return pairs.stream()
                .sorted(Comparator.comparingDouble(pair -> -rank(draws, names, pair)))
                .limit(MOST_PAIRS)
                .map(pair -> chart(draws, names.get(pair[0]), names.get(pair[1]), pair))
                .toList();
    }

    private static double rank(Draws draws, List<String> names, int[] pair) {
        boolean exponents =
                names.get(pair[0]).startsWith("alpha") && names.get(pair[1]).startsWith("beta");
        var one = places(draws, pair[0]);
        var other = places(draws, pair[1]);
        return (exponents ? 1 : 0)
                + Math.abs(covariance(one, other) / Math.sqrt(covariance(one, one) * covariance(other, other)));
    }

    private static boolean isVarying(double[] values) {
        double low = Figures.min(values);
        double high = Figures.max(values);
        return Double.isFinite(low)
                && Double.isFinite(high)
                && high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    }

    /** A coefficient that spans a factor of two or more is drawn by its logarithm. */
    private static Scale scale(double[] values) {
        return Figures.min(values) > 0 && Figures.max(values) > 2 * Figures.min(values) ? Scale.LOG : Scale.LINEAR;
    }

    private static double[] places(Draws draws, int j) {
        var values = draws.of(p -> p[j]);
        var scale = scale(values);
        return Arrays.stream(values).map(scale::of).toArray();
    }

    private static Chart chart(Draws draws, String first, String second, int[] pair) {
        var x = draws.of(p -> p[pair[0]]);
        var y = draws.of(p -> p[pair[1]]);
        var across = scale(x);
        var up = scale(y);
        var density = new Density(places(draws, pair[0]), places(draws, pair[1]));
        var chart = new Chart(
                        "uncertainty of %s and %s".formatted(first, second),
                        new Axis(first, across, Double.NaN, Double.NaN),
                        new Axis(second, up, Double.NaN, Double.NaN))
                .points("resamples", x, y);
        for (double share : SHARES) {
            for (var path : density.around(share)) {
                chart = chart.with(new Layer.Line(
                        "%.0f%% of the resamples".formatted(100 * share),
                        Arrays.stream(closed(path.x(), path.closed()))
                                .map(across::back)
                                .toArray(),
                        Arrays.stream(closed(path.y(), path.closed()))
                                .map(up::back)
                                .toArray(),
                        Double.NaN,
                        share > 0.5));
            }
        }
        double atFirst = draws.fit().parameter(first);
        double atSecond = draws.fit().parameter(second);
        return chart.vertical(null, atFirst)
                .horizontal(null, atSecond)
                .points("fit", new double[] {atFirst}, new double[] {atSecond});
    }

    private static double[] closed(double[] places, boolean closed) {
        if (!closed) {
            return places;
        }
        var out = Arrays.copyOf(places, places.length + 1);
        out[places.length] = places[0];
        return out;
    }

    private static double covariance(double[] a, double[] b) {
        double ma = Arrays.stream(a).average().orElseThrow();
        double mb = Arrays.stream(b).average().orElseThrow();
        return IntStream.range(0, a.length)
                        .mapToDouble(i -> (a[i] - ma) * (b[i] - mb))
                        .sum()
                / (a.length - 1);
    }

    /**
     * A density by Gaussian kernels of the resamples' own covariance, as wide as Scott's rule says (Scott 1992). It is taken
     * along and across the resamples' principal axes, those of both parameters in standard deviations, so that the grid has
     * points enough across a ridge, however narrow: A and alpha of a law hang together nearly perfectly.
     */
    static final class Density {
        /** In standard deviations; parameters that hang together perfectly leave a ridge without width. */
        private static final double NARROWEST = 1e-3;

        private final double sx;
        private final double sy;
        private final double[] along;
        private final double[] across;
        private final double wide;
        private final double high;

        Density(double[] x, double[] y) {
            var xs = some(x);
            var ys = some(y);
            sx = Math.sqrt(covariance(xs, xs));
            sy = Math.sqrt(covariance(ys, ys));
            along = IntStream.range(0, xs.length)
                    .mapToDouble(i -> (xs[i] / sx + ys[i] / sy) / Math.sqrt(2))
                    .toArray();
            across = IntStream.range(0, xs.length)
                    .mapToDouble(i -> (xs[i] / sx - ys[i] / sy) / Math.sqrt(2))
                    .toArray();
            double h = Math.pow(xs.length, -1.0 / 6); // for two dimensions
            wide = h * Math.max(NARROWEST, Math.sqrt(covariance(along, along)));
            high = h * Math.max(NARROWEST, Math.sqrt(covariance(across, across)));
        }

        private static double[] some(double[] values) {
            int step = Math.max(1, values.length / KERNELS);
            return IntStream.range(0, values.length)
                    .filter(i -> i % step == 0)
                    .mapToDouble(i -> values[i])
                    .toArray();
        }

        private double at(double u, double v) {
            double sum = 0;
            for (int i = 0; i < along.length; i++) {
                double du = (u - along[i]) / wide;
                double dv = (v - across[i]) / high;
                double distance = du * du + dv * dv;
                sum += distance < 60 ? Math.exp(-distance / 2) : 0;
            }
            return sum;
        }

        /** The edge of the smallest region that holds this share of the resamples, in places. */
        List<Isolines.Path> around(double share) {
            var densities = IntStream.range(0, along.length)
                    .mapToDouble(i -> at(along[i], across[i]))
                    .sorted()
                    .toArray();
            double level = densities[(int) Math.floor((1 - share) * (densities.length - 1))];
            var gu = spaced(edge(along, TAIL) - MARGIN * wide, edge(along, 1 - TAIL) + MARGIN * wide);
            var gv = spaced(edge(across, TAIL) - MARGIN * high, edge(across, 1 - TAIL) + MARGIN * high);
            var edges =
                    Isolines.of(Layer.Contours.of(null, gu, gv, this::at, level), Scale.LINEAR, Scale.LINEAR, level);
            return edges.stream().map(this::inPlaces).toList();
        }

        private Isolines.Path inPlaces(Isolines.Path path) {
            var x = new double[path.x().length];
            var y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = sx * (path.x()[i] + path.y()[i]) / Math.sqrt(2);
                y[i] = sy * (path.x()[i] - path.y()[i]) / Math.sqrt(2);
            }
            return new Isolines.Path(x, y, path.closed());
        }

        /** Single resamples far out would leave the grid no points where the others are. */
        private static double edge(double[] values, double share) {
            var sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }

        private static double[] spaced(double from, double to) {
            return IntStream.range(0, GRID)
                    .mapToDouble(i -> from + (to - from) * i / (GRID - 1))
                    .toArray();
        }
    }
}
