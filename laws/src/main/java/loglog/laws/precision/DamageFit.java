package loglog.laws.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import loglog.laws.DenseSolver;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The law fitted to runs by least squares of the logarithms of the damage. Rows of one run share what is peculiar to it, so standard
 * errors are robust to clusters (Liang and Zeger 1986, with the factor {@code G / (G - 1) (n - 1) / (n - 4)} for few of them), and
 * intervals take Student's t with G - 3 degrees of freedom: scale and both exponents are known from the differences between G runs
 * alone.
 *
 * @param rows that were used: those whose damage is above 0
 * @param leftOut rows whose damage is not
 * @param runs G
 * @param rms of the residuals' logarithms
 */
public record DamageFit(
        DamageLaw law, int rows, int leftOut, int runs, double rms, double betweenRuns, double[][] covariance) {
    private static final int PARAMETERS = 4;

    /** Fits, or says why there is no law. */
    public static Fitted<DamageFit> of(List<RoundedRun> all) {
        var used = all.stream().filter(row -> row.damage() > 0).toList();
        var missing = missing(used);
        if (missing.isPresent()) {
            return new Fitted.None<>(missing.get());
        }
        int n = used.size();
        var x = new double[n][];
        var y = new double[n];
        for (int i = 0; i < n; i++) {
            var row = used.get(i);
            x[i] = regressors(row.params(), row.tokens(), row.bits());
            y[i] = Math.log(row.damage());
        }
        var inverse = inverse(x);
        if (inverse == null) {
            return new Fitted.None<>(
                    "params and tokens rise together in all runs, so that their exponents cannot be told apart");
        }
        var b = new double[PARAMETERS];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < PARAMETERS; j++) {
                for (int k = 0; k < PARAMETERS; k++) {
                    b[j] += inverse[j][k] * x[i][k] * y[i];
                }
            }
        }
        var residuals = new double[n];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            residuals[i] = y[i] - dot(x[i], b);
            squares += residuals[i] * residuals[i];
        }
        var clusters = clusters(used);
        double between = 0;
        for (var rows : clusters) {
            double mean = rows.stream().mapToDouble(i -> residuals[i]).average().orElse(0);
            between += mean * mean / (clusters.size() - 3);
        }
        var covariance = clustered(x, residuals, clusters, inverse);
        return Fitted.of(new DamageFit(
                new DamageLaw(b[0], b[1], -b[2], -b[3]),
                n,
                all.size() - n,
                clusters.size(),
                Math.sqrt(squares / (n - PARAMETERS)),
                Math.sqrt(between),
                covariance));
    }

    private static Optional<String> missing(List<RoundedRun> used) {
        long runs = used.stream().map(RoundedRun::run).distinct().count();
        long params = used.stream().mapToDouble(RoundedRun::params).distinct().count();
        long tokens = used.stream().mapToDouble(RoundedRun::tokens).distinct().count();
        long bits = used.stream().mapToDouble(RoundedRun::bits).distinct().count();
        if (runs < 5 || params < 2 || tokens < 2 || bits < 2) {
            return Optional.of(
                    ("found damage above 0 in %d runs of %d params, %d tokens and %d bits, expected at least 5 runs with two"
                                    + " values of each")
                            .formatted(runs, params, tokens, bits));
        }
        return Optional.empty();
    }

    private static double[] regressors(double params, double tokens, double bits) {
        return new double[] {1, Math.log(tokens), Math.log(params), bits};
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double[][] inverse(double[][] x) {
        var result = new double[PARAMETERS][PARAMETERS];
        for (int column = 0; column < PARAMETERS; column++) {
            var h = new double[PARAMETERS][PARAMETERS];
            for (var row : x) {
                for (int j = 0; j < PARAMETERS; j++) {
                    for (int k = 0; k < PARAMETERS; k++) {
                        h[j][k] += row[j] * row[k];
                    }
                }
            }
            var unit = new double[PARAMETERS];
            unit[column] = 1;
            var solved = new double[PARAMETERS];
            if (!DenseSolver.solve(h, unit, null, solved) || !(Math.abs(solved[column]) < 1e8)) {
                return null;
            }
            for (int j = 0; j < PARAMETERS; j++) {
                result[j][column] = solved[j];
            }
        }
        return result;
    }

    private static List<List<Integer>> clusters(List<RoundedRun> used) {
        var clusters = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < used.size(); i++) {
            clusters.computeIfAbsent(used.get(i).run(), _ -> new ArrayList<>()).add(i);
        }
        return List.copyOf(clusters.values());
    }

    private static double[][] clustered(
            double[][] x, double[] residuals, List<List<Integer>> clusters, double[][] inverse) {
        var meat = new double[PARAMETERS][PARAMETERS];
        for (var rows : clusters) {
            var score = new double[PARAMETERS];
            for (int i : rows) {
                for (int j = 0; j < PARAMETERS; j++) {
                    score[j] += x[i][j] * residuals[i];
                }
            }
            for (int j = 0; j < PARAMETERS; j++) {
                for (int k = 0; k < PARAMETERS; k++) {
                    meat[j][k] += score[j] * score[k];
                }
            }
        }
        double g = clusters.size();
        double factor = g / (g - 3) * (x.length - 1.0) / (x.length - PARAMETERS);
        var result = new double[PARAMETERS][PARAMETERS];
        for (int j = 0; j < PARAMETERS; j++) {
            for (int k = 0; k < PARAMETERS; k++) {
                for (int l = 0; l < PARAMETERS; l++) {
                    for (int m = 0; m < PARAMETERS; m++) {
                        result[j][k] += factor * inverse[j][l] * meat[l][m] * inverse[m][k];
                    }
                }
            }
        }
        return result;
    }

    private double quantile(double level) {
        return new TDistribution(runs - 3).inverseCumulativeProbability(0.5 + level / 2);
    }

    private Interval interval(int parameter, double value, double level) {
        double se = Math.sqrt(covariance[parameter][parameter]);
        double reach = quantile(level) * se;
        return new Interval(value, value - reach, value + reach, se, level);
    }

    /** gamma_D. */
    public Interval tokensExponent(double level) {
        return interval(1, law.tokensExponent(), level);
    }

    /** gamma_N. */
    public Interval paramsExponent(double level) {
        return interval(2, law.paramsExponent(), level);
    }

    /** By how much the logarithm of the damage falls for each bit: 1 / gamma_post. */
    public Interval bitsRate(double level) {
        return interval(3, law.bitsRate(), level);
    }

    /** The damage of a run that was not made, with what is peculiar to it. */
    public Interval forecast(double params, double tokens, double bits, double level) {
        var x = regressors(params, tokens, bits);
        double variance = rms * rms + betweenRuns * betweenRuns;
        for (int j = 0; j < PARAMETERS; j++) {
            for (int k = 0; k < PARAMETERS; k++) {
                variance += x[j] * x[k] * covariance[j][k];
            }
        }
        double at = law.logDamage(params, tokens, bits);
        double reach = quantile(level) * Math.sqrt(variance);
        return new Interval(Math.exp(at), Math.exp(at - reach), Math.exp(at + reach), Double.NaN, level);
    }
}
