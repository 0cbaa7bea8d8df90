package loglog.app.hex;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import loglog.hex.game.HexSolver;
import loglog.hex.selfplay.HexKind;
import loglog.lab.experiment.ModelChoice;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.lab.plan.PlannedRun;
import loglog.lab.plan.StudyPlan;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import loglog.laws.strength.StrengthDraws;
import loglog.runs.RunFolder;

/**
 * The forecast of a study's largest board from its smaller ones: the run of that board that is to verify it, which has the best
 * size of the next smaller board.
 *
 * @param smaller the runs of the other boards, which are trained first
 * @param verification the run
 * @param board the largest
 */
public record NextBoard(List<PlannedRun> smaller, List<PlannedRun> largest, int board) {
    private static final int RESAMPLES = 400;

    /**
     * What a board that was not seen stands off a law of the others by, in orders of magnitude of compute, where fewer than four
     * boards say: supposed.
     */
    private static final double SUPPOSED_SCATTER = 0.25;

    private static final int LEAST_BOARDS = 3;

    /** How the law of a forecast is called, before the boards that it was made from. */
    private static final String LAW = "strength of boards ";

    private static final int DRAWS_OF_A_LAW = 10;

    /** Of a study of self-play on three boards or more, all with a perfect player. */
    public static Optional<NextBoard> of(StudyPlan plan) {
        if (!plan.study().task().kind().equals(HexKind.NAME)) {
            return Optional.empty();
        }
        var byBoard = plan.runs().stream()
                .collect(Collectors.groupingBy(NextBoard::board, java.util.TreeMap::new, Collectors.toList()));
        if (byBoard.size() < LEAST_BOARDS || byBoard.lastKey() > HexSolver.LARGEST) {
            return Optional.empty();
        }
        int board = byBoard.lastKey();
        return Optional.of(
                new NextBoard(plan.runs().stream().filter(r -> board(r) < board).toList(), byBoard.get(board), board));
    }

    /** The boards that a forecast was made from; none where it is not one of a board. */
    public static Set<Integer> boards(Entry forecast) {
        return forecast.law().startsWith(LAW)
                ? Arrays.stream(forecast.law().substring(LAW.length()).split(", "))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    /** The runs on some boards, among those of a study. */
    public static Results on(Set<Integer> boards, Results results) {
        return results.where(row ->
                boards.contains(HexKind.setup(new RunFolder(row.folder())).hex().side()));
    }

    private static int board(PlannedRun run) {
        return run.plan().facts().get("board").intValue();
    }

    /**
     * Writes the forecast into the ledger.
     *
     * @param study the folder of its runs
     * @param results of the smaller boards' runs
     * @param level of the interval
     * @return empty where no law can be fitted to them
     */
    public Optional<Entry> predict(String name, Path study, Results results, double level) {
        var curves = StrengthPoints.of(study).on(n -> n < board).curves();
        if (curves.isEmpty()) {
            return Optional.empty();
        }
        var unit = StrengthDraws.unit(curves);
        return StrengthDraws.of(curves, 0, unit, RESAMPLES, 1).map(draws -> {
            var run = verification(results);
            var law = LAW
                    + smaller.stream()
                            .map(NextBoard::board)
                            .distinct()
                            .sorted()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
            return new Ledger(study.toAbsolutePath().normalize().getParent())
                    .write(new Ledger.Prediction(
                            name,
                            study.resolve(run.name()),
                            ModelChoice.scales(run.params(), run.tokens(), run.flops()),
                            HexKind.ELO,
                            interval(draws, run, level),
                            law,
                            results));
        });
    }

    /** Of the largest board the run of the size that was best on the next smaller one, with the first seed. */
    private PlannedRun verification(Results results) {
        int next = smaller.stream().mapToInt(NextBoard::board).max().orElseThrow();
        var runs = smaller.stream().filter(r -> board(r) == next).collect(Collectors.toMap(PlannedRun::name, r -> r));
        var shape = results.rows().stream()
                .filter(row -> runs.containsKey(row.name()))
                .max(Comparator.comparingDouble(row -> row.value()))
                .map(row -> runs.get(row.name()).plan().model().shape())
                .orElse("");
        return largest.stream()
                .max(Comparator.comparing(
                                (PlannedRun r) -> r.plan().model().shape().equals(shape))
                        .thenComparingDouble(PlannedRun::flops)
                        .thenComparing(Comparator.comparingLong(
                                        (PlannedRun r) -> r.plan().seed())
                                .reversed()))
                .orElseThrow();
    }

    private Interval interval(StrengthDraws draws, PlannedRun run, double level) {
        var law = draws.fit().law();
        double simulations = run.plan().facts().get("simulations").doubleValue();
        double value = law.at(board, run.flops(), simulations);
        double scatter = Math.hypot(SUPPOSED_SCATTER * law.train(), draws.fit().rms());
        var random = new SplittableRandom(1);
        var laws = draws.laws().length == 0 ? new loglog.laws.strength.StrengthLaw[] {law} : draws.laws();
        var drawn = new double[laws.length * DRAWS_OF_A_LAW];
        for (int i = 0; i < drawn.length; i++) {
            double at = laws[i % laws.length].at(board, run.flops(), simulations);
            drawn[i] = Math.min(0, at + scatter * random.nextGaussian());
        }
        java.util.Arrays.sort(drawn);
        double low = drawn[(int) ((1 - level) / 2 * drawn.length)];
        double high = drawn[Math.min(drawn.length - 1, (int) ((1 + level) / 2 * drawn.length))];
        return new Interval(value, Math.min(low, value), Math.max(high, value), Double.NaN, level);
    }
}
