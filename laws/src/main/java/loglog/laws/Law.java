package loglog.laws;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A family of functions from a run's scales (params, tokens, flops, ...) to its metric.
 *
 * <p>A law is written in two coordinate systems. The <em>natural</em> parameters are those of its published equation.
 * The <em>internal</em> ones are what a fit moves: the scales are divided by a unit first (their geometric mean), so
 * that every coefficient is of the metric's size and the fit does not depend on units; positions on an axis are kept
 * as logarithms. {@link #natural} and {@link #internal} convert.
 *
 * <p>Internally a law is {@code metric = link(c_1 phi_1(x; s) + ... + c_k phi_k(x; s))}: the coefficients {@code c}
 * come first in {@link #parameters()}, the shape parameters {@code s} after them. That is what lets a fit search over
 * {@code s} alone (variable projection, Golub and Pereyra 1973).
 *
 * <p>A new law is one class that implements this interface, here or in a program that uses this room; one that commands are to
 * know by its name takes a line in {@link Laws#NAMED}.
 */
public interface Law {
    /** The name on the command line and in JSON, for example {@code chinchilla}. */
    String name();

    /** The equation in natural parameters, in plain text. */
    String equation();

    /** Where the law comes from. */
    String source();

    /** The names of the axes it reads, in the order of {@link Scales}. */
    List<String> axes();

    /** The parameters, coefficients first; names are those of the natural parameters. */
    List<LawParameter> parameters();

    /**
     * The functions that the coefficients multiply.
     *
     * @param p internal parameters; the shapes are read, and by a law whose shapes depend on them also the coefficients, where
     *     positive
     * @param phi out: {@code phi[k][row]}
     */
    void basis(double[] p, Scales rows, double[][] phi);

    /**
     * The law's value at each row and its derivatives by every internal parameter.
     *
     * @param gradient out: {@code gradient[parameter][row]}, or null where only values are wanted
     */
    void evaluate(double[] p, Scales rows, double[] value, double[][] gradient);

    /** Natural parameters from internal ones that were fitted to scales divided by {@code unit}. */
    double[] natural(double[] internal, double[] unit);

    /** The inverse of {@link #natural}. */
    double[] internal(double[] natural, double[] unit);

    /**
     * The terms of a law of the form {@code E + A / params^alpha + B / tokens^beta}, whose optimum is known in closed form; empty
     * for any other.
     *
     * @param natural the law's natural parameters
     * @return E, A, B, alpha, beta
     */
    default Optional<double[]> additive(double[] natural) {
        return Optional.empty();
    }

    /**
     * The scale at which a falling law of one scale reaches a metric, where that is known in closed form; empty for any other law.
     *
     * @param natural the law's natural parameters
     * @return infinite where the law never falls so far
     */
    default OptionalDouble reaching(double[] natural, double metric) {
        return OptionalDouble.empty();
    }

    /** The inverse of the link: what the sum of coefficients and basis functions should be where the metric is y. */
    default double linear(double y, double[] p) {
        return y;
    }

    /** Derivative of {@link #linear} by log y; scales errors of the linear form to relative errors of the metric. */
    default double linearSlope(double y, double[] p) {
        return y;
    }

    /**
     * The units that scales are divided by for a fit: by default each axis's geometric mean.
     *
     * @param scales {@code scales[axis][row]}, positive
     */
    default double[] units(double[][] scales) {
        var units = new double[scales.length];
        for (int a = 0; a < scales.length; a++) {
            double sum = 0;
            for (double x : scales[a]) {
                sum += Math.log(x);
            }
            units[a] = scales[a].length == 0 ? 1 : Math.exp(sum / scales[a].length);
        }
        return units;
    }

    /** The least and greatest value of each internal parameter: {@code bounds[parameter] = {low, high}}. */
    default double[][] bounds(Scales rows) {
        return parameters().stream()
                .map(parameter -> new double[] {parameter.low(), parameter.high()})
                .toArray(double[][]::new);
    }

    /**
     * Where the global search looks for each shape parameter, {@code box[shape] = {low, high}}; evenly in its logarithm
     * where both are positive. The polish that follows may leave the box, within {@link #bounds}.
     */
    default double[][] searchBox(Scales rows) {
        int k = coefficients();
        var box = new double[parameters().size() - k][];
        for (int s = 0; s < box.length; s++) {
            box[s] = new double[] {SEARCH_LEAST_EXPONENT, SEARCH_GREATEST_EXPONENT};
        }
        return box;
    }

    /** The exponents of neural scaling laws lie well inside (surveyed in arXiv 2502.18969). */
    double SEARCH_LEAST_EXPONENT = 0.02;

    double SEARCH_GREATEST_EXPONENT = 2;

    /** How many of the parameters are coefficients. */
    default int coefficients() {
        int k = 0;
        for (var parameter : parameters()) {
            if (parameter.kind() == LawParameter.Kind.COEFFICIENT) {
                k++;
            }
        }
        return k;
    }

    /** The law's value at one point. */
    default double value(double[] natural, double... scales) {
        var unit = new double[scales.length];
        Arrays.fill(unit, 1);
        var value = new double[1];
        evaluate(internal(natural, unit), Scales.one(scales), value, null);
        return value[0];
    }
}
