package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Designs for the forecast at 1e21 FLOP from runs of 1e16 to 2e20, whose truth is Chinchilla's law. */
@Tag("slow")
class OptimalDesignTest {
    private static final Law LAW = new Chinchilla();
    private static final double SIGMA = 0.004;
    private static final double BUDGET = 1e20;
    private static final Observations NONE = Observations.of();
    private static final Map<String, Double> TARGET = optimum(1e21);

    private static Map<String, Double> optimum(double flops) {
        double params = Simulated.optimalParams(Simulated.CHINCHILLA, flops);
        return Map.of("params", params, "tokens", flops / 6 / params);
    }

    private static CandidateRun run(double params, double tokens) {
        return new CandidateRun(Map.of("params", params, "tokens", tokens), 6 * params * tokens);
    }

    /** Sizes and tokens a factor of two apart. */
    private static List<CandidateRun> candidates() {
        return IntStream.range(0, 81)
                .mapToObj(i -> run(1e7 * Math.pow(2, i / 9), 2e8 * Math.pow(2, i % 9)))
                .toList();
    }

    /** Each candidate once, the cheap ones first, until the budget is spent. */
    private static List<CandidateRun> grid() {
        var runs = new ArrayList<CandidateRun>();
        double left = BUDGET;
        for (var run : candidates().stream()
                .sorted(Comparator.comparingDouble(CandidateRun::flops))
                .toList()) {
            if (run.flops() <= left) {
                runs.add(run);
                left -= run.flops();
            }
        }
        return runs;
    }

    private static Observations results(List<CandidateRun> runs, long seed) {
        return Simulated.obeying(
                LAW, Simulated.CHINCHILLA, CandidateRun.table(LAW, NONE, runs, TARGET), Simulated.normal(SIGMA, seed));
    }

    /** The most runs of a design: as many as the grid has. */
    private static final int RUNS = 53;

    private static final Map<Double, OptimalDesign> DESIGNS = new ConcurrentHashMap<>();

    /** Of as many runs as the grid; the same for all tests. */
    private static OptimalDesign design(double misfit) {
        return DESIGNS.computeIfAbsent(
                misfit, m -> OptimalDesign.choose(guess(m), NONE, candidates(), BUDGET, RUNS, TARGET));
    }

    private static final Map<List<CandidateRun>, Double> ERRORS = new ConcurrentHashMap<>();

    /** The root mean square of the forecast's relative error over simulated studies of these runs. */
    private static double error(List<CandidateRun> runs) {
        return ERRORS.computeIfAbsent(runs, OptimalDesignTest::simulated);
    }

    private static double simulated(List<CandidateRun> runs) {
        double params = TARGET.get("params");
        double tokens = TARGET.get("tokens");
        double truth = LAW.value(Simulated.CHINCHILLA, params, tokens);
        return Math.sqrt(IntStream.range(0, 200)
                .parallel()
                .mapToDouble(seed -> Math.log(Laws.fit(LAW, results(runs, seed)).at(params, tokens) / truth))
                .map(e -> e * e)
                .average()
                .orElseThrow());
    }

    private static Guess guess(double misfit) {
        return new Guess(LAW, Simulated.CHINCHILLA, SIGMA, misfit);
    }

    @Test
    void aChosenDesignForecastsBetterThanAGridOfTheSameBudgetAndNumberOfRuns() {
        var grid = grid();
        assertThat(grid).hasSize(RUNS);
        for (double misfit : new double[] {0, 0.005}) {
            var design = design(misfit);
            assertThat(design.flops()).isLessThanOrEqualTo(BUDGET);
            assertThat(design.runs()).hasSizeLessThanOrEqualTo(grid.size());
            assertThat(error(design.runs())).isLessThan(0.85 * error(grid));
        }
    }

    /** A guess of other exponents, from another recipe. */
    @Test
    void itDoesSoFromAGuessThatIsOff() {
        var guess = Guess.of(LAW, new double[] {1.69, 406.4, 410.7, 0.34, 0.28}, SIGMA);
        var design = OptimalDesign.choose(guess, NONE, candidates(), BUDGET, RUNS, TARGET);
        assertThat(error(design.runs())).isLessThan(error(grid()));
    }

    @Test
    void theExpectedStandardErrorIsWhatRepeatedStudiesScatterBy() {
        for (var runs : List.of(grid(), design(0).runs())) {
            double expected =
                    ExpectedPrecision.of(guess(0), NONE, runs, TARGET, 0.9).sampling();
            assertThat(error(runs) / expected).isBetween(0.8, 1.25);
        }
    }

    @Test
    void theExpectedHalfWidthIsWhatAForecasterGivesToWithinAFactorOfOneAndAHalf() {
        for (var runs : List.of(grid(), design(Misfit.ASSUMED).runs())) {
            var forecasts = IntStream.range(0, 9)
                    .mapToObj(seed -> Forecaster.of(results(runs, seed), List.of(LAW), Criterion.DEFAULT, 400, seed)
                            .orElseThrow()
                            .at(TARGET, 0.9))
                    .toList();
            var expected = ExpectedPrecision.of(guess(Misfit.ASSUMED), NONE, runs, TARGET, 0.9);
            assertThat(expected.distance()).isEqualTo(forecasts.getFirst().distance());
            assertThat(expected.axis()).isEqualTo(forecasts.getFirst().axis());
            assertThat(median(forecasts.stream().map(Forecast::law).toList()) / expected.law())
                    .isBetween(1 / 1.5, 1.5);
            assertThat(median(forecasts.stream().map(Forecast::run).toList()) / expected.run())
                    .isBetween(1 / 1.5, 1.5);
        }
    }

    private static double median(List<Interval> intervals) {
        return Quantiles.median(intervals.stream()
                .mapToDouble(i -> (i.high() - i.low()) / 2 / i.value())
                .toArray());
    }

    /** Every combination of few candidates, for thirty laws, budgets and misfits. */
    @Test
    void noCombinationIsMuchBetterThanTheChosenOne() {
        var random = new SplittableRandom(1);
        var candidates = IntStream.range(0, 7)
                .mapToObj(i -> Math.pow(10, 16 + 0.5 * i))
                .map(flops -> new CandidateRun(Map.of("flops", flops), flops))
                .toList();
        var target = Map.of("flops", 1e20);
        for (int trial = 0; trial < 30; trial++) {
            var natural = new double[] {1 + random.nextDouble(), 3e3, 0.1 + 0.1 * random.nextDouble()};
            var guess = new Guess(
                    new PowerLawWithFloor("flops"), natural, 0.005, trial % 2 == 0 ? 0 : 0.01 * random.nextDouble());
            double budget = Math.pow(10, 18.5 + random.nextDouble());
            var chosen = OptimalDesign.choose(guess, NONE, candidates, budget, 8, target);
            var all = new Combinations(guess, candidates, budget, 8, target);
            assertThat(all.variance(chosen.runs())).isLessThanOrEqualTo(1.01 * all.least());
        }
    }

    /** All designs of five distinct points or more, as a law of three parameters is asked to have. */
    private static final class Combinations {
        private final Guess guess;
        private final List<CandidateRun> candidates;
        private final double budget;
        private final int mostRuns;
        private final Map<String, Double> target;
        private final LocalInformation local;
        private final List<CandidateRun> runs = new ArrayList<>();

        Combinations(
                Guess guess, List<CandidateRun> candidates, double budget, int mostRuns, Map<String, Double> target) {
            this.guess = guess;
            this.candidates = candidates;
            this.budget = budget;
            this.mostRuns = mostRuns;
            this.target = target;
            this.local = new LocalInformation(
                    guess, candidates.stream().map(CandidateRun::scales).toList());
        }

        double least() {
            return least(0, budget);
        }

        private double least(int from, double left) {
            double least = runs.stream().distinct().count() >= 5 ? variance(runs) : Double.POSITIVE_INFINITY;
            for (int c = from; c < candidates.size() && runs.size() < mostRuns; c++) {
                var run = candidates.get(c);
                if (run.flops() <= left) {
                    runs.add(run);
                    least = Math.min(least, least(c, left - run.flops()));
                    runs.removeLast();
                }
            }
            return least;
        }

        double variance(List<CandidateRun> runs) {
            var information = local.none();
            runs.forEach(run -> local.add(information, local.gradient(run.scales()), 1));
            var g = local.gradient(target);
            double largest =
                    runs.stream().mapToDouble(CandidateRun::flops).max().orElseThrow();
            return LocalInformation.dot(g, LocalInformation.times(local.covariance(information), g))
                    + Math.pow(guess.misfit() * Math.log(target.get("flops") / largest), 2);
        }
    }

    @Test
    void rowsThatAreThereAreNotBoughtAgain() {
        var made = results(grid(), 1);
        var guess = Guess.of(Laws.fit(LAW, made));
        var before = ExpectedPrecision.of(guess, made, List.of(), TARGET, 0.9);
        var design = OptimalDesign.choose(guess, made, candidates(), BUDGET, 20, TARGET);
        var after = ExpectedPrecision.of(guess, made, design.runs(), TARGET, 0.9);
        var anew = OptimalDesign.choose(guess, NONE, candidates(), BUDGET, 20, TARGET);
        assertThat(after.sampling()).isLessThan(before.sampling());
        assertThat(after.law()).isLessThan(before.law());
        assertThat(design.runs()).isNotEqualTo(anew.runs());
        assertThat(variance(guess, made, design.runs())).isLessThan(variance(guess, made, anew.runs()));
    }

    private static double variance(Guess guess, Observations made, List<CandidateRun> runs) {
        var precision = ExpectedPrecision.of(guess, made, runs, TARGET, 0.9);
        return Math.pow(precision.sampling(), 2) + Math.pow(precision.misfit() * precision.distance(), 2);
    }

    @Test
    void noRunIsMadeMoreOftenThanItMayBe() {
        var free = OptimalDesign.choose(guess(0.005), NONE, candidates(), BUDGET, 100, TARGET);
        assertThat(free.runs())
                .hasSizeGreaterThan(
                        List.copyOf(new java.util.HashSet<>(free.runs())).size());
        var once = OptimalDesign.choose(guess(0.005), NONE, candidates(), BUDGET, 100, 1, TARGET);
        assertThat(once.runs()).doesNotHaveDuplicates().hasSizeGreaterThan(5);
        assertThat(once.flops()).isLessThanOrEqualTo(BUDGET);
    }

    @Test
    void aBudgetThatBuysNothingGivesNoRuns() {
        assertThat(OptimalDesign.choose(guess(0), NONE, candidates(), 1e15, 10, TARGET)
                        .runs())
                .isEmpty();
    }

    @Test
    void aMissingAxisIsNamed() {
        assertThatThrownBy(() -> OptimalDesign.choose(guess(0), NONE, candidates(), BUDGET, 10, Map.of("params", 1e9)))
                .hasMessage("No tokens in the target's scales; E + A / params^alpha + B / tokens^beta needs it");
        assertThatThrownBy(() -> ExpectedPrecision.of(
                        guess(0), NONE, List.of(new CandidateRun(Map.of("params", 1e8), 1e18)), TARGET, 0.9))
                .hasMessage("No tokens in a planned run's scales; E + A / params^alpha + B / tokens^beta needs it");
    }
}
