package loglog.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.Device;
import loglog.engine.Tensors;
import loglog.engine.optimizers.Optimizer;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.training.Schedule;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods against what is known in closed form of a policy that can be enumerated. */
class EnumeratedPolicyTest {
    private static final double[] REWARDS = {0.3, -0.2, 1.1, 0.0, 0.7, -0.5, 0.4, 0.9, -1.0};
    private static final double BETA = 0.7;

    private Device device;
    private Model policy;
    private Model reference;

    @BeforeEach
    void open() {
        device = SmallPolicy.device();
        policy = SmallPolicy.model(device, 1, 0);
        reference = SmallPolicy.model(device, 1, 0);
    }

    @AfterEach
    void close() {
        device.close();
    }

    private void assertTilted() {
        var expected = SmallPolicy.tilted(SmallPolicy.probabilities(SmallPolicy.logs(reference)), REWARDS, BETA);
        var found = SmallPolicy.probabilities(SmallPolicy.logs(policy));
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).as("answer " + i).isCloseTo(expected[i], within(1e-3));
        }
    }

    @Test
    void probabilitiesAreOnesAndTheSameAsTheSamplers() {
        var all = SmallPolicy.all();
        double sum = 0;
        for (double p : SmallPolicy.probabilities(SmallPolicy.logs(policy))) {
            sum += p;
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
        var sampler = new BatchSampler(policy, SmallPolicy.TOKENS, 3);
        var each = sampler.logProbabilities(
                        List.of(new Prompt(0, new int[] {0})),
                        List.of(all.stream().map(Response::tokens).toList()))
                .getFirst();
        var found = new ResponseScorer(policy, reference, 2).distributions(all);
        for (int i = 0; i < all.size(); i++) {
            for (int t = 0; t < 2; t++) {
                assertThat(found.logProbabilities()[i][t]).isCloseTo(each.get(i)[t], within(1e-5));
            }
        }
    }

    /** The sum over prefixes of KL between next tokens, in expectation, is the KL between answers; entropies likewise. */
    @Test
    void klAndEntropyInExpectationAreThoseOfWholeAnswers() {
        var other = SmallPolicy.model(device, 5, 0);
        var p = SmallPolicy.logs(policy);
        var q = SmallPolicy.logs(other);
        var scores = new ResponseScorer(policy, other, 2).distributions(SmallPolicy.all());
        double kl = 0;
        double entropy = 0;
        double expectedKl = 0;
        double expectedEntropy = 0;
        double k3 = 0;
        var kls = ResponseScores.sums(scores.kl());
        var entropies = ResponseScores.sums(scores.entropy());
        for (int i = 0; i < p.length; i++) {
            double probability = Math.exp(p[i]);
            kl += probability * kls[i];
            entropy += probability * entropies[i];
            expectedKl += probability * (p[i] - q[i]);
            expectedEntropy -= probability * p[i];
            k3 += probability * KlEstimator.K3.of(p[i], q[i]);
            assertThat(kls[i]).isNotNegative();
        }
        assertThat(expectedKl).isGreaterThan(0.05);
        assertThat(kl).isCloseTo(expectedKl, within(1e-6));
        assertThat(k3).isCloseTo(expectedKl, within(1e-6));
        assertThat(entropy).isCloseTo(expectedEntropy, within(1e-6));
    }

    /** Every pair in both orders, as often as Bradley and Terry's chooser would choose so. */
    @Test
    void dpoReachesTheTiltedDistribution() {
        var all = SmallPolicy.all();
        var trainer = new ResponseTrainer(policy, SmallPolicy.recipe(9, 2, 3e-2), 600);
        var scorer = new ResponseScorer(policy, null, 2);
        var q = SmallPolicy.logs(reference);
        var dpo = new PreferenceLoss(PreferenceLoss.Form.DPO, BETA);
        for (int update = 0; update < 600; update++) {
            var p = ResponseScores.sums(scorer.logProbabilities(all).logProbabilities());
            var slopes = new double[9][2];
            for (int i = 0; i < 9; i++) {
                for (int j = 0; j < 9; j++) {
                    if (i != j) {
                        double chosen = PreferenceLoss.sigmoid(REWARDS[i] - REWARDS[j]);
                        double slope = chosen * dpo.of(p[i], p[j], q[i], q[j]).slope() / 36;
                        for (int t = 0; t < 2; t++) {
                            slopes[i][t] += slope;
                            slopes[j][t] -= slope;
                        }
                    }
                }
            }
            trainer.gradient(all, slopes);
            trainer.update();
        }
        assertTilted();
    }

    @Test
    void rewardsLessKlReachTheTiltedDistribution() {
        var all = SmallPolicy.all();
        var trainer = new ResponseTrainer(policy, SmallPolicy.recipe(9, 2, 3e-2), 600);
        var scorer = new ResponseScorer(policy, reference, 2);
        for (int update = 0; update < 600; update++) {
            var scores = scorer.logProbabilities(all);
            var p = SmallPolicy.probabilities(ResponseScores.sums(scores.logProbabilities()));
            var worth = GroupTuning.penalized(REWARDS, scores, BETA);
            double mean = 0;
            for (int i = 0; i < 9; i++) {
                mean += p[i] * worth[i];
            }
            var slopes = new double[9][2];
            for (int i = 0; i < 9; i++) {
                java.util.Arrays.fill(slopes[i], -p[i] * (worth[i] - mean));
            }
            trainer.gradient(all, slopes);
            trainer.update();
        }
        assertTilted();
    }

    /**
     * REINFORCE's gradient, in expectation over all answers and one answer at a time, is that of the expected reward: by the policy
     * gradient theorem, each prefix's probability times its tokens' advantages (Sutton et al. 2000).
     */
    @Test
    void reinforceInExpectationIsTheGradientOfTheExpectedReward() {
        var probe = new Object() {
            Tensors gradients;
        };
        var step = new TrainingStep(
                policy,
                (d, m, g) -> {
                    probe.gradients = g;
                    return SmallPolicy.recipe(9, 2, 1e-3).optimizer(d, m, g);
                },
                1,
                2);
        int cells = Math.toIntExact(policy.plan().layout().cells());
        var p = SmallPolicy.probabilities(SmallPolicy.logs(policy));
        var expectation = new double[cells];
        var one = new float[cells];
        for (int i = 0; i < 9; i++) {
            // The loss of an answer of reward r is -r log p, of each of its tokens.
            step.gradient(
                    new int[] {0, i / 3},
                    new int[] {i / 3, i % 3},
                    new float[] {(float) REWARDS[i], (float) REWARDS[i]},
                    1);
            device.kernels(0).read(probe.gradients.range(0, cells), one);
            for (int c = 0; c < cells; c++) {
                expectation[c] += p[i] * one[c];
            }
        }
        var exact = new double[cells];
        double[] first = {p[0] + p[1] + p[2], p[3] + p[4] + p[5], p[6] + p[7] + p[8]};
        double value = 0;
        var worth = new double[3];
        for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
                worth[a] += p[3 * a + b] / first[a] * REWARDS[3 * a + b];
            }
            value += first[a] * worth[a];
        }
        for (int a = 0; a < 3; a++) {
            add(step, probe.gradients, new int[] {0, 0}, new int[] {a, -1}, first[a] * (worth[a] - value), exact);
            for (int b = 0; b < 3; b++) {
                double advantage = p[3 * a + b] * (REWARDS[3 * a + b] - worth[a]);
                add(step, probe.gradients, new int[] {0, a}, new int[] {-1, b}, advantage, exact);
            }
        }
        double norm = 0;
        for (int c = 0; c < cells; c++) {
            norm += exact[c] * exact[c];
            assertThat(expectation[c]).isCloseTo(exact[c], within(1e-6));
        }
        assertThat(Math.sqrt(norm)).isGreaterThan(0.1);
    }

    private void add(TrainingStep step, Tensors gradients, int[] inputs, int[] targets, double weight, double[] to) {
        var one = new float[to.length];
        step.gradient(inputs, targets, new float[] {1, 1}, 1);
        device.kernels(0).read(gradients.range(0, one.length), one);
        for (int c = 0; c < to.length; c++) {
            to[c] += weight * one[c];
        }
    }

    /** A perfect filter: one exact round of expert iteration is the policy given success. */
    @Test
    void anExactRoundOfExpertIterationIsConditioningOnSuccess() {
        var all = SmallPolicy.all();
        var right = new boolean[] {true, false, false, true, true, false, false, false, true};
        var q = SmallPolicy.probabilities(SmallPolicy.logs(reference));
        double success = 0;
        for (int i = 0; i < 9; i++) {
            success += right[i] ? q[i] : 0;
        }
        var trainer = new ResponseTrainer(policy, SmallPolicy.recipe(9, 2, 5e-2), 1500);
        for (int update = 0; update < 1500; update++) {
            var slopes = new double[9][2];
            for (int i = 0; i < 9; i++) {
                java.util.Arrays.fill(slopes[i], right[i] ? -q[i] / success : 0);
            }
            trainer.gradient(all, slopes);
            trainer.update();
        }
        var found = SmallPolicy.probabilities(SmallPolicy.logs(policy));
        for (int i = 0; i < 9; i++) {
            assertThat(found[i]).as("answer " + i).isCloseTo(right[i] ? q[i] / success : 0, within(3e-3));
        }
    }

    private AnswerSampler sampler() {
        return new AnswerSampler(policy, SmallPolicy.TOKENS, 3, SmallPolicy.LENGTH, -1);
    }

    private static int number(Response answer) {
        return 3 * answer.tokens()[0] + answer.tokens()[1];
    }

    @Test
    void grpoRaisesTheRewardOfItsSamples() {
        var objective = new ClippedObjective(0.2, 0.2, 0, ClippedObjective.Normalization.GRPO, 2);
        var tuning = new GroupTuning(
                policy,
                reference,
                new GroupTuning.Settings(
                        8, 8, 2, 2, 1, 0, objective, new GroupAdvantages.Rule(GroupAdvantages.Scaling.GROUP), 1),
                _ -> new int[] {0},
                sampler(),
                (_, answers) ->
                        answers.stream().mapToDouble(a -> REWARDS[number(a)]).toArray(),
                java.util.Map.of(),
                SmallPolicy.recipe(32, 2, 1e-2),
                60,
                PolicyMeasure.NONE);
        double first = tuning.round(0).figures().get("reward");
        var last = tuning.round(1).figures();
        for (int round = 2; round < 60; round++) {
            last = tuning.round(round).figures();
        }
        assertThat(last.get("reward")).isGreaterThan(Math.max(first, 0.7)).isLessThanOrEqualTo(1.1);
        assertThat(last.get("kl")).isPositive();
    }

    @Test
    void expertIterationLearnsWhatItGetsRight() {
        var tuning = new ExpertIteration(
                policy,
                reference,
                new ExpertIteration.Settings(128, 1, 2, 1, 1),
                _ -> new int[] {0},
                sampler(),
                (_, answers) -> answers.stream()
                        .mapToDouble(a -> number(a) % 4 == 0 ? 1 : 0)
                        .toArray(),
                null,
                SmallPolicy.recipe(32, 2, 1e-2).with(1e-2, 32, new Schedule(Schedule.Kind.CONSTANT, 0, 0, 1)),
                25,
                PolicyMeasure.NONE);
        double first = tuning.round(0).figures().get("pass_rate");
        double last = first;
        for (int round = 1; round < 25; round++) {
            last = tuning.round(round).figures().get("pass_rate");
        }
        assertThat(first).isLessThan(0.7);
        assertThat(last).isGreaterThan(0.9);
    }

    /** Rewards and scores are known but for a constant. */
    @Test
    void aConstantMoreOfEveryRewardChangesNothing() {
        var rewards = new double[] {1, 0, 0.5, 2};
        var more = new double[] {4, 3, 3.5, 5};
        for (var scaling : GroupAdvantages.Scaling.values()) {
            assertThat(GroupAdvantages.of(more, 4, scaling).values())
                    .containsExactly(GroupAdvantages.of(rewards, 4, scaling).values(), within(1e-12));
        }
        assertThat(PairLoss.of(1.5, 0.25)).isEqualTo(PairLoss.of(1.5 + 8, 0.25 + 8));
    }

    /** AsymRE: what is always right is learned, too; so is a little of what is always wrong, which that method accepts. */
    @Test
    void aBaselineBelowTheMeanWeighsRightAnswersUp() {
        var rewards = new double[] {1, 1, 1, 0, 0, 0};
        var rule = new GroupAdvantages.Rule(GroupAdvantages.Scaling.NONE, GroupAdvantages.Baseline.GROUP, -0.1);
        var shifted = GroupAdvantages.of(rewards, 2, rule);
        var plain = GroupAdvantages.of(rewards, 2, GroupAdvantages.Scaling.NONE);
        assertThat(shifted.values()).containsExactly(new double[] {0.1, 0.1, 0.6, -0.4, 0.1, 0.1}, within(1e-12));
        assertThat(shifted.groupsWithoutSignal()).isEqualTo(plain.groupsWithoutSignal());
        assertThatThrownBy(() ->
                        new GroupAdvantages.Rule(GroupAdvantages.Scaling.GROUP, GroupAdvantages.Baseline.GROUP, -0.1))
                .isInstanceOf(loglog.runs.DataException.class)
                .hasMessageContaining("expected --scaling none or batch");
    }

    /** RAFT++: right answers alone, one to a prompt if need be. */
    @Test
    void withoutABaselineOnlyRightAnswersAreLearned() {
        var rule = new GroupAdvantages.Rule(GroupAdvantages.Scaling.NONE, GroupAdvantages.Baseline.NONE, 0);
        var right = GroupAdvantages.of(new double[] {1, 0, 1, 0}, 1, rule);
        assertThat(right.values()).containsExactly(1, 0, 1, 0);
        assertThat(right.groupsWithoutSignal()).isEqualTo(2);
        assertThat(GroupAdvantages.of(new double[] {1, 1, 0, 0}, 2, rule).groupsWithoutSignal())
                .isEqualTo(1);
    }

    @Test
    void groupsOfEqualRewardsAreCountedAndTeachNothing() {
        var advantages = GroupAdvantages.of(new double[] {1, 1, 0, 0, 1, 0}, 2, GroupAdvantages.Scaling.GROUP);
        assertThat(advantages.groupsWithoutSignal()).isEqualTo(2);
        assertThat(advantages.values()).startsWith(0, 0, 0, 0);
        assertThat(advantages.values()[4]).isPositive();
    }

    @Test
    void theOptimizerIsKeptWithItsCount() {
        var trainer = new ResponseTrainer(policy, SmallPolicy.recipe(9, 2, 1e-2), 10);
        Optimizer optimizer = trainer.optimizer();
        assertThat(optimizer.state()).isNotEmpty();
        trainer.resume(7);
        trainer.imitate(new ArrayList<>(SmallPolicy.all()));
        trainer.update();
        assertThat(trainer.updates()).isEqualTo(8);
    }
}
