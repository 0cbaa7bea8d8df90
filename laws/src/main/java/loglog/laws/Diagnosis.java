package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Whether a fit's rows agree with it: runs off the trend, runs that alone move the forecast, residuals that drift or
 * spread with scale.
 *
 * @param fit what was looked at
 * @param rows one for each row of the fit, in its order
 * @param trends one for each axis, and compute where it follows from params and tokens
 * @param asked where the forecast is whose movement is called influence: ten times the greatest scale on each axis, by
 *     compute along the optimum for a law of params and tokens
 * @param findings what is wrong, a sentence each; empty where nothing is
 */
public record Diagnosis(Fit fit, List<Row> rows, List<Trend> trends, Map<String, Double> asked, List<String> findings) {
    /** Above this robust z-score a row stands off (Iglewicz and Hoaglin 1993). */
    public static final double OFF_TREND = 3.5;

    private static final double SIGNIFICANT = 0.01;

    /**
     * One run against the trend.
     *
     * @param row of the observations
     * @param residual observation minus law, as the criterion measures it: positive where the run lies above the law
     * @param z the residual over what its leverage leaves of the noise, in robust standard deviations
     * @param leverage between 0 and 1
     * @param influence by how many of its standard errors the forecast moves where the row is left out
     */
    public record Row(int row, double residual, double z, double leverage, double influence) {
        public boolean offTrend() {
            return Math.abs(z) > OFF_TREND;
        }
    }

    /**
     * Residuals (observation minus law) against one axis; small p-values mean that the law is wrong in that direction.
     *
     * @param axis params, tokens, flops, ...
     * @param drift Spearman's rank correlation of the residuals with the axis
     * @param driftP its p-value by permutation
     * @param curvature correlation of the residuals' ranks with the squared distance from the axis's middle rank
     * @param curvatureP its p-value by permutation
     * @param spread Spearman's rank correlation of the residuals' sizes with the axis: noise that grows with scale
     * @param spreadP its p-value by permutation
     */
    public record Trend(
            String axis,
            double drift,
            double driftP,
            double curvature,
            double curvatureP,
            double spread,
            double spreadP) {}

    public Diagnosis {
        rows = List.copyOf(rows);
        trends = List.copyOf(trends);
        findings = List.copyOf(findings);
    }

    /**
     * Looks at a fit.
     *
     * @param permutations for the p-values; 999 resolve 0.001
     * @throws IllegalArgumentException where the fit is not usable
     */
    public static Diagnosis of(Fit fit, int permutations, long seed) {
        if (!fit.usable()) {
            throw new IllegalArgumentException(
                    "Cannot diagnose a fit that is " + fit.status().words());
        }
        var asked = asked(fit);
        var rows = rows(fit, asked);
        var trends = new ArrayList<Trend>();
        var adjusted = aboveLaw(Leverage.adjustedResiduals(fit));
        var random = new SplittableRandom(seed);
        scales(fit).forEach((axis, scale) -> trends.add(trend(axis, scale, adjusted, permutations, random)));
        return new Diagnosis(fit, rows, trends, asked, findings(fit, rows, trends));
    }

    /** The law's axes, and compute. */
    private static Map<String, double[]> scales(Fit fit) {
        var runs = fit.observations();
        var scales = new LinkedHashMap<String, double[]>();
        fit.law().axes().forEach(axis -> scales.put(axis, runs.axis(axis)));
        if (!scales.containsKey("flops") && scales.keySet().containsAll(List.of("params", "tokens"))) {
            var params = scales.get("params");
            var tokens = scales.get("tokens");
            scales.put(
                    "flops",
                    runs.has("flops")
                            ? runs.axis("flops")
                            : IntStream.range(0, params.length)
                                    .mapToDouble(i -> 6 * params[i] * tokens[i])
                                    .toArray());
        }
        scales.values().removeIf(scale -> Arrays.stream(scale).distinct().count() < 3);
        return scales;
    }

    private static Map<String, Double> asked(Fit fit) {
        var runs = fit.observations();
        var asked = new LinkedHashMap<String, Double>();
        for (var axis : fit.law().axes()) {
            asked.put(axis, 10 * Arrays.stream(runs.axis(axis)).max().orElseThrow());
        }
        if (Exponents.apply(fit.law())) {
            double greatest = IntStream.range(0, runs.size())
                    .mapToDouble(i -> 6 * runs.scale("params", i) * runs.scale("tokens", i))
                    .max()
                    .orElseThrow();
            var determination = Determination.of(fit);
            double params = determination.exponents()
                    ? Optimum.at(fit.law(), fit.values(), 10 * greatest).params()
                    : determination.line().paramsAt(10 * greatest / 6);
            double tokens = 10 * greatest / 6 / params;
            if (Double.isFinite(params)) { // one budget has no line to other ones
                asked.put("params", params);
                asked.put("tokens", tokens);
                asked.computeIfPresent("unique_tokens", (axis, _) -> tokens);
            }
        }
        return asked;
    }

    /** Each residual (observation minus law) over what its leverage leaves of the noise, in robust standard deviations. */
    static double[] zScores(Fit fit) {
        var adjusted = aboveLaw(Leverage.adjustedResiduals(fit));
        double median = Quantiles.median(adjusted);
        double deviation = deviation(adjusted, median, fit);
        return Arrays.stream(adjusted)
                .map(residual -> deviation > 0 ? (residual - median) / deviation : 0)
                .toArray();
    }

    /**
     * The robust standard deviation of residuals. A penalty narrower than the noise runs through as many rows as the law has
     * parameters: these say nothing of the noise, and with them it is taken to be a fifth smaller than it is for twenty rows, of
     * which normal noise then has some off the trend in every third table.
     */
    private static double deviation(double[] residuals, double median, Fit fit) {
        int through = fit.criterion().penalty() instanceof Penalty.Squared
                ? 0
                : Math.min(fit.law().parameters().size(), residuals.length - 1);
        var sizes = Arrays.stream(residuals)
                .map(residual -> Math.abs(residual - median))
                .sorted()
                .skip(through)
                .toArray();
        return 1.4826 * Quantiles.of(sizes, 0.5);
    }

    private static List<Row> rows(Fit fit, Map<String, Double> asked) {
        int n = fit.n();
        var residuals = aboveLaw(fit.residuals());
        var leverage = Leverage.of(fit);
        var z = zScores(fit);
        var moved = leaveOneOut(fit, asked);
        // The jackknife's standard error (Efron and Stein 1981).
        double squares = Arrays.stream(moved).map(d -> d * d).sum();
        double se = Math.sqrt(squares * (n - 1) / n);
        var rows = new ArrayList<Row>();
        for (int i = 0; i < n; i++) {
            rows.add(new Row(i, residuals[i], z[i], leverage[i], se > 0 ? moved[i] / se : 0));
        }
        return rows;
    }

    /** What fits call law minus observation, as people are told it: observation minus law. */
    private static double[] aboveLaw(double[] residuals) {
        return Arrays.stream(residuals).map(residual -> -residual).toArray();
    }

    /** By how much the forecast's logarithm moves where a row is left out. */
    private static double[] leaveOneOut(Fit fit, Map<String, Double> asked) {
        var problem = new Laws.Prepared(fit.law(), fit.observations(), fit.criterion());
        var law = fit.law();
        int n = fit.n();
        var at = asked.values().stream().mapToDouble(Double::doubleValue).toArray();
        double forecast = fit.at(at);
        var start = law.internal(fit.values(), problem.unit());
        var target = fit.criterion().target(problem.metric());
        var bounds = law.bounds(problem.rows());
        return IntStream.range(0, n)
                .parallel()
                .mapToDouble(out -> {
                    var weights = Solver.ones(n);
                    weights[out] = 0;
                    var solver = new Solver(
                            law, fit.criterion().penalty(), fit.criterion().logResiduals(), n);
                    solver.load(problem.rows(), target, weights, problem.noisiness(), bounds);
                    var p = start.clone();
                    solver.minimize(p);
                    return Math.log(law.value(law.natural(p, problem.unit()), at) / forecast);
                })
                .toArray();
    }

    private static Trend trend(
            String axis, double[] scale, double[] residuals, int permutations, SplittableRandom random) {
        var x = Ranks.of(scale);
        var r = Ranks.of(residuals);
        var size = Ranks.of(Arrays.stream(residuals).map(Math::abs).toArray());
        double middle = (scale.length - 1) / 2.0;
        var bend = Arrays.stream(x).map(v -> (v - middle) * (v - middle)).toArray();
        return new Trend(
                axis,
                Ranks.correlation(x, r),
                Ranks.pValue(x, r, permutations, random),
                Ranks.correlation(bend, r),
                Ranks.pValue(bend, r, permutations, random),
                Ranks.correlation(x, size),
                Ranks.pValue(x, size, permutations, random));
    }

    private static List<String> findings(Fit fit, List<Row> rows, List<Trend> trends) {
        var findings = new ArrayList<>(fit.warnings());
        var off = rows.stream().filter(Row::offTrend).toList();
        if (!off.isEmpty()) {
            findings.add(
                    "%d of %d runs %s off the trend by more than %.1f robust standard deviations; the worst is row %d"
                            .formatted(
                                    off.size(),
                                    rows.size(),
                                    off.size() == 1 ? "stands" : "stand",
                                    OFF_TREND,
                                    off.stream()
                                            .max(java.util.Comparator.comparingDouble(r -> Math.abs(r.z())))
                                            .orElseThrow()
                                            .row()));
        }
        // As for DFFITS (Belsley, Kuh and Welsch 1980).
        double large = 2 * Math.sqrt((double) fit.parameters().size() / rows.size());
        var pulling = rows.stream()
                .filter(r -> Math.abs(r.influence()) > large)
                .sorted(java.util.Comparator.comparingDouble(r -> -Math.abs(r.influence())))
                .limit(3)
                .toList();
        for (var row : pulling) {
            findings.add("row %d alone moves the forecast at ten times the largest scale by %.1f of its standard errors"
                    .formatted(row.row(), Math.abs(row.influence())));
        }
        for (var trend : trends) {
            if (trend.driftP() < SIGNIFICANT) {
                findings.add(
                        "residuals drift with %s (rank correlation %+.2f, p = %.3f): the law is wrong in that direction"
                                .formatted(trend.axis(), trend.drift(), trend.driftP()));
            }
            if (trend.curvatureP() < SIGNIFICANT) {
                findings.add("residuals curve with %s (p = %.3f): the law bends otherwise than the runs"
                        .formatted(trend.axis(), trend.curvatureP()));
            }
            if (trend.spreadP() < SIGNIFICANT) {
                findings.add("the noise changes with %s (rank correlation of sizes %+.2f, p = %.3f)"
                        .formatted(trend.axis(), trend.spread(), trend.spreadP()));
            }
        }
        return findings;
    }
}
