package loglog.forecast.takeoff;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import loglog.runs.DataException;

/** One ordinary differential equation y' = slope(t, y) by Dormand and Prince's pair of orders 5 and 4 with steps of its own choice. */
final class OrdinaryDifferential {
    private static final double[] AT = {0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1};
    private static final double[][] FROM = {
        {},
        {1 / 5.0},
        {3 / 40.0, 9 / 40.0},
        {44 / 45.0, -56 / 15.0, 32 / 9.0},
        {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
        {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
        {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0}
    };
    private static final double[] ERROR = {
        71 / 57600.0, 0, -71 / 16695.0, 71 / 1920.0, -17253 / 339200.0, 22 / 525.0, -1 / 40.0
    };
    private static final int MOST_STEPS = 200_000;

    private OrdinaryDifferential() {}

    /** A solution at the ends of its steps; between them a cubic through values and slopes. */
    record Solution(double[] t, double[] y, double[] slope) {
        double at(double time) {
            int found = Arrays.binarySearch(t, time);
            int i = Math.clamp((found >= 0 ? found : -found - 2), 0, t.length - 2);
            double h = t[i + 1] - t[i];
            double u = Math.clamp((time - t[i]) / h, 0.0, 1.0);
            return y[i] * (1 + 2 * u) * (1 - u) * (1 - u)
                    + y[i + 1] * u * u * (3 - 2 * u)
                    + h * u * (1 - u) * (slope[i] * (1 - u) - slope[i + 1] * u);
        }

        /** The first time at which a function of time, of one sign at the start, reaches zero from below; infinite if never. */
        double reaches(DoubleUnaryOperator of) {
            if (of.applyAsDouble(t[0]) >= 0) {
                return t[0];
            }
            for (int i = 1; i < t.length; i++) {
                if (of.applyAsDouble(t[i]) >= 0) {
                    double low = t[i - 1];
                    double high = t[i];
                    for (int k = 0; k < 60 && low < high; k++) {
                        double middle = (low + high) / 2;
                        if (of.applyAsDouble(middle) >= 0) {
                            high = middle;
                        } else {
                            low = middle;
                        }
                    }
                    return high;
                }
            }
            return Double.POSITIVE_INFINITY;
        }
    }

    /**
     * Solves it.
     *
     * @param tolerance of a step's error in y, absolute
     * @param longest step in t; highest rise of y in a step
     * @throws DataException where the slope is no number, or more than 200,000 steps are needed
     */
    static Solution solve(
            DoubleBinaryOperator slope,
            double start,
            double value,
            double end,
            double tolerance,
            double longest,
            double highest) {
        double[][] kept = new double[3][256];
        double t = start;
        double y = value;
        double now = slope.applyAsDouble(t, y);
        double h = longest / 8;
        int n = 0;
        var k = new double[7];
        for (int tried = 0; ; tried++) {
            if (!Double.isFinite(now) || !Double.isFinite(y)) {
                throw new DataException(
                        "found numbers beyond a double's range in %.1f, expected inputs nearer to their ranges"
                                .formatted(t));
            }
            if (n == kept[0].length) {
                for (int i = 0; i < 3; i++) {
                    kept[i] = Arrays.copyOf(kept[i], 2 * n);
                }
            }
            kept[0][n] = t;
            kept[1][n] = y;
            kept[2][n++] = now;
            if (t >= end) {
                break;
            }
            double least = 4 * Math.ulp(t);
            if (now * least > highest) { // it goes up within what a double can tell of time
                t += least;
                y += highest;
                now = slope.applyAsDouble(t, y);
                continue;
            }
            while (true) {
                if (++tried > MOST_STEPS) {
                    throw new DataException(
                            "found more than 200,000 steps by %.1f, expected inputs nearer to their ranges"
                                    .formatted(t));
                }
                h = Math.clamp(h, least, Math.max(least, Math.min(longest, end - t)));
                if (now > 0 && now * h > highest) {
                    h = Math.max(least, highest / now);
                }
                k[0] = now;
                double next = y;
                for (int i = 1; i < 7; i++) {
                    next = y;
                    for (int j = 0; j < i; j++) {
                        next += h * FROM[i][j] * k[j];
                    }
                    k[i] = slope.applyAsDouble(t + AT[i] * h, next);
                }
                double error = 0;
                for (int i = 0; i < 7; i++) {
                    error += h * ERROR[i] * k[i];
                }
                double ratio = Math.abs(error) / tolerance;
                boolean good = ratio <= 1 && next - y <= 2 * highest || h <= least;
                double factor = ratio > 0 ? 0.9 * Math.pow(ratio, -0.2) : 5;
                if (good) {
                    boolean leaps = !(next - y <= 2 * highest); // within the shortest step there is
                    t = end - t - h < least ? end : t + h;
                    y = leaps ? y + highest : next;
                    now = leaps ? slope.applyAsDouble(t, y) : k[6];
                    h *= Math.clamp(factor, 0.2, 5);
                    break;
                }
                h *= Double.isFinite(ratio) ? Math.clamp(factor, 0.1, 0.5) : 0.1;
            }
        }
        return new Solution(Arrays.copyOf(kept[0], n), Arrays.copyOf(kept[1], n), Arrays.copyOf(kept[2], n));
    }
}
