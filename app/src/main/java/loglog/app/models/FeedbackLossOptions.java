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
    private static final double CLIP = 0.2;

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
    double[] clip;

    @Option(
            names = "--ratio",
            paramLabel = "NAME",
            description =
                    "what grpo makes of a changed probability: clip (each token's, within --clip) or topr (none for right"
                            + " answers, the whole answer's for others) (default: clip)")
    ClippedObjective.Ratio ratio = ClippedObjective.Ratio.CLIP;

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

    @Option(
            names = "--positive-loss",
            paramLabel = "W",
            description = "weight of the right answers' cross-entropy beside grpo's loss (default: 0)")
    double positiveLoss;

    @Option(names = "--updates", paramLabel = "N", description = "updates of a pass of grpo (default: 1)")
    int updates = 1;

    PreferenceLoss ofPairs(TuningName method) {
        return new PreferenceLoss(form(), beta == null || method != TuningName.DPO ? PAIRS_BETA : beta, labelSmoothing);
    }

    ClippedObjective ofGroups(TuningName method) {
        if (clip != null && (clip.length < 1 || clip.length > 2)) {
            throw new UserError(
                    "--clip: found %d numbers, expected one, or the lower and the upper".formatted(clip.length));
        }
        if (clip != null && ratio == ClippedObjective.Ratio.TOPR) {
            throw new UserError("--clip: found with --ratio topr, which clips nothing, expected one of the two");
        }
        return new ClippedObjective(
                clip == null ? CLIP : clip[0],
                clip == null ? CLIP : clip[clip.length - 1],
                beta == null || method != TuningName.GRPO ? 0 : beta,
                normalization,
                1,
                ratio,
                positiveLoss);
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
