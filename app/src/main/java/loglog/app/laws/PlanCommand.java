package loglog.app.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import loglog.app.UserError;
import loglog.laws.Answer;
import loglog.laws.Cost;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Forecaster;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.Planner;
import loglog.laws.Status;
import loglog.laws.UniqueData;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import loglog.tables.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    private Soundness sound;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--axis", "--residuals");
        var flops = spending.flops();
        if (flops != null && targetLoss != null) {
            throw new UserError("a budget and --target-loss exclude each other; expected one of them");
        }
        if (size != null && flops == null && targetLoss == null) {
            throw new UserError(
                    "--fixed-params says which model; expected with it --budget FLOP or --target-loss LOSS");
        }
        var read = runs.read(false, fitting.needs(), Role.PARAMS, Role.TOKENS);
        var fit = fitting.fit(read);
        if (!Exponents.apply(fit.law())) {
            throw new UserError("--law %s is not a law of params and tokens; plans need one, for example chinchilla"
                    .formatted(fit.law().name()));
        }
        sound = Soundness.of(read, fit);
        if (flops == null && targetLoss == null) {
            // Nothing asked for: what the next orders of magnitude bring.
            ladder(read, fit);
            return;
        }
        var planner = planner(read, fit);
        Answer answer;
        String question;
        if (targetLoss != null) {
            if (size == null && !sound.exponents()) {
                throw new UserError(
                        "%s: %s; the least compute for a loss is not determined; expected --budget FLOP, or runs of other shapes"
                                .formatted(read.source(), sound.determination().cause()));
            }
            answer = size == null ? planner.forLoss(targetLoss) : planner.ofSizeForLoss(size, targetLoss);
            question = "loss %s".formatted(Format.trim(Format.digits(targetLoss, 5)))
                    + (size == null ? "" : " with %s params".formatted(Format.count(size)));
        } else {
            answer = size == null ? best(planner, read, flops) : planner.ofSize(size, flops);
            question = spending.words(flops) + (size == null ? "" : " with %s params".formatted(Format.count(size)));
        }
        show(read, fit, planner, question, answer);
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

    /** The best model for a budget, or where the runs do not determine it the one on their own line. */
    private Answer.Plan best(Planner planner, RunsOptions.Read read, double flops) {
        if (sound.exponents()) {
            return planner.forBudget(flops);
        }
        return planner.onLine(sound.determination().line(), flops)
                .orElseThrow(
                        () -> new UserError("%s: %s; no plan for a budget can be made; expected runs of other shapes"
                                .formatted(read.source(), sound.determination().cause())));
    }

    /** Whether params and tokens are those of the runs' line, for want of knowing the best. */
    private boolean onLine() {
        return !sound.exponents() && size == null;
    }

    private void show(RunsOptions.Read read, Fit fit, Planner planner, String question, Answer answer) {
        var sheet = new Sheet("plan for " + question);
        double asked = answer instanceof Answer.Plan plan && size == null && targetLoss == null
                ? plan.flops().value()
                : Double.NaN;
        var warnings = warnings(read, fit, planner, asked);
        about(sheet, read, fit, warnings);
        var json = Json.object();
        json.put("law", fit.law().name());
        json.put("level", fitting.level);
        switch (answer) {
            case Answer.Plan plan -> {
                reasonable(plan, read, fit, question);
                var table = TextTable.of("", "best", fitting.percent() + " interval");
                row(
                        table,
                        inferenceTokens == null ? "compute [FLOP]" : "compute with serving [FLOP]",
                        Estimates.flops(plan.flops()),
                        targetLoss == null);
                if (onLine()) {
                    table.row("params", Format.count(plan.params().value()), ON_LINE);
                    table.row("tokens", Format.count(plan.tokens().value()), ON_LINE);
                    table.row(
                            "tokens per param",
                            Format.number(plan.tokensPerParam().value()),
                            ON_LINE);
                } else {
                    row(table, "params", Estimates.counts(plan.params()), size != null);
                    row(table, "tokens", Estimates.counts(plan.tokens()), false);
                    row(table, "tokens per param", Estimates.of(plan.tokensPerParam()), false);
                }
                row(table, Figures.metricName(read), Estimates.of(plan.loss()), targetLoss != null);
                sheet.table("intervals from refits to resampled runs", table);
                sheet.text(spending.hardware(trainingFlops(read, plan)));
                for (var note : plan.notes()) {
                    sheet.text(note + ".");
                }
                json.put("reachable", true);
                json.set("flops", Json.of(plan.flops()));
                putModel(json, plan);
                withForecast(sheet, json, read, fit, plan);
                sheet.figure(path(read, fit, List.of(plan)), source(read, fit));
            }
            case Answer.Unreachable(Interval least, List<String> notes) -> {
                sheet.text("It cannot be reached: %s.".formatted(String.join("; ", notes)));
                json.put("reachable", false);
                json.set("least_loss", Json.of(least));
            }
        }
        json.set("notes", Json.of(answer.notes()));
        json.set("warnings", Json.of(warnings));
        output.show(sheet, json, read);
    }

    /** What a run of the plan would measure: with noise, and with what the law's form may be wrong by. */
    private void withForecast(Sheet sheet, ObjectNode json, RunsOptions.Read read, Fit fit, Answer.Plan plan) {
        if (maxUniqueTokens != null || fit.law().axes().contains("unique_tokens")) {
            return; // the forecast would not know of repetitions
        }
        List<Law> forms =
                fitting.law == null ? fitting.below(Forecaster.formsOfParamsAndTokens(), read) : List.of(fit.law());
        var forecast = Forecaster.of(
                        read.observations(), forms, fitting.criterion(), fitting.resamples(RESAMPLES), fitting.seed)
                .orElseThrow()
                .at(
                        Map.of(
                                "params",
                                plan.params().value(),
                                "tokens",
                                plan.tokens().value(),
                                "flops",
                                trainingFlops(read, plan)),
                        fitting.level);
        var run = Estimates.of(forecast.run());
        sheet.text(
                "A run of this model would measure %s (%s: %s), its noise counted in and what the laws were off by when tried on runs that they had not seen."
                        .formatted(run.value(), fitting.percent(), run.range()));
        sheet.text(
                "The table is of %s fitted to all rows; the run's loss is the mean of %s, each fitted to all rows and, where there are enough, to their more expensive half."
                        .formatted(
                                fit.law().name(), forms.stream().map(Law::name).collect(Collectors.joining(", "))));
        var warnings = new ArrayList<>(forecast.warnings());
        warnings.addAll(sound.belowFloor(plan.loss(), "the interval of the loss"));
        warnings.addAll(sound.belowFloor(forecast.run(), "the interval of a run"));
        sheet.warnings(warnings);
        json.set("forecast_warnings", Json.of(warnings));
        json.set("run", Json.of(forecast.run()));
    }

    private static final String ON_LINE = "as the runs have it";

    private void putModel(ObjectNode json, Answer.Plan plan) {
        if (onLine()) {
            var reason = sound.determination().cause();
            json.set("params", Json.nothing(reason));
            json.set("tokens", Json.nothing(reason));
            json.set("tokens_per_param", Json.nothing(reason));
            var line = json.putObject("on_the_line_of_the_runs");
            Json.put(line, "params", plan.params().value());
            Json.put(line, "tokens", plan.tokens().value());
        } else {
            json.set("params", Json.of(plan.params()));
            json.set("tokens", Json.of(plan.tokens()));
            json.set("tokens_per_param", Json.of(plan.tokensPerParam()));
        }
        json.set("loss", Json.of(plan.loss()));
    }

    private static void row(TextTable table, String name, Format.Estimate of, boolean given) {
        table.row(name, of.value(), given ? "given" : of.low().equals(of.high()) ? "no width" : of.range());
    }

    /** A law that the rows do not determine, or a question far off, can have an optimum that no model has. */
    private static void reasonable(Answer.Plan plan, RunsOptions.Read read, Fit fit, String question) {
        if (!(plan.params().value() >= 1 && plan.tokens().value() >= 1)) {
            throw new UserError("%s: %s (%s) has no model of at least 1 param and 1 token for %s"
                    .formatted(read.source(), fit.law().name(), fit.status().words(), question));
        }
    }

    private static double trainingFlops(RunsOptions.Read read, Answer.Plan plan) {
        return read.flopsPerToken() * plan.params().value() * plan.tokens().value();
    }

    private static void about(Sheet sheet, RunsOptions.Read read, Fit fit, List<String> warnings) {
        sheet.text("%s fitted to %s%s".formatted(fit.law().name(), read.runsOfSource(), read.asNoted()));
        sheet.warnings(warnings);
    }

    /**
     * What to know of the plan.
     *
     * @param flops whose best model is the answer, NaN where none is
     */
    private List<String> warnings(RunsOptions.Read read, Fit fit, Planner planner, double flops) {
        var warnings = new ArrayList<>(fit.warnings());
        warnings.addAll(sound.causes());
        if (onLine()) {
            warnings.add(
                    "which model is the best is not determined: params and tokens are those of the runs' own line");
        } else if (sound.exponents()) {
            var exponents = Exponents.of(planner.draws(), Figures.middle(Figures.flops(read)), fitting.level);
            warnings.addAll(fitting.disagreement(read, exponents));
        }
        warnings.addAll(sound.outliers(without -> changed(read, fit, without, flops)));
        if (fit.status() != Status.CONVERGED) {
            warnings.add("the fit is %s: what follows rests on parameters that these rows do not determine"
                    .formatted(fit.status().words()));
        }
        return warnings;
    }

    private String changed(RunsOptions.Read read, Fit fit, Fit without, double flops) {
        if (Double.isNaN(flops) || onLine()) {
            return sound.changeOfParameters(without);
        }
        var with = read.optimum(fit.law(), fit.values(), flops);
        var then = read.optimum(fit.law(), without.values(), flops);
        return "the best model of %s FLOP has %s params instead of %s, its loss is %s instead of %s"
                .formatted(
                        Format.flops(flops),
                        Format.count(then.params()),
                        Format.count(with.params()),
                        Format.digits(then.loss(), 4),
                        Format.digits(with.loss(), 4));
    }

    private Caption source(RunsOptions.Read read, Fit fit) {
        return Figures.caption(
                sound.exponents()
                        ? "Runs, the compute-optimal frontier and the plan"
                        : "Runs, their own line and the plan",
                read,
                fit,
                fitting.saysWhat());
    }

    private Chart path(RunsOptions.Read read, Fit fit, List<Answer.Plan> plans) {
        var flops = Figures.flops(read);
        var planned =
                plans.stream().mapToDouble(plan -> trainingFlops(read, plan)).toArray();
        var x = Figures.logSpaced(Figures.min(flops), 2 * Math.max(Figures.max(flops), Figures.max(planned)), 60);
        var best = Arrays.stream(x)
                .map(c -> sound.exponents()
                        ? read.optimum(fit.law(), fit.values(), c).params()
                        : sound.determination().line().paramsAt(c / read.flopsPerToken()))
                .toArray();
        return new Chart("where the plan lies", Axis.log(Figures.axisTitle("flops")), Axis.log("params"))
                .points("runs", flops, read.axis("params"))
                .line(sound.exponents() ? "compute-optimal params" : "params on the line of the runs", x, best)
                .bars(
                        plans.size() == 1 ? "plan" : "plans",
                        planned,
                        plans.stream()
                                .mapToDouble(plan -> plan.params().value())
                                .toArray(),
                        plans.stream().mapToDouble(plan -> plan.params().low()).toArray(),
                        plans.stream().mapToDouble(plan -> plan.params().high()).toArray());
    }

    private void ladder(RunsOptions.Read read, Fit fit) {
        var planner = planner(read, fit);
        var sheet = new Sheet((sound.exponents() ? "compute-optimal models" : "models on the line of the runs")
                + " for the next orders of magnitude");
        double largest = Figures.max(Figures.flops(read));
        var warnings = warnings(read, fit, planner, Math.pow(10, Math.round(Math.log10(largest)) + 3));
        about(sheet, read, fit, warnings);
        var table = TextTable.of("compute [FLOP]", "params", "tokens", "tokens per param", "loss");
        var json = Json.object();
        json.put("law", fit.law().name());
        json.put("level", fitting.level);
        var array = json.putArray("plans");
        var plans = new ArrayList<Answer.Plan>();
        for (double oom = -1; oom <= 3; oom++) {
            double flops = Math.pow(10, Math.round(Math.log10(largest)) + oom);
            var plan = best(planner, read, flops);
            reasonable(plan, read, fit, Format.flops(flops) + " FLOP");
            plans.add(plan);
            var loss = Estimates.of(plan.loss());
            table.row(
                    Format.flops(flops),
                    ranged(plan.params()),
                    ranged(plan.tokens()),
                    Format.number(plan.tokensPerParam().value()),
                    "%s [%s, %s]".formatted(loss.value(), loss.low(), loss.high()));
            var node = array.addObject();
            Json.put(node, "flops", flops);
            putModel(node, plan);
        }
        sheet.table("%s intervals from refits to resampled runs".formatted(fitting.percent()), table);
        json.set("warnings", Json.of(warnings));
        sheet.pageFigure(path(read, fit, plans), source(read, fit));
        sheet.text("Ask for one with --budget FLOP, --chips with --days, --usd, or --target-loss.");
        output.show(sheet, json, read);
    }

    private static String ranged(Interval interval) {
        return "%s [%s, %s]"
                .formatted(Format.count(interval.value()), Format.count(interval.low()), Format.count(interval.high()));
    }
}
