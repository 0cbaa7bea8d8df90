package loglog.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.laws.rates.BestOfN;
import loglog.runs.DataException;
import loglog.runs.Json;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Losses and their slopes: in closed form, by differences, and where they are there, against stored references. */
class FeedbackLossesTest {
    private static final Offset<Double> EXACT = within(1e-6);
    private static final Path GOLDEN = Path.of("../../shared/golden/posttraining/golden.json");

    private static JsonNode golden() throws IOException {
        assumeTrue(Files.exists(GOLDEN), GOLDEN + " is not there");
        return Json.object(GOLDEN, "the file", Files.readAllBytes(GOLDEN));
    }

    private static double[] row(JsonNode node) {
        var values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).asDouble();
        }
        return values;
    }

    private static double[][] rows(JsonNode node) {
        var values = new double[node.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = row(node.get(i));
        }
        return values;
    }

    @Test
    void dpoAtTheReferenceIsLnTwoWithASlopeOfHalfBeta() {
        for (double beta : new double[] {0.1, 0.5, 2}) {
            var value = new PreferenceLoss(PreferenceLoss.Form.DPO, beta).of(-12, -30, -12, -30);
            assertThat(value.loss()).isCloseTo(Math.log(2), within(1e-15));
            assertThat(value.slope()).isCloseTo(-beta / 2, within(1e-15));
            assertThat(value.margin()).isZero();
        }
    }

    @Test
    void slopesAreThoseOfTheLosses() {
        double step = 1e-5;
        for (var loss : new PreferenceLoss[] {
            new PreferenceLoss(PreferenceLoss.Form.DPO, 0.3),
            new PreferenceLoss(PreferenceLoss.Form.DPO, 0.3, 0.1),
            new PreferenceLoss(PreferenceLoss.Form.IPO, 0.3)
        }) {
            double up = loss.of(-9 + step, -8, -9.5, -7).loss();
            double down = loss.of(-9 - step, -8, -9.5, -7).loss();
            assertThat(loss.of(-9, -8, -9.5, -7).slope()).isCloseTo((up - down) / (2 * step), within(1e-7));
            double other = (loss.of(-9, -8 + step, -9.5, -7).loss()
                            - loss.of(-9, -8 - step, -9.5, -7).loss())
                    / (2 * step);
            assertThat(-loss.of(-9, -8, -9.5, -7).slope()).isCloseTo(other, within(1e-7));
        }
        assertThat(PairLoss.of(1.2, 0.7).slope())
                .isCloseTo(
                        (PairLoss.of(1.2 + step, 0.7).loss()
                                        - PairLoss.of(1.2 - step, 0.7).loss())
                                / (2 * step),
                        within(1e-7));
        for (var estimator : KlEstimator.values()) {
            double slope = (estimator.of(-1 + step, -1.4) - estimator.of(-1 - step, -1.4)) / (2 * step);
            assertThat(estimator.slope(-1, -1.4)).isCloseTo(slope, within(1e-7));
        }
    }

    @Test
    void agreesWithStoredLossesOfPairs() throws IOException {
        var golden = golden();
        for (var beta : new String[] {"0.1", "0.5"}) {
            var dpo = golden.get("dpo_beta_" + beta);
            var chosen = row(dpo.get("policy_chosen"));
            var rejected = row(dpo.get("policy_rejected"));
            var referenceChosen = row(dpo.get("ref_chosen"));
            var referenceRejected = row(dpo.get("ref_rejected"));
            for (int i = 0; i < chosen.length; i++) {
                var value = new PreferenceLoss(PreferenceLoss.Form.DPO, Double.parseDouble(beta))
                        .of(chosen[i], rejected[i], referenceChosen[i], referenceRejected[i]);
                assertThat(value.loss()).isCloseTo(row(dpo.get("loss"))[i], EXACT);
                // Those of the mean of three.
                assertThat(value.slope() / 3).isCloseTo(row(dpo.get("grad_chosen"))[i], EXACT);
                assertThat(-value.slope() / 3).isCloseTo(row(dpo.get("grad_rejected"))[i], EXACT);
                var ipo = new PreferenceLoss(PreferenceLoss.Form.IPO, Double.parseDouble(beta))
                        .of(chosen[i], rejected[i], referenceChosen[i], referenceRejected[i]);
                assertThat(ipo.loss())
                        .isCloseTo(row(golden.get("ipo_beta_" + beta).get("loss"))[i], EXACT);
            }
        }
        var pairs = golden.get("bt_rm");
        for (int i = 0; i < 3; i++) {
            var value = PairLoss.of(row(pairs.get("chosen"))[i], row(pairs.get("rejected"))[i]);
            assertThat(value.loss()).isCloseTo(row(pairs.get("loss"))[i], EXACT);
            assertThat(value.slope() / 3).isCloseTo(row(pairs.get("grad_chosen"))[i], EXACT);
        }
    }

    @Test
    void agreesWithAStoredLossOfGroups() throws IOException {
        var grpo = golden().get("grpo");
        var advantages = GroupAdvantages.of(row(grpo.get("reward")), 4, GroupAdvantages.Scaling.GROUP);
        assertThat(advantages.values()).containsExactly(row(grpo.get("advantage")), EXACT);
        var objective = new ClippedObjective(
                grpo.get("clip").asDouble(),
                grpo.get("clip").asDouble(),
                grpo.get("beta").asDouble(),
                ClippedObjective.Normalization.GRPO,
                2);
        var now = rows(grpo.get("new"));
        var reference = rows(grpo.get("ref"));
        var value = objective.of(now, rows(grpo.get("old")), reference, advantages.values(), 8);
        assertThat(value.loss()).isCloseTo(grpo.get("loss_mean_over_tokens").asDouble(), EXACT);
        var slopes = rows(grpo.get("grad"));
        var kl = rows(grpo.get("kl_k3"));
        for (int i = 0; i < 4; i++) {
            assertThat(value.slopes()[i]).containsExactly(slopes[i], EXACT);
            for (int t = 0; t < 2; t++) {
                assertThat(KlEstimator.K3.of(now[i][t], reference[i][t])).isCloseTo(kl[i][t], EXACT);
            }
        }
    }

    @Test
    void agreesWithStoredKlAndBestOfN() throws IOException {
        var golden = golden();
        var kl = golden.get("kl");
        var p = row(kl.get("p"));
        var q = row(kl.get("q"));
        var expected = new double[3];
        for (int i = 0; i < 3; i++) {
            for (var estimator : KlEstimator.values()) {
                expected[estimator.ordinal()] += p[i] * estimator.of(Math.log(p[i]), Math.log(q[i]));
            }
        }
        assertThat(expected[0]).isCloseTo(kl.get("kl_pq").asDouble(), EXACT);
        assertThat(expected[1]).isCloseTo(kl.get("k2_expectation").asDouble(), EXACT);
        assertThat(expected[2]).isCloseTo(kl.get("k3_expectation").asDouble(), EXACT);
        golden.get("bon_kl_formula")
                .properties()
                .forEach(entry -> assertThat(BestOfN.kl(Long.parseLong(entry.getKey())))
                        .isCloseTo(entry.getValue().asDouble(), EXACT));
        golden.get("bon_kl_discrete_below_bound").properties().forEach(entry -> {
            var policy = row(entry.getValue().get("policy"));
            long n = Long.parseLong(entry.getKey());
            var best = BestOfN.distribution(policy, n);
            assertThat(best).containsExactly(row(entry.getValue().get("best_of_n")), EXACT);
            double found = 0;
            for (int i = 0; i < best.length; i++) {
                found += best[i] * Math.log(best[i] / policy[i]);
            }
            assertThat(found).isCloseTo(entry.getValue().get("kl").asDouble(), EXACT);
            assertThat(found).isLessThan(BestOfN.kl(n));
        });
    }

    /** What the loss is divided by; three tokens against one, an advantage of 1 each. */
    @Test
    void normalizationsAreThePublishedOnes() {
        double[][] logs = {{-1, -1, -1}, {-1}};
        double[] advantages = {1, 1};
        for (var normalization : ClippedObjective.Normalization.values()) {
            var value = new ClippedObjective(0.2, 0.2, 0, normalization, 5).of(logs, logs, null, advantages, 10);
            double[] slopes = switch (normalization) {
                case GRPO -> new double[] {-1 / 6.0, -1 / 2.0};
                case BNPO -> new double[] {-1 / 4.0, -1 / 4.0};
                case DR_GRPO -> new double[] {-1 / 10.0, -1 / 10.0};
                case DAPO -> new double[] {-1 / 10.0, -1 / 10.0};
            };
            assertThat(value.slopes()[0][0]).as(normalization.name()).isCloseTo(slopes[0], within(1e-12));
            assertThat(value.slopes()[1][0]).as(normalization.name()).isCloseTo(slopes[1], within(1e-12));
        }
    }

    /** A value of zero and a gradient that is none: what a round's first update shows. */
    @Test
    void onPolicyTheLossIsZeroAndItsGradientIsNot() {
        double[][] logs = {{-1}, {-2}};
        var value = new ClippedObjective(0.2, 0.2, 0.1, ClippedObjective.Normalization.GRPO, 1)
                .of(
                        logs,
                        logs,
                        logs,
                        GroupAdvantages.of(new double[] {1, 0}, 2, GroupAdvantages.Scaling.GROUP)
                                .values(),
                        2);
        assertThat(value.loss()).isCloseTo(0, within(1e-12));
        assertThat(value.slopes()[0][0]).isLessThan(-0.3);
    }

    /** With a probability that has moved past the clip in the advantage's direction, nothing is left to learn. */
    @Test
    void theClipTakesTheGradientAwayOnOneSideAlone() {
        var objective = new ClippedObjective(0.2, 0.28, 0, ClippedObjective.Normalization.GRPO, 1);
        double[][] before = {{-1}, {-1}, {-1}, {-1}};
        double[][] now = {{-0.7}, {-1.3}, {-0.7}, {-1.3}};
        var value = objective.of(now, before, null, new double[] {1, 1, -1, -1}, 4);
        assertThat(value.slopes()[0][0]).isZero();
        assertThat(value.slopes()[1][0]).isNegative();
        assertThat(value.slopes()[2][0]).isPositive();
        assertThat(value.slopes()[3][0]).isZero();
        assertThat(value.clipped()).isEqualTo(0.5);
    }

    /** TOPR (arXiv 2503.14286): what is right is learned however unlikely it became, what is wrong the less the more it is unlearned. */
    @Test
    void theTaperedRatioIsThatOfWholeWrongAnswersAlone() {
        var objective = new ClippedObjective(
                0.2, 0.2, 0, ClippedObjective.Normalization.GRPO, 1, ClippedObjective.Ratio.TOPR, 0);
        double[][] before = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
        double[][] now = {{-3, -1}, {-0.5, -1}, {-3, -1}, {-0.5, -1}};
        var value = objective.of(now, before, null, new double[] {0.5, 0.5, -0.5, -0.5}, 4);
        double share = 1 / 8.0;
        for (int t = 0; t < 2; t++) {
            assertThat(value.slopes()[0][t]).isCloseTo(-0.5 * share, within(1e-15));
            assertThat(value.slopes()[1][t]).isCloseTo(-0.5 * share, within(1e-15));
            assertThat(value.slopes()[2][t]).isCloseTo(0.5 * Math.exp(-2) * share, within(1e-15));
            assertThat(value.slopes()[3][t]).as("at most 1").isCloseTo(0.5 * share, within(1e-15));
        }
        assertThat(value.clipped()).isZero();
        assertThat(objective
                        .of(before, before, null, new double[] {1, 1, -1, -1}, 4)
                        .loss())
                .as("at first there is nothing to lose")
                .isZero();
    }

    /** Positive example LM loss: right answers of a group in which all are right keep a gradient, whatever the ratio. */
    @Test
    void thePositiveLossIsOfRightAnswersAndHasNoRatio() {
        double[][] before = {{-1, -1}, {-1, -1}};
        double[][] now = {{-3, -1}, {-3, -1}};
        for (var ratio : ClippedObjective.Ratio.values()) {
            var objective = new ClippedObjective(0.2, 0.2, 0, ClippedObjective.Normalization.GRPO, 1, ratio, 0.5);
            var value = objective.of(now, before, null, new double[] {0, 0}, new boolean[] {true, false}, 4);
            assertThat(value.slopes()[0]).containsExactly(new double[] {-0.5 / 4, -0.5 / 4}, within(1e-15));
            assertThat(value.slopes()[1]).containsExactly(new double[] {0, 0}, within(1e-15));
            assertThat(value.loss()).isCloseTo(0.5 * (3 + 1) / 4, within(1e-15));
        }
    }

    @Test
    void settingsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new PreferenceLoss(PreferenceLoss.Form.DPO, 0))
                .isInstanceOf(DataException.class)
                .hasMessage("--beta: found 0.0, expected a number above 0");
        assertThatThrownBy(() -> new PreferenceLoss(PreferenceLoss.Form.IPO, 0.1, 0.1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("and 0 for ipo");
        assertThatThrownBy(() -> new ClippedObjective(1.5, 0.2, 0, ClippedObjective.Normalization.GRPO, 1))
                .isInstanceOf(DataException.class);
    }
}
