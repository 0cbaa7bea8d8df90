package loglog.laws.strength;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class StrengthLawTest {
    private static final StrengthLaw TRUTH = new StrengthLaw(-270, 570, 510, 0, -430, -4400, 0);

    /** A whole curve of a board at a compute of test time, from before its rise to after its end. */
    private static StrengthCurve curve(StrengthLaw law, double board, double test) {
        double low = Math.log10(law.risesAt(board, test)) - 0.8;
        double high = Math.log10(law.saturatesAt(board, test)) + 0.8;
        var flops = DoubleStream.iterate(low, x -> x <= high, x -> x + 0.05)
                .map(x -> Math.pow(10, x))
                .toArray();
        return new StrengthCurve(
                board,
                test,
                Double.NaN,
                flops,
                DoubleStream.of(flops).map(c -> law.at(board, c, test)).toArray());
    }

    private static StrengthFit fitted(List<StrengthCurve> curves, double ceiling) {
        return StrengthFit.of(StrengthFrontier.of(curves), ceiling).orElseThrow();
    }

    @Test
    void theLawsFiveParametersAreFoundInCurvesThatFollowIt() {
        var curves =
                IntStream.rangeClosed(3, 9).mapToObj(n -> curve(TRUTH, n, 1)).toList();
        var fit = fitted(curves, 0);
        assertThat(fit.law().plateauBoard()).isCloseTo(-270, within(0.5));
        assertThat(fit.law().plateau()).isCloseTo(570, within(3.0));
        assertThat(fit.law().train()).isCloseTo(510, within(1.0));
        assertThat(fit.law().board()).isCloseTo(-430, within(1.0));
        assertThat(fit.law().incline()).isCloseTo(-4400, within(12.0));
        assertThat(fit.rms()).isLessThan(3);
        assertThat(fit.law().computePerBoard()).isCloseTo(Math.pow(10, 430 / 510.0), within(0.05));
        assertThat(fit.law().oddsExponent()).isCloseTo(1.275, within(0.01));
        assertThat(BoardForecast.all(curves, 0)).hasSize(4).allSatisfy(held -> {
            assertThat(held.rms()).isLessThan(5);
            assertThat(held.decades()).isCloseTo(0, within(0.02));
        });
    }

    @Test
    void computeAtTestTimeIsExchangedForTraining() {
        var law = new StrengthLaw(-270, 570, 480, 400, -430, -4800, 0);
        var curves = new ArrayList<StrengthCurve>();
        for (double board : new double[] {3, 5, 7}) {
            for (double test : new double[] {1, 8, 64}) {
                curves.add(curve(law, board, test));
            }
        }
        var fit = fitted(curves, 0).law();
        assertThat(fit.test()).isCloseTo(400, within(2.0));
        assertThat(fit.exchange()).isCloseTo(1.2, within(0.01));
        // ten times the training, the test's compute less by 10^1.2: the same Elo
        assertThat(fit.inclineAt(5, 1e13, 64))
                .isCloseTo(fit.inclineAt(5, 1e14, 64 / Math.pow(10, fit.exchange())), within(1e-6));
        assertThat(fitted(List.of(curve(law, 5, 8)), 0).law().exchange()).isNaN();
    }

    @Test
    void aPlateauOrACeilingThatIsNotSeenIsNotThere() {
        var flops = new double[] {1e9, 1e10, 1e11, 1e12, 1e13};
        var rising = new StrengthCurve(5, 1, Double.NaN, flops, new double[] {-900, -700, -500, -300, -100});
        var fit = fitted(List.of(rising), Double.POSITIVE_INFINITY);
        assertThat(fit.law().plateau()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(fit.law().train()).isCloseTo(200, within(1e-3));
        assertThat(fit.law().saturatesAt(5, 1)).isInfinite();
        assertThat(fit.onIncline()).isEqualTo(fit.points());
    }

    @Test
    void whatDoesNotRiseHasNoLaw() {
        var falling = new StrengthCurve(5, 1, Double.NaN, new double[] {1e9, 1e10, 1e11}, new double[] {-1, -2, -3});
        assertThat(StrengthFit.of(StrengthFrontier.of(List.of(falling)), 0)).isEmpty();
        var point = new StrengthCurve(5, 1, Double.NaN, new double[] {1e9}, new double[] {-1});
        assertThat(StrengthDraws.of(List.of(point), 0, null, 20, 1)).isEmpty();
        assertThatThrownBy(() -> new StrengthCurve(5, 1, 1, new double[] {0}, new double[] {1}))
                .hasMessageContaining("Elo 1.0 at 0.0 FLOP");
    }

    /** Two runs that cross, read off between their points in log compute. */
    @Test
    void theFrontierIsTheBestOfAllRunsAtEachCompute() {
        var small = new StrengthCurve(5, 1, 10, new double[] {1e9, 1e11}, new double[] {-100, -60});
        var large = new StrengthCurve(5, 1, 100, new double[] {1e11, 1e9}, new double[] {0, -200});
        var frontier = StrengthFrontier.of(List.of(small, large)).getFirst();
        assertThat(frontier.elo()[0]).isCloseTo(-100, within(1e-6));
        assertThat(frontier.elo()[50]).isCloseTo(-80, within(1e-6)); // at 1e10, large is at -100
        assertThat(frontier.params()[50]).isEqualTo(10);
        assertThat(frontier.elo()[100]).isZero();
        assertThat(frontier.params()[100]).isEqualTo(100);
    }

    /** Agents with a point each: one that costs more and is worse is not on the frontier. */
    @Test
    void agentsOfOnePointEachMakeAFrontierOfThoseThatAreBest() {
        var agents = IntStream.range(0, 4)
                .mapToObj(i -> new StrengthCurve(5, 1, Double.NaN, new double[] {Math.pow(10, 9 + i)}, new double[] {
                    i == 2 ? -500 : -300 + 50 * i
                }))
                .toList();
        var frontier = StrengthFrontier.of(agents).getFirst();
        assertThat(frontier.elo()).isSorted();
        assertThat(frontier.elo()[0]).isCloseTo(-300, within(1e-6));
        assertThat(frontier.elo()[100]).isCloseTo(-150, within(1e-6));
        assertThat(frontier.elo()[66]).isCloseTo(-250 + 100 * (0.66 * 3 - 1) / 2, within(0.1)); // past the bad one
    }

    /** A model of N params is best at N = C^0.6: its exponent is found on the incline, each board with its own factor. */
    @Test
    void theBestModelsSizeGrowsWithAPowerOfCompute() {
        var curves = new ArrayList<StrengthCurve>();
        for (int board = 5; board <= 7; board++) {
            var whole = curve(TRUTH, board, 1);
            for (double log = 4; log < 11; log += 0.1) {
                double best = (log - 0.3 * board) / 0.6 + 1; // log compute at which this size is best
                var elo = new double[whole.flops().length];
                for (int i = 0; i < elo.length; i++) {
                    elo[i] = whole.elo()[i] - 100 * Math.pow(Math.log10(whole.flops()[i]) - best, 2);
                }
                curves.add(new StrengthCurve(board, 1, Math.pow(10, log), whole.flops(), elo));
            }
        }
        var frontiers = StrengthFrontier.of(curves);
        assertThat(OptimalSize.exponent(
                        frontiers, StrengthFit.of(frontiers, 0).orElseThrow().law()))
                .isCloseTo(0.6, within(0.02));
        assertThat(OptimalSize.exponent(StrengthFrontier.of(List.of(curve(TRUTH, 5, 1))), TRUTH))
                .isNaN();
    }

    /**
     * Boards that stand off the law by 60 Elo each: resampled curves cannot see it, and their intervals of the compute for
     * the next board seldom hold it; those of resampled boards do.
     */
    @Test
    @Tag("slow")
    void intervalsOfBoardsHoldWhereThoseOfCurvesDoNot() {
        int trials = 40;
        int byBoards = 0;
        int byCurves = 0;
        for (int trial = 0; trial < trials; trial++) {
            var curves = simulated(trial);
            assertThat(StrengthDraws.unit(curves)).isEqualTo(StrengthDraws.Unit.BOARDS);
            byBoards += held(curves, StrengthDraws.Unit.BOARDS, trial);
            byCurves += held(curves, StrengthDraws.Unit.CURVES, trial);
        }
        assertThat(byBoards / (double) trials).isBetween(0.72, 1.0);
        assertThat(byCurves / (double) trials).isLessThan(0.5);
    }

    private static int held(List<StrengthCurve> curves, StrengthDraws.Unit unit, int seed) {
        var draws = StrengthDraws.of(curves, 0, unit, 60, seed).orElseThrow();
        return draws.of(StrengthLaw::computePerBoard, 0.9).holds(TRUTH.computePerBoard()) ? 1 : 0;
    }

    private static List<StrengthCurve> simulated(int seed) {
        var random = new SplittableRandom(seed);
        var curves = new ArrayList<StrengthCurve>();
        for (int board = 3; board <= 9; board++) {
            double shift = 60 * random.nextGaussian();
            for (int run = 0; run < 4; run++) {
                var whole = curve(TRUTH, board, 1);
                double offset = 10 * random.nextGaussian();
                int n = board;
                var elo = DoubleStream.of(whole.flops())
                        .map(c -> Math.min(0, TRUTH.at(n, c * Math.pow(10, shift / TRUTH.train()), 1) + offset))
                        .toArray();
                curves.add(new StrengthCurve(board, 1, Double.NaN, whole.flops(), elo));
            }
        }
        return curves;
    }
}
