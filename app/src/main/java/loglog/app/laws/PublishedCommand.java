package loglog.app.laws;

import java.util.List;
import java.util.stream.Collectors;
import loglog.app.UserError;
import loglog.app.answers.PlanQuestion;
import loglog.app.answers.PublishedAnswer;
import loglog.laws.PublishedLaw;
import loglog.laws.UniqueData;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog published}: what to train by laws of papers, where there are no runs of one's own yet. */
@Command(
        name = "published",
        description = "What to train for a budget or a loss by the laws that papers published, side by side: for those"
                + " who have no runs of their own yet. With runs, ask plan.")
public final class PublishedCommand implements Runnable {
    @Mixin
    BudgetOptions spending = new BudgetOptions();

    @Option(
            names = "--target-loss",
            paramLabel = "LOSS",
            converter = PositiveAmount.class,
            description = "the loss to reach with the least compute, in the paper's nats per token (default: none)")
    Double targetLoss;

    @Mixin
    PlannedModel model = new PlannedModel();

    @Option(
            names = "--law",
            paramLabel = "LAW",
            description = "one law: besiroglu, hoffmann or muennighoff (default: all of them)")
    String law;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        var flops = spending.flops();
        if ((flops == null) == (targetLoss == null)) {
            throw new UserError("found %s, expected one of --budget FLOP, --chips with --days, --usd, and --target-loss"
                    .formatted(flops == null ? "neither a budget nor a loss" : "a budget and --target-loss"));
        }
        var words = model.words(
                targetLoss == null ? spending.words(flops) : "loss %s".formatted(Format.trimmed(targetLoss, 5)));
        var question = new PlanQuestion(
                words,
                PositiveAmount.given(flops),
                PositiveAmount.given(targetLoss),
                PositiveAmount.given(model.size),
                PositiveAmount.given(model.inferenceTokens),
                model.maxUniqueTokens == null
                        ? new UniqueData.Unlimited()
                        : new UniqueData.Repeated(model.maxUniqueTokens),
                spending.peak,
                spending.utilization);
        output.show(PublishedAnswer.of(question, laws()));
    }

    private List<PublishedLaw> laws() {
        if (law == null) {
            return PublishedLaw.ALL;
        }
        var chosen =
                PublishedLaw.ALL.stream().filter(one -> one.id().equals(law)).toList();
        if (chosen.isEmpty()) {
            throw new UserError("--law: found %s, expected one of %s"
                    .formatted(
                            law, PublishedLaw.ALL.stream().map(PublishedLaw::id).collect(Collectors.joining(", "))));
        }
        return chosen;
    }
}
