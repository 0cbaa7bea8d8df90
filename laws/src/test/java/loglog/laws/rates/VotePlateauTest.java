package loglog.laws.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VotePlateauTest {
    private static final int[] VOTES = {1, 3, 5, 9, 17, 33};

    @Test
    void pointsOfTheFormGiveItBack() {
        var right = new double[50][];
        for (int i = 0; i < right.length; i++) {
            double level = 0.2 + 0.4 * (i + 0.5) / right.length; // of mean 0.4
            right[i] = IntStream.of(VOTES)
                    .mapToDouble(n -> level - 0.15 * Math.pow(n, -0.5))
                    .toArray();
        }
        var law = VotePlateau.of(VOTES, right, 0.9, 50, 1).orElseThrow();
        assertThat(law.limit().value()).isCloseTo(0.4, within(1e-6));
        assertThat(law.gap().value()).isCloseTo(0.15, within(1e-6));
        assertThat(law.rms()).isLessThan(1e-6);
        assertThat(law.rmsByInverse()).isGreaterThan(1e-3);
        assertThat(law.at(9)).isCloseTo(0.4 - 0.15 * Math.pow(9, -0.5), within(1e-6));
        assertThat(law.limit().high() - law.limit().low())
                .isBetween(0.03, 0.09); // sd of levels 0.115 / sqrt(50), twice 1.64
    }

    /** Answers by Dirichlet-like shares: where they are one problem's own, the limit is the share of problems whose mode is right, which is known. */
    @Test
    void theLimitIsTheShareOfProblemsWhoseModeIsRight() {
        int held = 0;
        int trials = 20;
        for (int trial = 0; trial < trials; trial++) {
            var random = new SplittableRandom(trial);
            int problems = 150;
            var right = new double[problems][];
            double modes = 0;
            for (int i = 0; i < problems; i++) {
                var shares = new double[5];
                double sum = 0;
                for (int a = 0; a < 5; a++) {
                    shares[a] = -Math.log(1 - random.nextDouble()) * (a == 0 ? 1.6 : 1);
                    sum += shares[a];
                }
                for (int a = 0; a < 5; a++) {
                    shares[a] /= sum;
                }
                right[i] = IntStream.of(VOTES)
                        .mapToDouble(n -> MajorityVote.of(shares, 0, n))
                        .toArray();
                modes += MajorityVote.plateau(shares, 0) / problems;
            }
            var law = VotePlateau.of(VOTES, right, 0.9, 60, 1).orElseThrow();
            held += law.limit().holds(modes) ? 1 : 0;
            assertThat(law.at(33))
                    .isCloseTo(
                            java.util.Arrays.stream(right)
                                    .mapToDouble(row -> row[5])
                                    .average()
                                    .orElseThrow(),
                            within(0.02));
        }
        assertThat(held).isGreaterThanOrEqualTo(16);
    }

    @Test
    void whatVotesDoNotChangeHasNoLaw() {
        var right = new double[10][VOTES.length];
        assertThat(VotePlateau.of(VOTES, right, 0.9, 5, 1).value()).isEmpty();
        assertThat(VotePlateau.of(new int[] {1, 3}, new double[10][2], 0.9, 5, 1)
                        .value())
                .isEmpty();
    }
}
