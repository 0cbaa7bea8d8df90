package loglog.app.laws;

import java.util.List;
import java.util.OptionalDouble;
import loglog.app.UserError;
import loglog.app.answers.LadderAnswer;
import loglog.app.answers.PlanAnswer;
import loglog.app.answers.PlanQuestion;
import loglog.laws.Forecaster;
import loglog.laws.UniqueData;
import loglog.pages.text.Format;
import loglog.tables.Role;
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
    private static final int RESAMPLES = 1000;
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
            converter = BudgetOptions.Amount.class,
            description = "the loss to reach with the least compute (default: none)")
    Double targetLoss;

    @Option(
            names = "--fixed-params",
            paramLabel = "N",
            converter = BudgetOptions.Amount.class,
            description = "params of the model, over-trained or to fit a device (default: the best)")
    Double size;

    @Option(
            names = "--inference-tokens",
            paramLabel = "T",
            converter = BudgetOptions.Amount.class,
            description = "tokens served over the model's life, counted in at 2 FLOP per param"
                    + " (arXiv 2401.00448; default: none)")
    Double inferenceTokens;

    @Option(
            names = "--max-unique-tokens",
            paramLabel = "U",
            converter = BudgetOptions.Amount.class,
            description = "distinct tokens there are; more are repetitions, worth less each time"
                    + " (arXiv 2305.16264; default: no limit)")
    Double maxUniqueTokens;

    @Option(names = "--no-repeats", description = "read each unique token at most once")
    boolean noRepeats;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--axis", "--residuals");
        var flops = spending.flops();
        if (flops != null && targetLoss != null) {
            throw new UserError("a budget and --target-loss exclude each other; expected one of them");
        }
        boolean open = flops == null && targetLoss == null;
        if (size != null && open) {
            throw new UserError(
                    "--fixed-params says which model; expected with it --budget FLOP or --target-loss LOSS");
        }
        var read = runs.read(false, fitting.needs(), Role.PARAMS, Role.TOKENS);
        var law = fitting.law(read);
        var settings = fitting.settings(RESAMPLES, read);
        if (open) { // what the next orders of magnitude bring
            output.show(LadderAnswer.of(read, law, settings, question("", null), HINT, Waiting::on));
            return;
        }
        var words = (targetLoss == null
                        ? spending.words(flops)
                        : "loss %s".formatted(Format.trim(Format.digits(targetLoss, 5))))
                + (size == null ? "" : " with %s params".formatted(Format.count(size)));
        var forms = fitting.law == null ? fitting.below(Forecaster.formsOfParamsAndTokens(), read) : List.of(law);
        output.show(PlanAnswer.of(read, law, forms, settings, question(words, flops), Waiting::on));
    }

    private PlanQuestion question(String words, Double flops) {
        if (noRepeats && maxUniqueTokens == null) {
            throw new UserError("--no-repeats needs --max-unique-tokens, how many there are");
        }
        UniqueData data = maxUniqueTokens == null
                ? new UniqueData.Unlimited()
                : noRepeats ? new UniqueData.Once(maxUniqueTokens) : new UniqueData.Repeated(maxUniqueTokens);
        return new PlanQuestion(
                words,
                given(flops),
                given(targetLoss),
                given(size),
                given(inferenceTokens),
                data,
                spending.peak,
                spending.utilization);
    }

    private static OptionalDouble given(Double amount) {
        return amount == null ? OptionalDouble.empty() : OptionalDouble.of(amount);
    }
}
