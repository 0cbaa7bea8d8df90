package loglog.laws;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What runs tell of the log loss (of the metric, where residuals are differences) at a target, by the law's derivatives at a
 * guess (the delta method): each run adds {@code g g' / sigma^2} to the information on the parameters, g being its derivatives.
 *
 * <p>Parameters are internal ones, each in units of a weak prior's standard deviation: an error of the loss's own size (of
 * what the metric spans where residuals are differences, or ten times the noise where that is more) for a coefficient, of the parameter's own for a shape. The prior gives a covariance before any run was made; runs
 * that determine the parameters outweigh it by orders of magnitude.
 */
final class LocalInformation {
    /** A shape near zero is not known to be so. */
    private static final double LEAST_SHAPE_DEVIATION = 0.1;

    private static final double NOISES = 10;

    private final Law law;
    private final boolean logResiduals;
    private final double[] unit;
    private final double[] internal;
    private final double[] prior;

    /** The variance that one run's log loss adds to an estimate, the price of the penalty counted in. */
    private final double variance;

    /**
     * Prepares.
     *
     * @param points whose scales give the units
     */
    LocalInformation(Guess guess, List<Map<String, Double>> points) {
        this.law = guess.law();
        this.unit = law.units(law.axes().stream()
                .map(axis ->
                        points.stream().mapToDouble(point -> point.get(axis)).toArray())
                .toArray(double[][]::new));
        this.internal = law.internal(guess.natural(), unit);
        this.logResiduals = guess.criterion().logResiduals();
        this.variance = guess.sigma()
                * guess.sigma()
                * Covariance.priceOfRobustness(guess.criterion().penalty(), guess.sigma());
        this.prior = new double[internal.length];
        Arrays.fill(prior, 1);
        var typical = gradient(unit);
        double size = logResiduals ? 1 : Math.max(span(guess, points), NOISES * guess.sigma());
        for (int j = 0; j < prior.length; j++) {
            boolean coefficient = law.parameters().get(j).kind() == LawParameter.Kind.COEFFICIENT;
            prior[j] = coefficient && typical[j] != 0
                    ? size / Math.abs(typical[j])
                    : Math.max(Math.abs(internal[j]), LEAST_SHAPE_DEVIATION);
        }
    }

    /** What the metric spans over the points by the guess. */
    private static double span(Guess guess, List<Map<String, Double>> points) {
        var values = points.stream()
                .mapToDouble(point -> guess.law()
                        .value(
                                guess.natural(),
                                guess.law().axes().stream()
                                        .mapToDouble(point::get)
                                        .toArray()))
                .summaryStatistics();
        return values.getMax() - values.getMin();
    }

    /** The derivatives of the log loss, or of the metric, at a point, in units of the prior. */
    double[] gradient(Map<String, Double> point) {
        return gradient(law.axes().stream().mapToDouble(point::get).toArray());
    }

    private double[] gradient(double[] scales) {
        var rows =
                Scales.of(Arrays.stream(scales).mapToObj(x -> new double[] {x}).toArray(double[][]::new), unit);
        var value = new double[1];
        var byParameter = new double[internal.length][1];
        law.evaluate(internal, rows, value, byParameter);
        var gradient = new double[internal.length];
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] = prior[j] * byParameter[j][0] / (logResiduals ? value[0] : 1);
        }
        return gradient;
    }

    /** The prior's information, before any run. */
    double[][] none() {
        var information = new double[internal.length][internal.length];
        for (int j = 0; j < information.length; j++) {
            information[j][j] = 1;
        }
        return information;
    }

    /** Adds runs at one point to the information. */
    void add(double[][] information, double[] gradient, int times) {
        for (int j = 0; j < gradient.length; j++) {
            for (int k = 0; k < gradient.length; k++) {
                information[j][k] += times * gradient[j] * gradient[k] / variance;
            }
        }
    }

    /** The parameters' covariance. */
    double[][] covariance(double[][] information) {
        int m = information.length;
        return Stream.iterate(0, j -> j + 1)
                .limit(m)
                .map(j -> {
                    var column = new double[m];
                    var unitVector = new double[m];
                    unitVector[j] = 1;
                    var copy = Arrays.stream(information).map(double[]::clone).toArray(double[][]::new);
                    DenseSolver.solve(copy, unitVector, null, column);
                    return column;
                })
                .toArray(double[][]::new);
    }

    /** Takes one more run at a point into the covariance (Sherman and Morrison 1950). */
    void update(double[][] covariance, double[] gradient) {
        var vg = times(covariance, gradient);
        double norm = variance + dot(gradient, vg);
        for (int j = 0; j < vg.length; j++) {
            for (int k = 0; k < vg.length; k++) {
                covariance[j][k] -= vg[j] * vg[k] / norm;
            }
        }
    }

    /** By how much one more run at a point narrows the variance at the target, {@code vt} being V times its gradient. */
    double gain(double[][] covariance, double[] gradient, double[] vt) {
        double with = dot(gradient, vt);
        return with * with / (variance + dot(gradient, times(covariance, gradient)));
    }

    static double[] times(double[][] matrix, double[] vector) {
        var product = new double[vector.length];
        for (int j = 0; j < product.length; j++) {
            product[j] = dot(matrix[j], vector);
        }
        return product;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
