package loglog.laws.rates;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/** Nelder and Mead's search (1965) for the least of a smooth function of few variables. */
final class Simplex {
    private static final int MOST_STEPS = 400;

    /** A simplex whose values differ by less, in units of the function (here nats of a likelihood), is at the least. */
    private static final double SAME = 1e-7;

    private static final double SMALL = 1e-4;

    private Simplex() {}

    private record Corner(double[] at, double value) {}

    /**
     * Finds the least.
     *
     * @param start where to begin
     * @param size of the first simplex
     */
    static double[] minimize(ToDoubleFunction<double[]> function, double[] start, double size) {
        int m = start.length;
        var corners = new Corner[m + 1];
        for (int i = 0; i <= m; i++) {
            var at = start.clone();
            if (i > 0) {
                at[i - 1] += size;
            }
            corners[i] = corner(function, at);
        }
        for (int step = 0; step < MOST_STEPS; step++) {
            Arrays.sort(corners, Comparator.comparingDouble(Corner::value));
            if (corners[m].value - corners[0].value < SAME && width(corners) < SMALL) {
                break;
            }
            var center = new double[m];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    center[j] += corners[i].at[j] / m;
                }
            }
            var worst = corners[m];
            var reflected = corner(function, between(center, worst.at, -1));
            if (reflected.value < corners[0].value) {
                var farther = corner(function, between(center, worst.at, -2));
                corners[m] = farther.value < reflected.value ? farther : reflected;
            } else if (reflected.value < corners[m - 1].value) {
                corners[m] = reflected;
            } else {
                var nearer = corner(function, between(center, worst.at, reflected.value < worst.value ? -0.5 : 0.5));
                if (nearer.value < Math.min(worst.value, reflected.value)) {
                    corners[m] = nearer;
                } else {
                    for (int i = 1; i <= m; i++) {
                        corners[i] = corner(function, between(corners[0].at, corners[i].at, 0.5));
                    }
                }
            }
        }
        Arrays.sort(corners, Comparator.comparingDouble(Corner::value));
        return corners[0].at;
    }

    private static Corner corner(ToDoubleFunction<double[]> function, double[] at) {
        double value = function.applyAsDouble(at);
        return new Corner(at, Double.isNaN(value) ? Double.POSITIVE_INFINITY : value);
    }

    private static double width(Corner[] corners) {
        double widest = 0;
        for (var corner : corners) {
            for (int j = 0; j < corner.at.length; j++) {
                widest = Math.max(widest, Math.abs(corner.at[j] - corners[0].at[j]));
            }
        }
        return widest;
    }

    private static double[] between(double[] from, double[] to, double share) {
        var at = new double[from.length];
        for (int j = 0; j < at.length; j++) {
            at[j] = from[j] + share * (to[j] - from[j]);
        }
        return at;
    }
}
