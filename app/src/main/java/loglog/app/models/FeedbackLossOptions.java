package loglog.app.models;

import java.util.Locale;
import loglog.app.UserError;
import loglog.feedback.ClippedObjective;
import loglog.feedback.GroupAdvantages;
import loglog.feedback.PreferenceLoss;
import loglog.feedback.TuningName;
import picocli.CommandLine.Option;

/** The losses of pairs ({@code dpo}) and of groups of answers ({@code grpo}). */
final class FeedbackLossOptions {
    private static final double PAIRS_BETA = 0.1;

    @Option(names = "--loss", paramLabel = "NAME", description = "loss of pairs: dpo or ipo (default: dpo)")
    String loss = "dpo";

    @Option(
            names = "--beta",
            paramLabel = "B",
            description =
                    "weight of the distance from the reference: of dpo's margins (default: 0.1), of grpo's KL by k3"
                            + " (default: 0)")
    Double beta;

    @Option(
            names = "--label-smoothing",
            paramLabel = "E",
            description = "share of choices that dpo takes to be wrong (default: 0)")
    double labelSmoothing;

    @Option(
            names = "--reward-beta",
            paramLabel = "B",
            description = "price of KL in grpo's reward, as in PPO (default: 0)")
    double rewardBeta;

    @Option(
            names = "--normalization",
            paramLabel = "NAME",
            description = "divisor of grpo's loss: grpo, bnpo, dr_grpo or dapo (default: grpo)")
    ClippedObjective.Normalization normalization = ClippedObjective.Normalization.GRPO;

    @Option(
            names = "--scaling",
            paramLabel = "NAME",
            description = "divisor of grpo's advantages: group, batch or none (default: group)")
    GroupAdvantages.Scaling scaling = GroupAdvantages.Scaling.GROUP;

    @Option(
            names = "--clip",
            paramLabel = "E",
            split = ",",
            description =
                    "most change of a token's probability that grpo learns from, such as 0.2 or 0.2,0.28 (default: 0.2)")
    double[] clip = {0.2};

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            description = "what grpo's rewards are held against: group (its mean) or none (default: group)")
    GroupAdvantages.Baseline baseline = GroupAdvantages.Baseline.GROUP;

    @Option(
            names = "--baseline-shift",
            paramLabel = "S",
            description = "added to what grpo's rewards are held against: below 0, right answers count more"
                    + " (default: 0)")
    double baselineShift;

    @Option(names = "--updates", paramLabel = "N", description = "updates of a pass of grpo (default: 1)")
    int updates = 1;

    PreferenceLoss ofPairs(TuningName method) {
        return new PreferenceLoss(form(), beta == null || method != TuningName.DPO ? PAIRS_BETA : beta, labelSmoothing);
    }

    ClippedObjective ofGroups(TuningName method) {
        if (clip.length < 1 || clip.length > 2) {
            throw new UserError(
                    "--clip: found %d numbers, expected one, or the lower and the upper".formatted(clip.length));
        }
        return new ClippedObjective(
                clip[0], clip[clip.length - 1], beta == null || method != TuningName.GRPO ? 0 : beta, normalization, 1);
    }

    GroupAdvantages.Rule advantages() {
        return new GroupAdvantages.Rule(scaling, baseline, baselineShift);
    }

    private PreferenceLoss.Form form() {
        return switch (loss.toLowerCase(Locale.ROOT)) {
            case "dpo" -> PreferenceLoss.Form.DPO;
            case "ipo" -> PreferenceLoss.Form.IPO;
            default -> throw new UserError("--loss: found %s, expected dpo or ipo".formatted(loss));
        };
    }
}
