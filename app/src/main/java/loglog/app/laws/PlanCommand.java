package loglog.app.laws;

import java.util.List;
import loglog.app.UserError;
import loglog.app.answers.FitSettings;
import loglog.app.answers.LadderAnswer;
import loglog.app.answers.PlanAnswer;
import loglog.app.answers.PlanQuestion;
import loglog.laws.Forecaster;
import loglog.laws.UniqueData;
import loglog.tables.Role;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog plan}: what to train for a budget or a target loss. */
@Command(
        name = "plan",
        description =
                "What to train: for a budget (FLOP, chips or money) the best params and tokens and their loss, for a"
                        + " target loss the compute that it takes.")
public final class PlanCommand implements Runnable {
    private static final String HINT = "Ask for one with --budget FLOP, --chips with --days, --usd, or --target-loss.";

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    BudgetOptions spending = new BudgetOptions();

    @Option(
            names = "--target-loss",
            paramLabel = "LOSS",
            converter = PositiveAmount.class,
            description = "the loss to reach with the least compute (default: none)")
    Double targetLoss;

    @Mixin
    PlannedModel model = new PlannedModel();

    @Option(names = "--no-repeats", description = "read each unique token at most once")
    boolean noRepeats;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--axis", "--residuals");
        var flops = spending.flops();
        if (flops != null && targetLoss != null) {
            throw new UserError("found a budget and --target-loss, expected one of them");
        }
        boolean open = flops == null && targetLoss == null;
        if (model.size != null && open) {
            throw new UserError("--fixed-params: found alone, expected --budget FLOP or --target-loss LOSS with it");
        }
        var read = runs.read(false, fitting.needs(), Role.PARAMS, Role.TOKENS);
        var law = fitting.law(read);
        var settings = fitting.settings(FitSettings.resamples(read), read);
        var forms = fitting.law == null ? fitting.below(Forecaster.formsOfParamsAndTokens(), read) : List.of(law);
        if (open) { // what the next orders of magnitude bring
            output.show(LadderAnswer.of(read, law, forms, settings, question("", null), HINT, Waiting::on));
            return;
        }
        var words = model.words(
                targetLoss == null ? spending.words(flops) : "loss %s".formatted(Format.trimmed(targetLoss, 5)));
        output.show(PlanAnswer.of(read, law, forms, settings, question(words, flops), Waiting::on));
    }

    private PlanQuestion question(String words, Double flops) {
        if (noRepeats && model.maxUniqueTokens == null) {
            throw new UserError("--no-repeats: found without --max-unique-tokens, expected with it");
        }
        UniqueData data = model.maxUniqueTokens == null
                ? new UniqueData.Unlimited()
                : noRepeats
                        ? new UniqueData.Once(model.maxUniqueTokens)
                        : new UniqueData.Repeated(model.maxUniqueTokens);
        return new PlanQuestion(
                words,
                PositiveAmount.given(flops),
                PositiveAmount.given(targetLoss),
                PositiveAmount.given(model.size),
                PositiveAmount.given(model.inferenceTokens),
                data,
                spending.peak,
                spending.utilization);
    }
}
