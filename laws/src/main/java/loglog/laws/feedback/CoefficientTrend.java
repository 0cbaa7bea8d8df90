package loglog.laws.feedback;

import java.util.Arrays;
import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.Interval;

/**
 * How alpha or beta changes with the size of the proxy and the number of pairs that it was trained on:
 * {@code c_0 + sum over sizes of c_j ln(size_j)}, which for one size is the form of Gao et al. 2022 (arXiv 2210.10760, figure 3).
 *
 * @param fit c_0, then a coefficient of each size
 * @param power the exponent of {@code c size^p}, the other form, fitted to the logarithms; null for several sizes, and where a
 *     coefficient is not above 0
 * @param powerRms of the power law's residuals in the coefficient itself
 */
public record CoefficientTrend(LinearFit fit, LinearFit power, double powerRms) {
    /**
     * Fits both forms.
     *
     * @param sizes of each setting, one row a setting; all above 0
     * @param coefficient alpha or beta of each setting
     */
    public static Fitted<CoefficientTrend> of(double[][] sizes, double[] coefficient) {
        var rows = Arrays.stream(sizes)
                .map(row -> IntStream.rangeClosed(0, row.length)
                        .mapToDouble(j -> j == 0 ? 1 : Math.log(row[j - 1]))
                        .toArray())
                .toArray(double[][]::new);
        return LinearFit.of(rows, coefficient).map(fit -> {
            boolean one = sizes[0].length == 1 && Arrays.stream(coefficient).allMatch(c -> c > 0);
            var power = one
                    ? LinearFit.of(
                                    rows,
                                    Arrays.stream(coefficient).map(Math::log).toArray())
                            .value()
                            .orElse(null)
                    : null;
            return new CoefficientTrend(fit, power, power == null ? Double.NaN : rms(power, rows, coefficient));
        });
    }

    private static double rms(LinearFit power, double[][] rows, double[] coefficient) {
        double squares = 0;
        for (int i = 0; i < rows.length; i++) {
            double error = coefficient[i] - Math.exp(power.values()[0] + power.values()[1] * rows[i][1]);
            squares += error * error;
        }
        return Math.sqrt(squares / rows.length);
    }

    /** What a factor of e of a size adds to the coefficient. */
    public Interval perFold(int size, double level) {
        return fit.coefficient(size + 1, level);
    }

    /** The exponent of the power law; NaN where there is none. */
    public Interval exponent(double level) {
        return power == null
                ? new Interval(Double.NaN, Double.NaN, Double.NaN, Double.NaN, level)
                : power.coefficient(1, level);
    }

    /** The coefficient at sizes, by the logarithmic form. */
    public Interval at(double level, double... sizes) {
        return fit.at(
                level,
                IntStream.rangeClosed(0, sizes.length)
                        .mapToDouble(j -> j == 0 ? 1 : Math.log(sizes[j - 1]))
                        .toArray());
    }
}
