package loglog.laws.rates;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.Quantiles;

/**
 * How often models are right by their params and by how many of a problem's steps they write (chain of thought), in one of two
 * forms, by the binomial likelihood.
 *
 * @param form which
 * @param intercept of the linear part z, at the mean ln N
 * @param params b, the coefficient of ln N
 * @param steps g, the coefficient of ln of the operations that a written step hides, or of the share of steps that is written
 * @param logLikelihood at the highest, nats
 * @param dispersion Pearson's chi-square over the degrees of freedom: 1 where rows spread as binomials do
 */
public record ThoughtLaw(
        Form form, Interval intercept, Interval params, Interval steps, double logLikelihood, double dispersion) {

    /** What the rate r of N params is, of K operations of which n results are written, where guesses are right with chance c. */
    public enum Form {
        /**
         * {@code r = c + (1 - c) s^n}, {@code s = 1 / (1 + exp(z))}, {@code z = a + b ln N + g ln (K / n)}: n written steps must all be
         * right, and each errs the more, the more operations it hides. After an error answers are as good as guesses, as they are
         * where every residue is equally likely.
         */
        BY_STEP("c + (1 - c) / (1 + exp(a + b ln N + g ln(K/n)))^n: each of the n steps written can fail"),
        /** {@code r = c + (1 - c) / (1 + exp(-z))}, {@code z = a + b ln N + g ln (n / K)}: params and steps are exchanged at one rate. */
        BY_SHARE("c + (1 - c) / (1 + exp(-(a + b ln N + g ln(n/K)))): params and steps exchanged at one rate");

        private final String words;

        Form(String words) {
            this.words = words;
        }

        /** As a formula. */
        public String words() {
            return words;
        }
    }

    /**
     * What a model made of the problems, which are the same for all models.
     *
     * @param operations K of each problem
     * @param written n of each, in this model's format, 1 to K
     */
    public record Asked(double params, int[] operations, int[] written, boolean[] right) {
        public Asked {
            if (!(params > 0) || operations.length != written.length || written.length != right.length) {
                throw new IllegalArgumentException("found %s params, %d, %d and %d problems, expected as many of each"
                        .formatted(params, operations.length, written.length, right.length));
            }
        }
    }

    /** Problems of one model with equal K and n. */
    private record Cell(double logParams, int operations, int written, List<Integer> problems, boolean[] right) {
        double[] counts(double[] times) {
            double successes = 0;
            double trials = 0;
            for (int i : problems) {
                trials += times[i];
                successes += right[i] ? times[i] : 0;
            }
            return new double[] {successes, trials};
        }
    }

    /** Holds coefficients where rates jump from chance to 1, and the likelihood has no highest: a normal prior of this deviation. */
    private static final double LOOSE = 10;

    private static final int PARAMETERS = 3;

    /**
     * Fits both forms.
     *
     * @param chance c, of a guess
     * @param level of the intervals, by resampling problems, the same for all models
     * @return both, the likelier one first; nothing where params or steps do not differ
     */
    public static Fitted<List<ThoughtLaw>> of(
            List<Asked> models, double chance, double level, int resamples, long seed) {
        long sizes = models.stream().mapToDouble(Asked::params).distinct().count();
        long formats =
                models.stream().map(m -> Arrays.hashCode(m.written)).distinct().count();
        if (sizes < 2 || formats < 2) {
            return Fitted.none(
                    "found %d %s of models and %d %s to write steps, expected at least 2 of each",
                    sizes, sizes == 1 ? "size" : "sizes", formats, formats == 1 ? "way" : "ways");
        }
        int n = models.getFirst().right.length;
        if (models.stream().anyMatch(m -> m.right.length != n)) {
            return Fitted.none("the models were asked different problems");
        }
        double center =
                models.stream().mapToDouble(m -> Math.log(m.params)).average().orElseThrow();
        var cells = cells(models, center);
        var laws = new ArrayList<ThoughtLaw>();
        for (var form : Form.values()) {
            laws.add(fit(form, cells, n, chance, level, resamples, seed));
        }
        laws.sort(Comparator.comparingDouble(law -> -law.logLikelihood));
        return Fitted.of(List.copyOf(laws));
    }

    private static ThoughtLaw fit(
            Form form, List<Cell> cells, int problems, double chance, double level, int resamples, long seed) {
        var once = new double[problems];
        Arrays.fill(once, 1);
        var all = counts(cells, once);
        var found = best(form, cells, all, chance, new double[PARAMETERS], 1);
        var draws = new double[PARAMETERS][resamples];
        for (int draw = 0; draw < resamples; draw++) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
            var times = new double[problems];
            for (int i = 0; i < problems; i++) {
                times[random.nextInt(problems)]++;
            }
            var one = best(form, cells, counts(cells, times), chance, found, 0.1);
            for (int j = 0; j < PARAMETERS; j++) {
                draws[j][draw] = one[j];
            }
        }
        var intervals = IntStream.range(0, PARAMETERS)
                .mapToObj(j -> Quantiles.interval(found[j], draws[j], level))
                .toArray(Interval[]::new);
        return new ThoughtLaw(
                form,
                intervals[0],
                intervals[1],
                intervals[2],
                logLikelihood(form, cells, all, chance, found),
                dispersion(form, cells, all, chance, found));
    }

    private static List<Cell> cells(List<Asked> models, double center) {
        var cells = new ArrayList<Cell>();
        for (var model : models) {
            Map<List<Integer>, Cell> byLength = new LinkedHashMap<>();
            for (int i = 0; i < model.right.length; i++) {
                int k = model.operations[i];
                int n = model.written[i];
                byLength.computeIfAbsent(
                                List.of(k, n),
                                _ -> new Cell(Math.log(model.params) - center, k, n, new ArrayList<>(), model.right))
                        .problems
                        .add(i);
            }
            cells.addAll(byLength.values());
        }
        return cells;
    }

    private static double[][] counts(List<Cell> cells, double[] times) {
        return cells.stream().map(cell -> cell.counts(times)).toArray(double[][]::new);
    }

    private static double[] best(
            Form form, List<Cell> cells, double[][] counts, double chance, double[] start, double size) {
        return Simplex.minimize(
                b -> {
                    double penalty = Arrays.stream(b).map(x -> x * x).sum() / (2 * LOOSE * LOOSE);
                    return penalty - logLikelihood(form, cells, counts, chance, b);
                },
                start,
                size);
    }

    private static double logLikelihood(Form form, List<Cell> cells, double[][] counts, double chance, double[] b) {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            double r = Math.clamp(rate(form, cells.get(i), chance, b), 1e-9, 1 - 1e-9);
            sum += counts[i][0] * Math.log(r) + (counts[i][1] - counts[i][0]) * Math.log1p(-r);
        }
        return sum;
    }

    private static double dispersion(Form form, List<Cell> cells, double[][] counts, double chance, double[] b) {
        double square = 0;
        for (int i = 0; i < counts.length; i++) {
            double r = rate(form, cells.get(i), chance, b);
            double away = counts[i][0] - counts[i][1] * r;
            square += away * away / Math.max(counts[i][1] * r * (1 - r), 1e-3);
        }
        return counts.length > PARAMETERS ? square / (counts.length - PARAMETERS) : Double.NaN;
    }

    private static double rate(Form form, Cell cell, double chance, double[] b) {
        double hidden = Math.log((double) cell.operations / cell.written);
        double rest = 1 - chance;
        return switch (form) {
            case BY_STEP ->
                chance
                        + rest
                                * Math.pow(
                                        1 / (1 + Math.exp(b[0] + b[1] * cell.logParams + b[2] * hidden)), cell.written);
            case BY_SHARE -> chance + rest / (1 + Math.exp(-(b[0] + b[1] * cell.logParams - b[2] * hidden)));
        };
    }
}
