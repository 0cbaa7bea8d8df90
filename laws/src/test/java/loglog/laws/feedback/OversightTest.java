package loglog.laws.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import loglog.laws.Fitted;
import loglog.laws.rates.BestOfN;
import loglog.laws.rates.PassAtK;
import loglog.laws.rates.SuccessRate;
import org.junit.jupiter.api.Test;

/** What weak teachers and judges are worth, against known truth. */
class OversightTest {
    private static final double LEVEL = 0.9;

    private static double[] scores(int n, double rate, SplittableRandom random) {
        var scores = new double[n];
        Arrays.setAll(scores, _ -> random.nextDouble() < rate ? 1 : 0);
        return scores;
    }

    @Test
    void theGapRecoveredHasItsGoldenValueAndItsEnds() {
        var golden = GapRecovered.of(
                        new SuccessRate(600, 1000), new SuccessRate(720, 1000), new SuccessRate(800, 1000), LEVEL)
                .orElseThrow();
        assertThat(golden.share().value()).isCloseTo(0.6, within(1e-12));
        assertThat(golden.finding()).isEqualTo(GapRecovered.Finding.RECOVERED);
        var random = new SplittableRandom(1);
        var weak = scores(500, 0.6, random);
        var ceiling = scores(500, 0.9, random);
        assertThat(GapRecovered.of(weak, ceiling, ceiling, LEVEL)
                        .orElseThrow()
                        .share()
                        .value())
                .isCloseTo(1, within(1e-12));
        var copied = GapRecovered.of(weak, weak, ceiling, LEVEL).orElseThrow();
        assertThat(copied.share().value()).isZero();
        assertThat(copied.finding()).isEqualTo(GapRecovered.Finding.NOTHING);
        assertThat(copied.finding().words()).contains("null result");
    }

    @Test
    void aShareOfNoGapIsRefused() {
        var random = new SplittableRandom(2);
        var weak = scores(300, 0.8, random);
        assertThat(GapRecovered.of(weak, weak, weak, LEVEL)).isInstanceOf(Fitted.None.class);
        var near = scores(300, 0.84, random);
        assertThat(GapRecovered.of(weak, near, near, LEVEL))
                .isInstanceOfSatisfying(
                        Fitted.None.class,
                        none -> assertThat(none.why()).contains("a gap of 3 standard errors is needed"));
        assertThat(GapRecovered.of(
                        new SuccessRate(240, 300), new SuccessRate(250, 300), new SuccessRate(252, 300), LEVEL))
                .isInstanceOf(Fitted.None.class);
    }

    /** Both intervals, over problems of the same hardness for the three models, and where there is nothing to recover. */
    @Test
    void intervalsOfTheGapHoldTheTruth() {
        int tries = 200;
        for (double share : new double[] {0, 0.4}) {
            int paired = 0;
            int apart = 0;
            int all = 0;
            int none = 0;
            for (int t = 0; t < tries; t++) {
                var random = new SplittableRandom(t);
                int n = 400;
                var weak = new double[n];
                var student = new double[n];
                var ceiling = new double[n];
                for (int i = 0; i < n; i++) {
                    double hard = 0.5 * random.nextDouble() - 0.25;
                    weak[i] = random.nextDouble() < 0.6 + hard ? 1 : 0;
                    student[i] = random.nextDouble() < 0.6 + 0.15 * share + hard ? 1 : 0;
                    ceiling[i] = random.nextDouble() < 0.75 + hard ? 1 : 0;
                }
                var found = GapRecovered.of(weak, student, ceiling, LEVEL);
                if (found instanceof Fitted.Found(var gap)) {
                    all++;
                    paired += gap.share().holds(share) ? 1 : 0;
                    none += gap.finding() == GapRecovered.Finding.NOTHING ? 1 : 0;
                    apart += GapRecovered.of(rate(weak), rate(student), rate(ceiling), LEVEL)
                                    .map(g -> g.share().holds(share))
                                    .value()
                                    .orElse(false)
                            ? 1
                            : 0;
                }
            }
            assertThat((double) all / tries).isGreaterThan(0.85);
            assertThat((double) paired / all).isBetween(0.83, 0.97);
            assertThat((double) apart / all).isBetween(0.83, 1.0); // it does not know what the problems have in common
            if (share == 0) {
                assertThat((double) none / all).isBetween(0.83, 0.97);
            }
        }
    }

    private static SuccessRate rate(double[] scores) {
        return new SuccessRate(Math.round(Arrays.stream(scores).sum()), scores.length);
    }

    @Test
    void aPerfectJudgeReachesTheCoverageAndAConstantOneASingleAnswer() {
        var random = new SplittableRandom(4);
        int problems = 30;
        int answers = 16;
        var right = new boolean[problems][answers];
        var perfect = new double[problems][answers];
        var constant = new double[problems][answers];
        var blind = new double[problems][answers];
        for (int p = 0; p < problems; p++) {
            double rate = random.nextDouble();
            for (int i = 0; i < answers; i++) {
                right[p][i] = random.nextDouble() < rate;
                perfect[p][i] = right[p][i] ? 1 : 0;
                blind[p][i] = i % 3; // says nothing of which is right
            }
        }
        var best = JudgeCurve.of(perfect, right);
        var none = JudgeCurve.of(constant, right);
        for (int n = 1; n <= answers; n++) {
            double coverage = 0;
            for (var of : right) {
                int count = 0;
                for (boolean one : of) {
                    count += one ? 1 : 0;
                }
                coverage += PassAtK.of(answers, count, n) / problems;
            }
            assertThat(best.at(n)).isCloseTo(coverage, within(1e-12));
            assertThat(best.perfect(n)).isCloseTo(coverage, within(1e-12));
            assertThat(none.at(n)).isCloseTo(none.constant(), within(1e-12));
        }
        var above = best.above(none, 8, LEVEL, 500, 1);
        assertThat(above.low()).isPositive();
        assertThat(none.aboveOne(8, LEVEL, 200, 1).value()).isCloseTo(0, within(1e-12));
        assertThat(JudgeCurve.of(blind, right).aboveOne(8, LEVEL, 500, 1).holds(0))
                .isTrue();
    }

    @Test
    void theBestOfNWithoutTiesHasTheGoldenValues() {
        double[] gold = {0.1, 0.5, 0.2, 0.9, 0.4};
        double[] expected = {0.42, 0.52, 0.53, 0.50, 0.40};
        var sorted = BestOfN.byScore(new double[] {-3, -1, 0, 2, 7}, gold);
        for (int n = 1; n <= 5; n++) {
            assertThat(BestOfN.mean(sorted, n)).isCloseTo(expected[n - 1], within(1e-12));
        }
        var turned = BestOfN.byScore(new double[] {7, 2, 0, -1, -3}, new double[] {0.4, 0.9, 0.2, 0.5, 0.1});
        assertThat(turned).containsExactly(gold);
    }

    @Test
    void aJudgeThatPrefersWrongAnswersFallsBelowOne() {
        var right = new boolean[40][16];
        var scores = new double[40][16];
        for (int p = 0; p < 40; p++) {
            for (int i = 0; i < 16; i++) {
                right[p][i] = i < 4 + p % 5;
                scores[p][i] = i;
            }
        }
        assertThat(JudgeCurve.of(scores, right).aboveOne(8, LEVEL, 300, 1).high())
                .isNegative();
    }

    @Test
    void scoresOfStepsAreReducedAsNamed() {
        assertThat(StepScores.PRODUCT.of(0.5, 0.5, 1)).isEqualTo(0.25);
        assertThat(StepScores.MINIMUM.of(0.9, 0.2, 1)).isEqualTo(0.2);
        assertThat(StepScores.LAST.of(0.9, 0.2, 0.7)).isEqualTo(0.7);
        assertThat(StepScores.PRODUCT.of()).isEqualTo(1);
    }

    @Test
    void aBaseThatIsNeverRightOrAlwaysIsRefused() {
        var gate = new AccuracyGate(0.1, 0.9);
        assertThat(gate.refusal(new SuccessRate(378, 1000), LEVEL)).isEmpty();
        assertThat(gate.refusal(new SuccessRate(1, 200), LEVEL).orElseThrow()).contains("1 of 200", "a signal");
        assertThat(gate.refusal(new SuccessRate(197, 200), LEVEL).orElseThrow()).contains("room to improve");
        assertThat(gate.refusal(new SuccessRate(2, 10), LEVEL)).isPresent(); // too few problems to know
    }
}
