package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import loglog.words.Format;

/**
 * Chinchilla's three approaches side by side (Hoffmann et al. 2022, arXiv 2203.15556, section 3), with what is known of
 * the second one's bias: parabolas misjudge the optimum where the grid is wide, off-center, or the exponents differ
 * (arXiv 2603.22339). How much here is found by putting the fitted law's own values through the parabolas.
 *
 * @param envelope approach 1, where rows make training curves and at least three sizes are the best somewhere
 * @param parabolas approach 2, where at least two buckets have a minimum
 * @param parametric approach 3, where Chinchilla's law can be fitted and the runs determine its exponents
 * @param buckets of approach 2, also those that were skipped
 * @param minima of the parabolas with their intervals, one for each bucket that has one
 * @param fit of approach 3
 * @param predictedBias of the parabolas' a on this design, were the fitted law the truth; NaN where it is not known
 * @param predictedFactor of the parabolas' N_opt at ten times the largest compute: 1.2 where they would be 20% too high
 * @param warnings what a reader should know, a sentence each
 */
public record IsoFlop(
        Optional<Approach> envelope,
        Optional<Approach> parabolas,
        Optional<Approach> parametric,
        List<IsoFlopBucket> buckets,
        List<Minimum> minima,
        Fit fit,
        double predictedBias,
        double predictedFactor,
        List<String> warnings) {
    /**
     * A parabola's lowest point.
     *
     * @param at where it lies
     * @param params its interval over resamples of the budget's runs, those that have a minimum within their grid;
     *     tokens and loss likewise
     */
    public record Minimum(Allocation at, Interval params, Interval tokens, Interval loss) {}

    /** Runs of one budget differ by 20% where compute was read off a figure. */
    public static final double DEFAULT_TOLERANCE = 1.25;

    /** Fewer sizes on an envelope are the grid's steps, no slope. */
    private static final int LEAST_SIZES = 3;

    /** Budgets whose runs differ by more than this factor were not met, or are counted otherwise than they were set. */
    private static final double SPREAD = 1.1;

    private static final double WIDE_OOM = 1;
    private static final double OFF_CENTER_OOM = 0.3;

    public IsoFlop {
        buckets = List.copyOf(buckets);
        minima = List.copyOf(minima);
        warnings = List.copyOf(warnings);
    }

    /**
     * Runs all three.
     *
     * @param runs with params and tokens, and flops where they were counted; else flops are 6 params tokens
     * @param tolerance by which factor the compute of a bucket's runs may differ from its middle, above 1
     * @param resamples for the intervals: rows within buckets, curves, rows
     * @throws IllegalArgumentException where params or tokens are missing or the tolerance is not above 1
     */
    public static IsoFlop of(
            Observations runs, Criterion criterion, double tolerance, int resamples, double level, long seed) {
        if (!(tolerance > 1)) {
            throw new IllegalArgumentException("tolerance: found %s, expected a factor above 1".formatted(tolerance));
        }
        var warnings = new ArrayList<String>();
        var fit = Laws.fit(new Chinchilla(), runs, criterion);
        var design = design(runs, tolerance);

        var buckets = design.buckets(runs.metric());
        var resampled = resampled(design, runs.metric(), resamples, seed);
        var parabolas = parabolas(buckets, resampled, level, warnings);
        double[] bias = bias(design, fit);
        if (parabolas.isPresent()) {
            warnOfBias(parabolas.get(), buckets, fit, bias, warnings);
            outside(runs.size(), buckets).ifPresent(warnings::add);
        }
        var envelope = envelope(runs, design.flops, resamples, level, seed);
        var parametric = parametric(fit, design, resamples, level, seed, warnings);
        parametric.ifPresent(of -> Stream.of(parabolas, envelope)
                .flatMap(Optional::stream)
                .flatMap(other -> Disagreement.between("parametric fit", of.nOpt(), other).stream())
                .forEach(warnings::add));
        parabolas
                .flatMap(of -> envelope.flatMap(other -> Disagreement.between(of, other)))
                .ifPresent(warnings::add);
        spread(runs, buckets).ifPresent(warnings::add);
        return new IsoFlop(
                envelope,
                parabolas,
                parametric,
                buckets,
                minima(buckets, resampled, level),
                fit,
                bias[0],
                bias[1],
                warnings);
    }

    /** A sentence where runs belong to no budget. */
    private static Optional<String> outside(int runs, List<IsoFlopBucket> buckets) {
        int left = runs - buckets.stream().mapToInt(b -> b.rows().size()).sum();
        return left == 0
                ? Optional.empty()
                : Optional.of("%d of %d runs %s to no budget of %d runs or more and %s not in the parabolas"
                        .formatted(
                                left,
                                runs,
                                left == 1 ? "belongs" : "belong",
                                IsoFlopBucket.LEAST_ROWS,
                                left == 1 ? "is" : "are"));
    }

    /** A sentence where the compute of a budget's runs tells the budget only about. */
    private static Optional<String> spread(Observations runs, List<IsoFlopBucket> buckets) {
        double widest =
                buckets.stream().mapToDouble(b -> b.most() / b.least()).max().orElse(1);
        return widest < SPREAD
                ? Optional.empty()
                : Optional.of(
                        "the compute of a budget's runs differs by up to a factor of %.2f%s: a budget is the geometric mean of its runs, about what was meant"
                                .formatted(widest, runs.has("flops") ? "" : ", counted as 6 params tokens"));
    }

    private static Design design(Observations runs, double tolerance) {
        var params = runs.axis("params");
        var tokens = runs.axis("tokens");
        var flops = runs.has("flops") ? runs.axis("flops") : sixParamsTokens(params, tokens);
        return new Design(params, tokens, flops, IsoFlopBucket.group(flops, tolerance));
    }

    /** Approach 2 alone, where at least two budgets have a minimum. */
    static Optional<Approach> parabolas(Observations runs, double tolerance, int resamples, double level, long seed) {
        var design = design(runs, tolerance);
        var buckets = design.buckets(runs.metric());
        if (Approach.lines(minima(buckets)) == null) {
            return Optional.empty();
        }
        return parabolas(buckets, resampled(design, runs.metric(), resamples, seed), level, new ArrayList<>());
    }

    private record Design(double[] params, double[] tokens, double[] flops, List<int[]> groups) {

        /** The fitted law's best model, at the FLOP per param and token that the runs have. */
        Allocation optimum(Fit fit, double budget) {
            double perToken = Math.exp(IntStream.range(0, flops.length)
                    .mapToDouble(i -> Math.log(flops[i] / (params[i] * tokens[i])))
                    .average()
                    .orElseThrow());
            return Optimum.at(
                    fit.law(), fit.values(), budget, new LifetimeCost(perToken, 0, 0), new UniqueData.Unlimited());
        }

        List<IsoFlopBucket> buckets(double[] loss) {
            var runs = IsoFlopBucket.Runs.of(params, tokens, flops, loss);
            return groups.stream().map(rows -> IsoFlopBucket.of(rows, runs)).toList();
        }
    }

    private static double[] sixParamsTokens(double[] params, double[] tokens) {
        return IntStream.range(0, params.length)
                .mapToDouble(i -> 6 * params[i] * tokens[i])
                .toArray();
    }

    private static List<Allocation> minima(List<IsoFlopBucket> buckets) {
        return buckets.stream().flatMap(b -> b.minimum().stream()).toList();
    }

    /** Of each resample of the rows within buckets, the minimum of each bucket, empty where it has none. */
    private static List<List<Optional<Allocation>>> resampled(Design design, double[] loss, int resamples, long seed) {
        var runs = IsoFlopBucket.Runs.of(design.params, design.tokens, design.flops, loss);
        return IntStream.range(0, resamples)
                .parallel()
                .mapToObj(b -> {
                    var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + b);
                    return design.groups.stream()
                            .map(rows -> IsoFlopBucket.minimum(drawn(rows, random), runs))
                            .toList();
                })
                .toList();
    }

    private static int[] drawn(int[] rows, SplittableRandom random) {
        var drawn = new int[rows.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = rows[random.nextInt(rows.length)];
        }
        return drawn;
    }

    private static List<Minimum> minima(
            List<IsoFlopBucket> buckets, List<List<Optional<Allocation>>> resampled, double level) {
        var minima = new ArrayList<Minimum>();
        for (int i = 0; i < buckets.size(); i++) {
            int which = i;
            buckets.get(i).minimum().ifPresent(at -> {
                var drawn = resampled.stream()
                        .flatMap(all -> all.get(which).stream())
                        .toList();
                minima.add(new Minimum(
                        at,
                        interval(at, drawn, Allocation::params, level),
                        interval(at, drawn, Allocation::tokens, level),
                        interval(at, drawn, Allocation::loss, level)));
            });
        }
        return minima;
    }

    private static Interval interval(
            Allocation at, List<Allocation> drawn, ToDoubleFunction<Allocation> of, double level) {
        return Quantiles.biasCorrected(
                of.applyAsDouble(at), drawn.stream().mapToDouble(of).toArray(), level, 1);
    }

    private static Optional<Approach> parabolas(
            List<IsoFlopBucket> buckets,
            List<List<Optional<Allocation>>> resampled,
            double level,
            List<String> warnings) {
        for (var bucket : buckets) {
            if (bucket.minimum().isEmpty()) {
                warnings.add("the budget at %s FLOP is left out: %s"
                        .formatted(Format.flops(bucket.flops()), bucket.skipped()));
            }
        }
        var optima = minima(buckets);
        if (Approach.lines(optima) == null) {
            warnings.add("fewer than two compute budgets have a minimum inside their grid: no parabolas");
            return Optional.empty();
        }
        var lines = resampled.stream()
                .map(all ->
                        Approach.lines(all.stream().flatMap(Optional::stream).toList()))
                .filter(of -> of != null)
                .toList();
        return Optional.of(Approach.of("parabolas", optima, lines, level));
    }

    private static Optional<Approach> envelope(
            Observations runs, double[] flops, int resamples, double level, long seed) {
        var curves = Envelope.curves(runs, flops);
        var optima = Envelope.optima(curves);
        if (sizes(optima) < LEAST_SIZES) {
            return Optional.empty();
        }
        var resampled = IntStream.range(0, resamples)
                .parallel()
                .mapToObj(b -> {
                    var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + b);
                    return enoughSizes(Envelope.optima(IntStream.range(0, curves.size())
                            .mapToObj(i -> curves.get(random.nextInt(curves.size())))
                            .toList()));
                })
                .filter(lines -> lines != null)
                .toList();
        return Optional.of(Approach.of("envelope", optima, resampled, level));
    }

    private static long sizes(List<Allocation> optima) {
        return optima.stream().mapToDouble(Allocation::params).distinct().count();
    }

    private static double[] enoughSizes(List<Allocation> optima) {
        return sizes(optima) < LEAST_SIZES ? null : Approach.lines(optima);
    }

    private static Optional<Approach> parametric(
            Fit fit, Design design, int resamples, double level, long seed, List<String> warnings) {
        if (!fit.usable()) {
            warnings.addAll(fit.warnings());
            return Optional.empty();
        }
        var determined = Determination.of(fit);
        if (!determined.exponents()) {
            warnings.add("no parametric exponents: " + determined.cause());
            return Optional.empty();
        }
        var resampling = fit.observations().groups() == null ? Bootstrap.Resampling.ROWS : Bootstrap.Resampling.GROUPS;
        var draws = Bootstrap.of(fit, resampling, resamples, seed);
        var exponents = Exponents.of(draws, 1, level);
        var one = design.optimum(fit, 1);
        return Optional.of(new Approach(
                "parametric",
                List.of(),
                exponents.nOpt(),
                exponents.dOpt(),
                Math.log(one.params()),
                Math.log(one.tokens())));
    }

    /** What the parabolas make of values without noise of a law whose optimum is known: a's error and N_opt's factor. */
    private static double[] bias(Design design, Fit fit) {
        var lines = fit.usable() ? Approach.lines(minima(design.buckets(fit.fitted()))) : null;
        if (lines == null) {
            return new double[] {Double.NaN, Double.NaN};
        }
        double beyond = 10 * Arrays.stream(design.flops).max().orElseThrow();
        double params = Math.exp(lines[2] + lines[0] * Math.log(beyond));
        return new double[] {
            lines[0] - Optimum.exponent(fit.law(), fit.values(), 1),
            params / design.optimum(fit, beyond).params()
        };
    }

    private static void warnOfBias(
            Approach parabolas, List<IsoFlopBucket> buckets, Fit fit, double[] bias, List<String> warnings) {
        var used = buckets.stream().filter(b -> b.minimum().isPresent()).toList();
        double halfWidth =
                used.stream().mapToDouble(IsoFlopBucket::halfWidth).max().orElse(0);
        double offCenter =
                used.stream().mapToDouble(b -> Math.abs(b.offCenter())).max().orElse(0);
        var reasons = new ArrayList<String>();
        if (halfWidth > WIDE_OOM) {
            reasons.add("the grid is wide (%.1f OOM of params either way)".formatted(halfWidth));
        }
        if (offCenter > OFF_CENTER_OOM) {
            reasons.add("minima lie up to %.1f OOM off the grid's center".formatted(offCenter));
        }
        double width = parabolas.nOpt().high() - parabolas.nOpt().low();
        boolean biased = Math.abs(bias[0]) > Math.min(0.01, 0.25 * width) || Math.abs(Math.log(bias[1])) > 0.1;
        if (biased && fit.usable()) {
            reasons.add("alpha %.3f and beta %.3f differ".formatted(fit.parameter("alpha"), fit.parameter("beta")));
        }
        if (biased || (Double.isNaN(bias[0]) && !reasons.isEmpty())) {
            warnings.add(("parabolas are biased on such a design (arXiv 2603.22339): %s; on the fitted law's own values"
                            + " they are off by %+.4f in a and by a factor of %.2f in N_opt at ten times the largest"
                            + " compute; prefer the parametric fit")
                    .formatted(String.join(", ", reasons), bias[0], bias[1]));
        }
    }
}
