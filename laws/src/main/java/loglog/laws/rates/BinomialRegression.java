package loglog.laws.rates;

import java.util.Arrays;
import java.util.Optional;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.LUDecomposition;

/**
 * A regression of success rates by the binomial likelihood: each row counts by its trials, and rates of 0 and 1 are data as any.
 * Coefficients belong to the columns that were given, an intercept's among them.
 *
 * @param link how the linear part gives the rate
 * @param chance the rate below which nobody falls; 0 for none
 * @param coefficients one a column
 * @param covariance of the coefficients, times the dispersion where that is above 1
 * @param dispersion Pearson's chi-square over the degrees of freedom: 1 where rows spread as binomials do, NaN where there
 *     are no more rows than columns
 * @param logLikelihood without the binomial coefficients, nats
 * @param converged whether the likelihood's highest was reached; it has none where rates jump from 0 to 1
 */
public record BinomialRegression(
        Link link,
        double chance,
        double[] coefficients,
        double[][] covariance,
        double dispersion,
        double logLikelihood,
        boolean converged) {
    private static final int MOST_STEPS = 200;

    /** How the linear part gives the rate. */
    public enum Link {
        /** {@code chance + (1 - chance) / (1 + exp(-x b))}. */
        LOGIT,
        /** {@code exp(x b)}: errors that fall as a power of a scale whose logarithm is a column. */
        LOG
    }

    /** The rate at a row of the columns. */
    public double at(double... x) {
        return rate(link, chance, dot(x, coefficients));
    }

    /** A coefficient with its interval by the normal approximation. */
    public Interval coefficient(int column, double level) {
        double se = Math.sqrt(covariance[column][column]);
        double z = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
        return new Interval(
                coefficients[column], coefficients[column] - z * se, coefficients[column] + z * se, se, level);
    }

    /**
     * The ratio of two coefficients with its interval by the delta method: what one scale is worth in another, as the s of
     * {@code accuracy = f(log N + s log T)}.
     */
    public Interval ratio(int column, int over, double level) {
        double value = coefficients[column] / coefficients[over];
        double variance = (covariance[column][column]
                        - 2 * value * covariance[column][over]
                        + value * value * covariance[over][over])
                / (coefficients[over] * coefficients[over]);
        double se = Math.sqrt(variance);
        double z = new NormalDistribution().inverseCumulativeProbability((1 + level) / 2);
        return new Interval(value, value - z * se, value + z * se, se, level);
    }

    /**
     * Fits by Fisher's scoring.
     *
     * @param rows of the columns, the intercept's 1 among them
     * @param rates successes and trials of each row
     * @param chance 0 to below 1; 0 with {@link Link#LOG}
     * @return none where there are fewer rows than columns, or a column's numbers overflow; columns that depend on each other
     *     have infinite covariance, and the fit has not converged
     * @throws IllegalArgumentException where rows and rates are not as many, or the chance is none
     */
    public static Fitted<BinomialRegression> fit(Link link, double chance, double[][] rows, SuccessRate[] rates) {
        int n = rows.length;
        if (rates.length != n || !(chance >= 0 && chance < 1) || link == Link.LOG && chance > 0) {
            throw new IllegalArgumentException(
                    "found %d rows, %d rates, chance %s, expected a rate for each row, a chance from 0 to below 1"
                            .formatted(n, rates.length, chance));
        }
        int m = n == 0 ? 1 : rows[0].length;
        if (n < m) {
            return Fitted.none("%d rows cannot determine %d coefficients", n, m);
        }
        var b = start(link, chance, rows, rates, m);
        double log = logLikelihood(link, chance, rows, rates, b);
        boolean converged = false;
        for (int step = 0; step < MOST_STEPS && !converged; step++) {
            var uphill = step(link, chance, rows, rates, b);
            if (uphill.isEmpty()) {
                return Fitted.none("no step can be taken along the columns");
            }
            var move = uphill.get();
            double length = 1;
            var next = moved(b, move, length);
            double reached = logLikelihood(link, chance, rows, rates, next);
            while (!(reached >= log) && length > 1e-9) {
                length /= 2;
                next = moved(b, move, length);
                reached = logLikelihood(link, chance, rows, rates, next);
            }
            if (!(reached >= log)) {
                converged = true; // no step up is left
            } else {
                converged = reached - log < 1e-10 * (1 + Math.abs(log));
                b = next;
                log = reached;
            }
        }
        double dispersion = dispersion(link, chance, rows, rates, b);
        double scale = dispersion > 1 ? dispersion : 1;
        double[][] covariance;
        try {
            covariance = new LUDecomposition(information(link, chance, rows, rates, b))
                    .getSolver()
                    .getInverse()
                    .scalarMultiply(scale)
                    .getData();
        } catch (MathIllegalArgumentException _) { // so steep that every row is certain
            covariance = new double[m][m];
            for (var row : covariance) {
                Arrays.fill(row, Double.POSITIVE_INFINITY);
            }
            converged = false;
        }
        return Fitted.of(new BinomialRegression(link, chance, b, covariance, dispersion, log, converged));
    }

    /** The mean of all rows as the intercept, where a column is one. */
    private static double[] start(Link link, double chance, double[][] rows, SuccessRate[] rates, int m) {
        double successes = 0.5;
        double trials = 1;
        for (var rate : rates) {
            successes += rate.successes();
            trials += rate.trials();
        }
        double mean = successes / trials;
        double part = Math.clamp((mean - chance) / (1 - chance), 0.01, 0.99);
        double want = link == Link.LOG ? Math.log(mean) : Math.log(part / (1 - part));
        var b = new double[m];
        for (int j = 0; j < m; j++) {
            int column = j;
            if (Arrays.stream(rows).allMatch(row -> row[column] == rows[0][column]) && rows[0][j] != 0) {
                b[j] = want / rows[0][j];
                break;
            }
        }
        return b;
    }

    /** One step of Fisher's scoring; empty where the information has no inverse, as of numbers that overflow. */
    private static Optional<double[]> step(Link link, double chance, double[][] rows, SuccessRate[] rates, double[] b) {
        var score = new double[b.length];
        for (int i = 0; i < rows.length; i++) {
            double x = dot(rows[i], b);
            double rate = rate(link, chance, x);
            double pull = slope(link, chance, x)
                    * (rates[i].successes() - rates[i].trials() * rate)
                    / Math.max(rate * (1 - rate), 1e-300);
            for (int j = 0; j < b.length; j++) {
                score[j] += pull * rows[i][j];
            }
        }
        var information = information(link, chance, rows, rates, b);
        double ridge = 0;
        for (int j = 0; j < b.length; j++) {
            ridge = Math.max(ridge, information.getEntry(j, j));
        }
        for (int j = 0; j < b.length; j++) {
            information.addToEntry(j, j, 1e-13 * ridge + 1e-300);
        }
        try {
            return Optional.of(new CholeskyDecomposition(information, 1e-6, 1e-300)
                    .getSolver()
                    .solve(new ArrayRealVector(score))
                    .toArray());
        } catch (MathIllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Array2DRowRealMatrix information(
            Link link, double chance, double[][] rows, SuccessRate[] rates, double[] b) {
        var information = new Array2DRowRealMatrix(b.length, b.length);
        for (int i = 0; i < rows.length; i++) {
            double x = dot(rows[i], b);
            double rate = rate(link, chance, x);
            double slope = slope(link, chance, x);
            double weight = rates[i].trials() * slope * slope / Math.max(rate * (1 - rate), 1e-300);
            for (int j = 0; j < b.length; j++) {
                for (int l = 0; l < b.length; l++) {
                    information.addToEntry(j, l, weight * rows[i][j] * rows[i][l]);
                }
            }
        }
        return information;
    }

    private static double dispersion(Link link, double chance, double[][] rows, SuccessRate[] rates, double[] b) {
        double square = 0;
        for (int i = 0; i < rows.length; i++) {
            double rate = rate(link, chance, dot(rows[i], b));
            double away = rates[i].successes() - rates[i].trials() * rate;
            square += away * away / Math.max(rates[i].trials() * rate * (1 - rate), 1e-12);
        }
        return rows.length > b.length ? square / (rows.length - b.length) : Double.NaN;
    }

    private static double logLikelihood(Link link, double chance, double[][] rows, SuccessRate[] rates, double[] b) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double x = dot(rows[i], b);
            if (link == Link.LOG && x > 0) {
                return Double.NEGATIVE_INFINITY;
            }
            double rate = rate(link, chance, x);
            long right = rates[i].successes();
            long wrong = rates[i].trials() - right;
            sum += (right == 0 ? 0 : right * Math.log(rate)) + (wrong == 0 ? 0 : wrong * logWrong(link, chance, x));
        }
        return sum;
    }

    private static double logWrong(Link link, double chance, double x) {
        return link == Link.LOG
                ? Math.log(-Math.expm1(x))
                : Math.log1p(-chance) - (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
    }

    private static double rate(Link link, double chance, double x) {
        return link == Link.LOG ? Math.exp(x) : chance + (1 - chance) / (1 + Math.exp(-x));
    }

    private static double slope(Link link, double chance, double x) {
        double p = 1 / (1 + Math.exp(-x));
        return link == Link.LOG ? Math.exp(x) : (1 - chance) * p * (1 - p);
    }

    private static double dot(double[] x, double[] b) {
        double sum = 0;
        for (int j = 0; j < b.length; j++) {
            sum += x[j] * b[j];
        }
        return sum;
    }

    private static double[] moved(double[] b, double[] move, double length) {
        var next = b.clone();
        for (int j = 0; j < next.length; j++) {
            next[j] += length * move[j];
        }
        return next;
    }
}
