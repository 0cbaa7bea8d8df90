package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import loglog.laws.rates.PassAtK;
import loglog.runs.Fields;
import loglog.training.Size;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThinkerTest {
    @TempDir
    static Path folder;

    /** A model that has learned a little. */
    @BeforeAll
    static void train() {
        var task = new TrainedTask(new ArithmeticChain(List.of(2, 3), 3, 1), 10, Optional.empty());
        TaskKind.train(folder, task, "batch: 64\nlr: 8e-3", new Size.Shape(16, 1), 60_000, 1);
    }

    @Test
    void whatIsMeasuredAddsUp() {
        try (var model = TaskModel.load(folder, 2)) {
            var thinker = new Thinker(model, 40, 1);
            var thought = thinker.think(16);
            // One vote, one best and one sample are the same chance, that of an answer.
            for (int i = 0; i < 40; i++) {
                assertThat(thought.voted()[i][0]).isBetween(0.0, 1.0);
                assertThat(thought.chosen()[i][0])
                        .isCloseTo(thought.voted()[i][0], org.assertj.core.data.Offset.offset(1e-9));
                // The best of all samples is one sample: right or wrong.
                assertThat(thought.chosen()[i][4]).isIn(0.0, 1.0);
                assertThat(thought.whole()[i] / 16.0).isLessThanOrEqualTo(thought.voted()[i][0] + 1e-9);
            }
            // Answers forced at the last step are those that were written.
            assertThat(thought.forced()).containsExactly(1, 2);
            assertThat(thought.sampleTokens()).isBetween(2.0, 6.0);
            assertThat(thought.flops(10)).isGreaterThan(9 * thought.sampleFlops());
            // More candidates cost more tokens and solve no fewer problems but by chance.
            assertThat(thought.searchTokens()).isSorted();
            assertThat(thought.searched()[3]).isGreaterThanOrEqualTo(thought.searched()[0] - 4);
            // The search with one candidate is one whole sample: the same chance within four standard errors.
            double one = java.util.Arrays.stream(thought.whole())
                    .mapToDouble(c -> PassAtK.of(16, c, 1))
                    .average()
                    .orElseThrow();
            assertThat(thought.searched()[0] / 40.0)
                    .isCloseTo(one, org.assertj.core.data.Offset.offset(4 * 0.5 / Math.sqrt(40)));

            // What is known of each problem agrees with what is known of all.
            var answers = thought.answers().orElseThrow();
            assertThat(java.util.Arrays.stream(answers.right()).sum()).isEqualTo((int) thought.greedy());
            assertThat(answers.operations()).containsOnly(2, 3).isEqualTo(answers.written());
            // Each end that is taken back costs tokens, and a step more.
            assertThat(answers.more()).containsExactly(1, 2, 4);
            assertThat(answers.moreTokens()).isSorted();
            assertThat(answers.moreTokens()[0]).isGreaterThan(thought.greedyTokens());
            // The verifier chooses one of one as everybody does, and of all a sample: right or wrong.
            var verified = thought.verified().orElseThrow();
            for (int i = 0; i < 40; i++) {
                assertThat(verified.chosen()[i][0])
                        .isCloseTo(thought.voted()[i][0], org.assertj.core.data.Offset.offset(1e-9));
                assertThat(verified.chosen()[i][4]).isIn(0.0, 1.0);
            }
            assertThat(verified.auc()).isBetween(0.0, 1.0);
            assertThat(verified.searchTokens()).isSorted();
            assertThat(verified.trainingFlops()).isPositive();

            // Written and read again.
            var json = thought.json();
            var read = Thought.read(Fields.of("x", json), json);
            assertThat(read.json()).isEqualTo(json);

            // The first samples are the same however many are drawn, on any number of threads.
            var few = thinker.draw(16);
            assertThat(few.whole()).isEqualTo(thought.whole());
            var more = thinker.draw(40);
            for (int i = 0; i < 40; i++) {
                assertThat(more.whole()[i]).isGreaterThanOrEqualTo(few.whole()[i]);
            }
            try (var alone = TaskModel.load(folder, 1)) {
                assertThat(new Thinker(alone, 40, 1).draw(16).whole()).isEqualTo(few.whole());
            }
        }
    }

    @Test
    void theExchangeOfASimulatedFamilyIsFound() {
        // logit(coverage) = a + 2 ln N + 1 ln T: ten times the FLOP are worth 10^(1/2) times the params. All problems
        // alike.
        var params = new double[] {1000, 2000, 4000};
        var thoughts = new java.util.ArrayList<Thought>();
        int problems = 400;
        int known = 64;
        for (double n : params) {
            var whole = new long[problems];
            var random = new java.util.SplittableRandom((long) n);
            double p = 1 / (1 + Math.exp(-(-18.5 + 2 * Math.log(n))));
            for (int i = 0; i < problems; i++) {
                for (int j = 0; j < known; j++) {
                    whole[i] += random.nextDouble() < p ? 1 : 0;
                }
            }
            thoughts.add(new Thought(
                    problems,
                    known,
                    1,
                    0,
                    1,
                    0,
                    n,
                    1,
                    whole,
                    new int[0],
                    new double[0][],
                    new int[0],
                    new double[0][],
                    new int[0],
                    new long[0],
                    new double[0],
                    0,
                    new int[0],
                    new long[0],
                    Optional.empty(),
                    Optional.empty()));
        }
        var found = ThinkingExchange.of(thoughts, params, 0.9, 1).orElseThrow();
        // With T = n N the params come in twice: logit ~ 2 ln N = (2 - 1) ln N + 1 (ln N), and 1 - (1-p)^n ~ n p.
        assertThat(found.paramsPerTenTimes()).isBetween(6.0, 20.0);
        assertThat(found.low()).isLessThan(found.paramsPerTenTimes());
        assertThat(found.high()).isGreaterThan(found.paramsPerTenTimes());
        assertThat(ThinkingExchange.of(thoughts.subList(0, 1), new double[] {1000}, 0.9, 1))
                .isEmpty();
    }
}
