package loglog.laws.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Closed forms against values computed apart, against counting every case, and against simulation. */
class GoldenRatesTest {
    private static final double GOLDEN = 1e-6;

    @Test
    void passAtKHasTheGoldenValues() {
        assertThat(PassAtK.of(10, 3, 1)).isCloseTo(0.3, within(GOLDEN));
        assertThat(PassAtK.of(10, 3, 5)).isCloseTo(0.9166666666666666, within(GOLDEN));
        assertThat(PassAtK.of(200, 1, 100)).isCloseTo(0.5, within(GOLDEN));
        assertThat(PassAtK.of(1000, 5, 100)).isCloseTo(0.41016781831041016, within(GOLDEN));
        assertThat(PassAtK.of(10, 0, 5)).isZero();
        assertThat(PassAtK.of(10, 10, 1)).isEqualTo(1);
        assertThat(PassAtK.of(10, 6, 5)).isEqualTo(1);
    }

    @Test
    void passAtKIsTheMeanOverAllSubsets() {
        for (int n = 1; n <= 12; n++) {
            for (int c = 0; c <= n; c++) {
                var solved = new long[n + 1];
                var all = new long[n + 1];
                for (int subset = 1; subset < 1 << n; subset++) {
                    int k = Integer.bitCount(subset);
                    all[k]++;
                    solved[k] += (subset & (1 << c) - 1) != 0 ? 1 : 0;
                }
                for (int k = 1; k <= n; k++) {
                    assertThat(PassAtK.of(n, c, k)).isCloseTo((double) solved[k] / all[k], within(1e-12));
                }
            }
        }
    }

    @Test
    void passAtKOfManySamplesIsTheProductOfItsFactors() {
        long[][] cases = {
            {1000, 100, 200}, {10_000, 70, 65}, {10_000, 65, 5_000}, {1_000_000, 3_000, 900}, {200, 65, 70}
        };
        for (var of : cases) {
            double log = 0;
            for (long i = 0; i < of[1]; i++) {
                log += Math.log1p(-(double) of[2] / (of[0] - i));
            }
            assertThat(1 - PassAtK.of(of[0], of[1], of[2])).isCloseTo(Math.exp(log), within(1e-13));
        }
        assertThat(PassAtK.of(4_000_000_000L, 40_000, 100_000)).isCloseTo(-Math.expm1(-1.00001), within(1e-5));
        assertThatThrownBy(() -> PassAtK.of(10, 11, 2)).hasMessageContaining("11 successes of 10 samples");
        assertThatThrownBy(() -> PassAtK.of(10, 1, 11)).hasMessageContaining("k = 11");
    }

    @Test
    void mixturesHaveTheGoldenCoverage() {
        var heavy = new BetaRates(0.3, 5);
        double[] golden = {0.05660377358490465, 0.29093127192131873, 0.6068661872433543, 0.8005389147116937};
        double[] even = {0.5, 0.9090909090909093, 0.9900990099009902, 0.9990009990009998};
        for (int i = 0; i < 4; i++) {
            assertThat(heavy.coverage(Math.pow(10, i))).isCloseTo(golden[i], within(GOLDEN));
            assertThat(new BetaRates(1, 1).coverage(Math.pow(10, i))).isCloseTo(even[i], within(GOLDEN));
            // with b = 1 a Kumaraswamy distribution is a beta distribution, with a = 1 too
            assertThat(new KumaraswamyRates(0.4, 1).coverage(Math.pow(10, i)))
                    .isCloseTo(new BetaRates(0.4, 1).coverage(Math.pow(10, i)), within(1e-9));
            assertThat(new KumaraswamyRates(1, 3).coverage(Math.pow(10, i)))
                    .isCloseTo(new BetaRates(1, 3).coverage(Math.pow(10, i)), within(1e-9));
        }
        assertThat(heavy.survival(1e9) * Math.pow(1e9, 0.3) / (heavy.survival(1e8) * Math.pow(1e8, 0.3)))
                .isCloseTo(1, within(1e-6));
        assertThat(new BetaRates(0.3, 5, 0.2).coverage(10)).isCloseTo(0.8 * golden[1], within(GOLDEN));
    }

    @Test
    void bothMixturesGiveTheSameLikelihoodWhereTheyAreTheSameDistribution() {
        var counts = SampleCounts.of(
                new long[] {64, 64, 64, 10_000, 10_000, 10_000, 1, 1}, new long[] {0, 1, 64, 0, 3, 5_000, 0, 1});
        for (double[] p : new double[][] {{1, 3}, {0.3, 1}, {2, 1}, {1, 20}}) {
            assertThat(new KumaraswamyRates(p[0], p[1]).logLikelihood(counts))
                    .isCloseTo(new BetaRates(p[0], p[1]).logLikelihood(counts), within(5e-3)); // nats
        }
    }

    @Test
    void theMajorityHasTheGoldenChances() {
        double[] shares = {0.4, 0.35, 0.25};
        assertThat(MajorityVote.of(shares, 0, 1)).isCloseTo(0.4, within(GOLDEN));
        assertThat(MajorityVote.of(shares, 0, 3)).isCloseTo(0.422, within(GOLDEN));
        assertThat(MajorityVote.of(shares, 0, 5)).isCloseTo(0.44344, within(GOLDEN));
        double sum = 0;
        for (int a = 0; a < 3; a++) {
            sum += MajorityVote.of(shares, a, 24);
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
        assertThat(MajorityVote.of(shares, 0, 243)).isBetween(0.75, 1.0);
        assertThat(MajorityVote.plateau(shares, 0)).isEqualTo(1);
        assertThat(MajorityVote.plateau(shares, 1)).isZero();
        assertThat(MajorityVote.plateau(new double[] {0.4, 0.4, 0.2}, 1)).isEqualTo(0.5);
    }

    @Test
    void theMajorityOfDrawnAnswersIsTheMeanOverAllSubsets() {
        int[] answers = {0, 0, 0, 0, 1, 1, 1, 2, 2, 3};
        long[] counts = {4, 3, 2, 1};
        for (int n = 1; n <= answers.length; n++) {
            for (int right = 0; right < counts.length; right++) {
                double won = 0;
                int subsets = 0;
                for (int subset = 1; subset < 1 << answers.length; subset++) {
                    if (Integer.bitCount(subset) != n) {
                        continue;
                    }
                    var votes = new int[counts.length];
                    for (int i = 0; i < answers.length; i++) {
                        votes[answers[i]] += subset >> i & 1;
                    }
                    int most = 0;
                    int tied = 0;
                    for (int v : votes) {
                        tied = v > most ? 1 : v == most ? tied + 1 : tied;
                        most = Math.max(most, v);
                    }
                    won += votes[right] == most ? 1.0 / tied : 0;
                    subsets++;
                }
                assertThat(MajorityVote.of(counts, right, n)).isCloseTo(won / subsets, within(1e-10));
            }
        }
    }

    @Test
    void theBestOfNHasTheGoldenMeans() {
        double[] values = {0.1, 0.5, 0.2, 0.9, 0.4};
        double[] golden = {0.42, 0.52, 0.53, 0.5, 0.4};
        for (int n = 1; n <= 5; n++) {
            assertThat(BestOfN.mean(values, n)).isCloseTo(golden[n - 1], within(GOLDEN));
        }
    }

    @Test
    void horizonsAndNinesHaveTheGoldenValues() {
        assertThat(Chain.nines(0.5)).isCloseTo(0.3010299956639812, within(GOLDEN));
        assertThat(Chain.nines(0.999)).isCloseTo(3, within(GOLDEN));
        double[][] golden = {
            {0.1, 6.578813478960585, 2.117904889901081},
            {0.01, 68.96756393652842, 22.20259646710895},
            {0.001, 692.8005491785002, 223.03196093395292}
        };
        for (var row : golden) {
            assertThat(Chain.of(row[0]).horizon(0.5)).isCloseTo(row[1], within(GOLDEN));
            assertThat(Chain.of(row[0]).horizon(0.8)).isCloseTo(row[2], within(GOLDEN));
            assertThat(Chain.of(row[0]).horizon(0.5) / Chain.of(row[0]).horizon(0.8))
                    .isCloseTo(3.1062837195053903, within(GOLDEN));
        }
    }

    @Test
    void votesChecksAndSearchesMatchWhatStubsDo() {
        var random = new SplittableRandom(7);
        int tries = 40_000;
        double error = 0.2;
        int steps = 6;
        long vote = 0;
        long redone = 0;
        long searched = 0;
        long sampled = 0;
        long thought = 0;
        for (int t = 0; t < tries; t++) {
            int wrong = 0;
            for (int i = 0; i < 3; i++) {
                wrong += random.nextDouble() < error ? 1 : 0;
            }
            vote += wrong >= 2 ? 1 : 0;
            boolean bad = random.nextDouble() < error;
            while (bad && random.nextDouble() < 0.7) {
                bad = random.nextDouble() < error;
            }
            redone += bad ? 1 : 0;
            searched += all(random, steps, error, 3) ? 1 : 0;
            sampled +=
                    all(random, steps, error, 1) | all(random, steps, error, 1) | all(random, steps, error, 1) ? 1 : 0;
            thought += all(random, 2, 0.1, 1) ? 0 : 1;
        }
        holds(vote, tries, Chain.voteOfThree(error));
        holds(redone, tries, Chain.verifyAndRedo(error, 0.7));
        holds(searched, tries, ChainSearch.byStep(error, 3, steps));
        holds(sampled, tries, ChainSearch.byChain(error, 3, steps));
        holds(thought, tries, Chain.errorOfThought(0.1, 8, 4));
        assertThat(ChainSearch.byChain(error, 1_000, 40)).isLessThan(ChainSearch.byStep(error, 2, 40));
        double chains = ChainSearch.chainsFor(error, 2, steps);
        assertThat(-Math.expm1(chains * Math.log1p(-Math.pow(1 - error, steps))))
                .isCloseTo(ChainSearch.byStep(error, 2, steps), within(1e-12));
    }

    private static boolean all(SplittableRandom random, int steps, double error, int candidates) {
        boolean right = true;
        for (int step = 0; step < steps; step++) {
            boolean one = false;
            for (int m = 0; m < candidates; m++) {
                one |= random.nextDouble() >= error;
            }
            right &= one;
        }
        return right;
    }

    private static void holds(long successes, long trials, double chance) {
        double se = Math.sqrt(chance * (1 - chance) / trials);
        assertThat((double) successes / trials).isCloseTo(chance, within(3.5 * se));
    }

    @Test
    void wilsonsIntervalIsTheTextbooks() {
        // Brown, Cai and DasGupta 2001: 0 of 10 at 95%: 0 to 0.2775; 5 of 10: 0.2366 to 0.7634
        assertThat(new SuccessRate(0, 10).interval(0.95).low()).isZero();
        assertThat(new SuccessRate(0, 10).interval(0.95).high()).isCloseTo(0.2775, within(1e-4));
        assertThat(new SuccessRate(5, 10).interval(0.95).low()).isCloseTo(0.2366, within(1e-4));
        assertThatThrownBy(() -> new SuccessRate(3, 2)).hasMessageContaining("3 successes of 2 trials");
    }

    @Test
    void resamplesKeepTheProblemsAndSpreadAsResamplesOfProblemsDo() {
        var samples = new long[200];
        var successes = new long[200];
        for (int i = 0; i < 200; i++) {
            samples[i] = 10;
            successes[i] = i % 4;
        }
        var counts = SampleCounts.of(samples, successes);
        assertThat(counts.entries()).isEqualTo(4);
        assertThat(counts.problems()).isEqualTo(200);
        assertThat(counts.unsolved()).isEqualTo(50);
        List<Double> draws = new ArrayList<>();
        for (int draw = 0; draw < 2000; draw++) {
            draws.add(counts.resampled(new SplittableRandom(draw)).coverage(1));
        }
        double mean = draws.stream().mapToDouble(d -> d).average().orElseThrow();
        double sd = Math.sqrt(draws.stream()
                .mapToDouble(d -> (d - mean) * (d - mean))
                .average()
                .orElseThrow());
        assertThat(mean).isCloseTo(0.15, within(0.001));
        assertThat(sd).isCloseTo(Math.sqrt(0.0125 / 200), within(4e-4));
        var fewer = counts.first(5, new SplittableRandom(1));
        assertThat(fewer.problems()).isEqualTo(200);
        assertThat(fewer.successes()).isCloseTo(150, within(35.0));
    }
}
