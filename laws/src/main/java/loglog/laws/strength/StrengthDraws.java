package loglog.laws.strength;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import loglog.laws.Interval;
import loglog.laws.Quantiles;

/**
 * A law of strength and those of resampled curves: of each board, and each compute at test time, as many curves are drawn
 * with replacement as it has, and the frontier is taken again; or boards are drawn, and then
 * the curves of each.
 *
 * @param exponent of N_opt; NaN where params are not known
 * @param laws of the resamples that could be fitted
 * @param sizes exponents of N_opt in the same resamples
 * @param offsets of each board's incline from the law, in orders of magnitude of compute
 * @param widening of the normal quantiles, for few boards
 */
public record StrengthDraws(
        StrengthFit fit, double exponent, StrengthLaw[] laws, double[] sizes, double[] offsets, double widening) {
    /** What a resample draws. */
    public enum Unit {
        CURVES,
        BOARDS
    }

    /** Fewer boards are not drawn. */
    public static final int LEAST_BOARDS = 4;

    /**
     * What to draw: boards, since one stands off the law by more than its curves scatter, where there are four; else curves,
     * where most boards have two. Null where there is too little of both.
     */
    public static Unit unit(List<StrengthCurve> curves) {
        if (boards(curves).size() >= LEAST_BOARDS) {
            return Unit.BOARDS;
        }
        var cells = StrengthFrontier.cells(curves);
        return 2L * cells.stream().filter(cell -> cell.size() > 1).count() > cells.size() ? Unit.CURVES : null;
    }

    /**
     * Fits resamples. Each one's random numbers depend on the seed and its own number alone.
     *
     * @param unit what is drawn; null for no resamples
     * @return empty where the law cannot be fitted, since too few points rise with compute
     */
    public static Optional<StrengthDraws> of(
            List<StrengthCurve> curves, double ceiling, Unit unit, int resamples, long seed) {
        var frontiers = StrengthFrontier.of(curves);
        var fitted = StrengthFit.of(frontiers, ceiling);
        if (fitted.isEmpty()) {
            return Optional.empty();
        }
        var fit = fitted.get();
        double exponent = OptimalSize.exponent(frontiers, fit.law());
        int boards = boards(curves).size();
        if (unit == null) {
            return Optional.of(new StrengthDraws(fit, exponent, new StrengthLaw[0], new double[0], new double[0], 1));
        }
        var grids = StrengthFrontier.cells(curves).stream()
                .map(StrengthFrontier.Grid::new)
                .toList();
        var byBoard = List.copyOf(frontiers.stream()
                .collect(Collectors.groupingBy(StrengthFrontier::board))
                .values());
        var gridsOfBoard = List.copyOf(grids.stream()
                .collect(Collectors.groupingBy(StrengthFrontier.Grid::board))
                .values());
        var laws = new StrengthLaw[resamples];
        var sizes = new double[resamples];
        IntStream.range(0, resamples).parallel().forEach(r -> {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + r);
            var drawn = unit == Unit.CURVES ? ofCurves(grids, random) : ofBoards(gridsOfBoard, random);
            if (unit == Unit.CURVES
                    || drawn.stream()
                                    .mapToDouble(StrengthFrontier::board)
                                    .distinct()
                                    .count()
                            > 2) {
                laws[r] = StrengthFit.from(fit.law(), drawn).law();
                sizes[r] = OptimalSize.exponent(drawn, laws[r]);
            }
        });
        var kept = IntStream.range(0, resamples).filter(r -> laws[r] != null).toArray();
        return Optional.of(new StrengthDraws(
                fit,
                exponent,
                Arrays.stream(kept).mapToObj(r -> laws[r]).toArray(StrengthLaw[]::new),
                Arrays.stream(kept).mapToDouble(r -> sizes[r]).toArray(),
                offsets(byBoard, fit.law()),
                // a line through so few boards has their scatter too small
                unit == Unit.BOARDS ? Math.sqrt((double) boards / (boards - 2)) : 1));
    }

    private static List<Double> boards(List<StrengthCurve> curves) {
        return curves.stream().map(StrengthCurve::board).distinct().sorted().toList();
    }

    private static List<StrengthFrontier> ofCurves(List<StrengthFrontier.Grid> grids, SplittableRandom random) {
        return grids.stream()
                .map(grid -> {
                    var drawn = new int[grid.size()];
                    Arrays.setAll(drawn, _ -> random.nextInt(drawn.length));
                    return grid.frontier(drawn);
                })
                .toList();
    }

    private static List<StrengthFrontier> ofBoards(List<List<StrengthFrontier.Grid>> boards, SplittableRandom random) {
        var frontiers = new ArrayList<StrengthFrontier>();
        for (int i = 0; i < boards.size(); i++) {
            frontiers.addAll(ofCurves(boards.get(random.nextInt(boards.size())), random));
        }
        return frontiers;
    }

    /** By how many orders of magnitude of training each board's incline takes more compute than the law has it. */
    private static double[] offsets(List<List<StrengthFrontier>> boards, StrengthLaw law) {
        return boards.stream()
                .mapToDouble(frontiers -> {
                    double sum = 0;
                    int count = 0;
                    for (var frontier : frontiers) {
                        double n = frontier.board();
                        for (int i = 0; i < frontier.flops().length; i++) {
                            double rising = law.inclineAt(n, frontier.flops()[i], frontier.testFlops());
                            if (rising > law.plateauAt(n) && rising < law.ceiling()) {
                                sum += (rising - frontier.elo()[i]) / law.train();
                                count++;
                            }
                        }
                    }
                    return count == 0 ? 0 : sum / count;
                })
                .toArray();
    }

    /** The bias-corrected percentile interval of a quantity of the law; without ends where there are no resamples. */
    public Interval of(ToDoubleFunction<StrengthLaw> quantity, double level) {
        return Quantiles.biasCorrected(
                quantity.applyAsDouble(fit.law()),
                Arrays.stream(laws).mapToDouble(quantity).toArray(),
                level,
                widening);
    }

    /** The interval of the exponent a of {@code N_opt ~ C^a}; NaN where params are not known. */
    public Interval optimalSize(double level) {
        return Quantiles.biasCorrected(exponent, sizes, level, widening);
    }

    /**
     * The interval of an amount of training compute on a board that is not among those of the law: it stands off the law as
     * those do, by a Student's t of as many degrees of freedom as there are boards less two.
     */
    public Interval ofNewBoard(ToDoubleFunction<StrengthLaw> flops, double level) {
        double value = Math.log10(flops.applyAsDouble(fit.law()));
        int freedom = Math.max(1, offsets.length - 2);
        double scatter = Math.sqrt(Arrays.stream(offsets).map(o -> o * o).sum() / freedom);
        var random = new SplittableRandom(1);
        var drawn = new double[laws.length];
        for (int r = 0; r < drawn.length; r++) {
            double squares = 0;
            for (int i = 0; i < freedom; i++) {
                double normal = random.nextGaussian();
                squares += normal * normal;
            }
            double t = random.nextGaussian() / Math.sqrt(squares / freedom);
            drawn[r] = Math.log10(flops.applyAsDouble(laws[r])) + scatter * t;
        }
        var decades = Quantiles.interval(value, drawn, level);
        return new Interval(
                Math.pow(10, value), Math.pow(10, decades.low()), Math.pow(10, decades.high()), Double.NaN, level);
    }
}
