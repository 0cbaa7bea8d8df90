package loglog.app.laws;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import loglog.app.UserError;
import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.sheet.Sheet;
import loglog.app.text.Format;
import loglog.app.text.TextTable;
import loglog.laws.Answer;
import loglog.laws.Budget;
import loglog.laws.Cost;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Forecaster;
import loglog.laws.Interval;
import loglog.laws.Optimum;
import loglog.laws.Planner;
import loglog.laws.UniqueData;
import loglog.tables.Numbers;
import loglog.tables.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog plan}: what to train for a budget or a target loss. */
@Command(
        name = "plan",
        description =
                "What to train: for a budget (FLOP, chips or money) the best params and tokens and their loss, for a"
                        + " target loss the compute that it takes.")
public final class PlanCommand implements Runnable {
    private static final int RESAMPLES = 1000;

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(names = "--budget", paramLabel = "FLOP", converter = Amount.class, description = "compute to spend")
    Double budget;

    @Option(
            names = "--chips",
            paramLabel = "N",
            converter = Amount.class,
            description = "chips to train on, with --days")
    Double chips;

    @Option(names = "--days", paramLabel = "N", converter = Amount.class, description = "for how long")
    Double days;

    @Option(
            names = "--usd",
            paramLabel = "N",
            converter = Amount.class,
            description = "money to spend, with --usd-per-hour")
    Double usd;

    @Option(
            names = "--usd-per-hour",
            paramLabel = "N",
            converter = Amount.class,
            description = "the price of one chip for an hour")
    Double usdPerHour;

    @Option(
            names = "--peak",
            paramLabel = "FLOP/S",
            converter = Amount.class,
            description = "peak of one chip in the number format trained in (989e12: an H100 in bfloat16; the default)")
    Double peak = 989e12;

    @Option(
            names = "--utilisation",
            paramLabel = "SHARE",
            converter = Amount.class,
            description = "of the peak that training reaches (default: 0.4)")
    Double utilisation = 0.4;

    @Option(
            names = "--target-loss",
            paramLabel = "LOSS",
            converter = Amount.class,
            description = "the loss to reach: what is the least compute?")
    Double targetLoss;

    @Option(
            names = "--fixed-params",
            paramLabel = "N",
            converter = Amount.class,
            description = "a model of this size (over-trained, or to fit a device)")
    Double size;

    @Option(
            names = "--inference-tokens",
            paramLabel = "T",
            converter = Amount.class,
            description = "tokens served over the model's life, counted in at 2 FLOP per param (arXiv 2401.00448)")
    Double inferenceTokens;

    @Option(
            names = "--max-unique-tokens",
            paramLabel = "U",
            converter = Amount.class,
            description = "distinct tokens there are; more are repetitions, worth less each time (arXiv 2305.16264)")
    Double maxUniqueTokens;

    @Option(names = "--no-repeats", description = "read each unique token at most once")
    boolean noRepeats;

    static final class Amount implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            OptionalDouble number = Numbers.parse(text);
            if (number.isEmpty() || !(number.getAsDouble() > 0)) {
                throw new TypeConversionException(
                        "'%s' is not a positive number; expected for example 1e24, 70B or 1.4T".formatted(text));
            }
            return number.getAsDouble();
        }
    }

    @Override
    public void run() {
        fitting.criterion();
        var flops = budgetFlops();
        var read = runs.read(false, fitting.moreAxes(), Role.PARAMS, Role.TOKENS);
        var fit = fitting.fit(read);
        if (!Exponents.apply(fit.law())) {
            throw new UserError("--law %s is not a law of params and tokens; plans need one, for example chinchilla"
                    .formatted(fit.law().name()));
        }
        if (flops == null && targetLoss == null) {
            // Nothing asked for: what the next orders of magnitude bring.
            ladder(read, fit);
            return;
        }
        var planner = planner(read, fit);
        Answer answer;
        String question;
        if (targetLoss != null) {
            answer = size == null ? planner.forLoss(targetLoss) : planner.ofSizeForLoss(size, targetLoss);
            question = "loss %s".formatted(Format.trim(Format.digits(targetLoss, 5)))
                    + (size == null ? "" : " with %s params".formatted(Format.count(size)));
        } else {
            answer = size == null ? planner.forBudget(flops) : planner.ofSize(size, flops);
            question = "%s FLOP".formatted(Format.flops(flops))
                    + (size == null ? "" : " with %s params".formatted(Format.count(size)));
        }
        show(read, fit, question, answer);
    }

    private Planner planner(RunsOptions.Read read, Fit fit) {
        var cost = new Cost(read.flopsPerToken(), inferenceTokens == null ? 0 : inferenceTokens, 2);
        if (noRepeats && maxUniqueTokens == null) {
            throw new UserError("--no-repeats needs --max-unique-tokens, how many there are");
        }
        UniqueData data = maxUniqueTokens == null
                ? new UniqueData.Unlimited()
                : noRepeats ? new UniqueData.Once(maxUniqueTokens) : new UniqueData.Repeated(maxUniqueTokens);
        return new Planner(fitting.bootstrapped(fit, RESAMPLES), cost, data, fitting.level);
    }

    /** The budget in FLOP, or null where a target loss or nothing is asked for. */
    private Double budgetFlops() {
        int asked = (budget == null ? 0 : 1)
                + (chips == null && days == null ? 0 : 1)
                + (usd == null ? 0 : 1)
                + (targetLoss == null ? 0 : 1);
        if (asked > 1) {
            throw new UserError(
                    "--budget, --chips with --days, --usd and --target-loss exclude each other; expected one");
        }
        if ((chips == null) != (days == null)) {
            throw new UserError("--chips and --days belong together; found only %s"
                    .formatted(chips == null ? "--days" : "--chips"));
        }
        if (utilisation > 1) {
            throw new UserError("--utilisation is %s; expected a share of at most 1".formatted(utilisation));
        }
        if (budget != null) {
            return budget;
        }
        if (chips != null) {
            return new Budget.Cluster(chips, days, peak, utilisation).flops();
        }
        if (usd != null) {
            if (usdPerHour == null) {
                throw new UserError("--usd needs --usd-per-hour, the price of one chip for an hour");
            }
            return new Budget.Money(usd, usdPerHour, peak, utilisation).flops();
        }
        return null;
    }

    private void show(RunsOptions.Read read, Fit fit, String question, Answer answer) {
        var sheet = new Sheet("plan for " + question);
        about(sheet, read, fit);
        var json = Json.object();
        json.put("law", fit.law().name());
        json.put("level", fitting.level);
        switch (answer) {
            case Answer.Plan plan -> {
                var level = "%.0f%% interval".formatted(100 * fitting.level);
                var table = TextTable.of("", "best", level);
                row(
                        table,
                        inferenceTokens == null ? "compute [FLOP]" : "compute with serving [FLOP]",
                        plan.flops(),
                        true);
                row(table, "params", plan.params(), false);
                row(table, "tokens", plan.tokens(), false);
                row(table, "tokens per param", plan.tokensPerParam(), false);
                table.row(
                        "loss",
                        Format.digits(plan.loss().value(), 4),
                        Format.digits(plan.loss().low(), 4) + " to "
                                + Format.digits(plan.loss().high(), 4));
                table.row(
                        "chip days",
                        Format.number(plan.flops().value() / (peak * utilisation * 86400)),
                        "at %s FLOP/s, %s used".formatted(Format.flops(peak), Format.percent(utilisation)));
                sheet.table("intervals from refits to resampled runs", table);
                for (var note : plan.notes()) {
                    sheet.text(note);
                }
                json.put("reachable", true);
                json.set("flops", Json.of(plan.flops()));
                json.set("params", Json.of(plan.params()));
                json.set("tokens", Json.of(plan.tokens()));
                json.set("tokens_per_param", Json.of(plan.tokensPerParam()));
                json.set("loss", Json.of(plan.loss()));
                withForecast(sheet, json, read, fit, plan);
                sheet.figure(path(read, fit, plan), source(read, fit));
            }
            case Answer.Unreachable(Interval least, List<String> notes) -> {
                sheet.text("It cannot be reached: %s.".formatted(String.join("; ", notes)));
                json.put("reachable", false);
                json.set("least_loss", Json.of(least));
            }
        }
        json.set("notes", Json.of(answer.notes()));
        json.set("warnings", Json.of(fit.warnings()));
        output.show(sheet, json);
    }

    /** What a run of the plan would measure: with noise, and with what the law's form may be wrong by. */
    private void withForecast(Sheet sheet, ObjectNode json, RunsOptions.Read read, Fit fit, Answer.Plan plan) {
        if (maxUniqueTokens != null || fit.law().axes().contains("unique_tokens")) {
            return; // the forecast would not know of repetitions
        }
        var forms = fitting.law == null ? Forecaster.formsOfParamsAndTokens() : List.of(fit.law());
        var forecast = Forecaster.of(
                        read.observations(),
                        forms,
                        fitting.criterion(),
                        fitting.bootstrap == 0 ? RESAMPLES : fitting.bootstrap,
                        fitting.seed)
                .at(
                        Map.of(
                                "params",
                                plan.params().value(),
                                "tokens",
                                plan.tokens().value()),
                        fitting.level);
        sheet.text(
                "A run of this model would measure %s, in [%s, %s] with %.0f%%: with its noise, and with what the laws were off by when tried on runs they had not seen."
                        .formatted(
                                Format.digits(forecast.run().value(), 4),
                                Format.digits(forecast.run().low(), 4),
                                Format.digits(forecast.run().high(), 4),
                                100 * fitting.level));
        sheet.warnings(forecast.warnings());
        json.set("run", Json.of(forecast.run()));
    }

    private static void row(TextTable table, String name, Interval interval, boolean flops) {
        table.row(
                name,
                words(interval.value(), flops),
                words(interval.low(), flops) + " to " + words(interval.high(), flops));
    }

    private static String words(double value, boolean flops) {
        return flops ? Format.flops(value) : Format.count(value);
    }

    private void about(Sheet sheet, RunsOptions.Read read, Fit fit) {
        sheet.text("%s fitted to %d runs of %s%s"
                .formatted(
                        fit.law().name(),
                        fit.n(),
                        read.runs().table().source(),
                        read.notes().isEmpty() ? "" : "; " + String.join("; ", read.notes())));
        sheet.warnings(fit.warnings());
    }

    private static String source(RunsOptions.Read read, Fit fit) {
        return "%d rows of %s; %s"
                .formatted(fit.n(), read.runs().table().source(), fit.law().name());
    }

    private static Chart path(RunsOptions.Read read, Fit fit, Answer.Plan plan) {
        var flops = Figures.flops(read);
        double from = Figures.min(flops);
        double to = Math.max(Figures.max(flops), plan.flops().value()) * 2;
        var x = Figures.logSpaced(from, to, 60);
        var best = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            best[i] = Optimum.at(fit.law(), fit.values(), x[i]).params();
        }
        return new Chart("where the plan lies", Axis.log("training compute [FLOP]"), Axis.log("params"))
                .points("runs", flops, read.axis("params"))
                .line("compute-optimal params", x, best)
                .bars(
                        "plan",
                        new double[] {plan.flops().value()},
                        new double[] {plan.params().value()},
                        new double[] {plan.params().low()},
                        new double[] {plan.params().high()});
    }

    private void ladder(RunsOptions.Read read, Fit fit) {
        var planner = planner(read, fit);
        var sheet = new Sheet("compute-optimal models for the next orders of magnitude");
        about(sheet, read, fit);
        double largest = Figures.max(Figures.flops(read));
        var table = TextTable.of("compute [FLOP]", "params", "tokens", "tokens per param", "loss");
        var json = Json.object();
        json.put("law", fit.law().name());
        json.put("level", fitting.level);
        var array = json.putArray("plans");
        for (double oom = -1; oom <= 3; oom++) {
            double flops = Math.pow(10, Math.round(Math.log10(largest)) + oom);
            var plan = planner.forBudget(flops);
            table.row(
                    Format.flops(flops),
                    ranged(plan.params()),
                    ranged(plan.tokens()),
                    Format.number(plan.tokensPerParam().value()),
                    Format.digits(plan.loss().value(), 4) + " ["
                            + Format.digits(plan.loss().low(), 4) + ", "
                            + Format.digits(plan.loss().high(), 4) + "]");
            var node = array.addObject();
            Json.put(node, "flops", flops);
            node.set("params", Json.of(plan.params()));
            node.set("tokens", Json.of(plan.tokens()));
            node.set("tokens_per_param", Json.of(plan.tokensPerParam()));
            node.set("loss", Json.of(plan.loss()));
        }
        sheet.table("%.0f%% intervals from refits to resampled runs".formatted(100 * fitting.level), table);
        sheet.text("Ask for one with --budget FLOP, --chips with --days, --usd, or --target-loss.");
        output.show(sheet, json);
    }

    private static String ranged(Interval interval) {
        return "%s [%s, %s]"
                .formatted(Format.count(interval.value()), Format.count(interval.low()), Format.count(interval.high()));
    }
}
