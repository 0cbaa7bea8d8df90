package loglog.app.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import loglog.laws.Answer;
import loglog.laws.Forecast;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.UniqueData;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What to train for a budget or a loss.
 *
 * @param answer the plan, or that the loss cannot be reached
 * @param run what a run of the plan would measure, noise and misfit counted in; empty where that is not known
 */
public record PlanAnswer(
        PlanBasis basis, PlanQuestion question, Answer answer, List<String> warnings, Optional<Run> run)
        implements AnswerViews {
    private static final String ON_LINE = "as the runs have it";

    /**
     * What a run of the plan would measure.
     *
     * @param forms that the forecast averages
     */
    public record Run(Forecast forecast, List<Law> forms, List<String> warnings) {
        /** Forecasts of plans; none where distinct tokens are limited, since they would not know of repetitions. */
        static Optional<Function<Answer.Plan, Run>> by(PlanBasis basis, PlanQuestion question, List<Law> forms) {
            if (!(question.data() instanceof UniqueData.Unlimited)
                    || basis.fit().law().axes().contains("unique_tokens")) {
                return Optional.empty();
            }
            var forecaster = basis.settings().forecaster(basis.read(), forms).orElseThrow();
            return Optional.of(plan -> {
                var forecast = forecaster.at(
                        Map.of(
                                "params",
                                plan.params().value(),
                                "tokens",
                                plan.tokens().value(),
                                "flops",
                                basis.trainingFlops(plan)),
                        basis.settings().level());
                var warnings = new ArrayList<>(forecast.warnings());
                warnings.addAll(basis.sound().belowFloor(plan.loss(), "the interval of the loss"));
                if (Estimates.known(forecast.run())) {
                    warnings.addAll(basis.sound().belowFloor(forecast.run(), "the interval of a run"));
                } else {
                    warnings.add(Estimates.UNKNOWN);
                }
                return new Run(forecast, forms, List.copyOf(warnings));
            });
        }

        /** What the table of a plan and the forecast of its run have from where. */
        String whatIsOfWhat(PlanBasis basis, String run) {
            return "The table is of %s fitted to all rows; %s is the mean of %s, each fitted to all rows and, where there are enough, to their more expensive half."
                    .formatted(
                            basis.fit().law().name(),
                            run,
                            forms.stream().map(Law::name).collect(Collectors.joining(", ")));
        }
    }

    /**
     * Plans.
     *
     * @param question for a budget or a loss
     * @param forms that a forecast of the plan's run averages
     * @throws QuestionProblem where the runs allow no plan
     */
    public static PlanAnswer of(
            RunsRead read, Law law, List<Law> forms, FitSettings settings, PlanQuestion question, LongWork work) {
        var basis = PlanBasis.of(read, law, settings, question, work);
        var answer = answer(basis, question);
        double asked = answer instanceof Answer.Plan plan
                        && question.params().isEmpty()
                        && question.targetLoss().isEmpty()
                ? plan.flops().value()
                : Double.NaN;
        var warnings = basis.warnings(asked);
        Optional<Run> run = Optional.empty();
        if (answer instanceof Answer.Plan plan) {
            basis.requireModel(plan, question.words());
            run = Run.by(basis, question, forms).map(of -> of.apply(plan));
        }
        return new PlanAnswer(basis, question, answer, warnings, run);
    }

    private static Answer answer(PlanBasis basis, PlanQuestion question) {
        var planner = basis.planner();
        if (question.targetLoss().isEmpty()) {
            double flops = question.flops().orElseThrow();
            return question.params().isEmpty()
                    ? basis.best(flops)
                    : planner.ofSize(question.params().getAsDouble(), flops);
        }
        double loss = question.targetLoss().getAsDouble();
        if (question.params().isPresent()) {
            return planner.ofSizeForLoss(question.params().getAsDouble(), loss);
        }
        if (!basis.sound().exponents()) {
            throw QuestionProblem.ofRuns(
                    "%s: %s, so that the least compute for a loss is not determined"
                            .formatted(
                                    basis.read().source(),
                                    basis.sound().determination().cause()),
                    "a `budget`, or runs of other shapes");
        }
        return planner.forLoss(loss);
    }

    @Override
    public AnswerSource source() {
        return basis.read().origin();
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var sheet = new Sheet("plan for " + question.words());
        sheet.text(basis.byWhat());
        sheet.warnings(warnings);
        switch (answer) {
            case Answer.Plan plan -> {
                table(sheet, plan);
                run.ifPresent(of -> told(sheet, of));
                sheet.figure(basis.path(List.of(plan)), basis.caption());
            }
            case Answer.Unreachable(Interval _, List<String> notes) ->
                sheet.text("It cannot be reached: %s.".formatted(String.join("; ", notes)));
        }
        return sheet;
    }

    private void table(Sheet sheet, Answer.Plan plan) {
        var table = TextTable.of("", "best", basis.settings().percent() + " interval");
        row(
                table,
                question.inferenceTokens().isEmpty() ? "compute [FLOP]" : "compute with serving [FLOP]",
                Estimates.flops(plan.flops()),
                question.targetLoss().isEmpty());
        if (basis.onLine()) {
            table.row("params", Format.count(plan.params().value()), ON_LINE);
            table.row("tokens", Format.count(plan.tokens().value()), ON_LINE);
            table.row("tokens per param", Format.number(plan.tokensPerParam().value()), ON_LINE);
        } else {
            row(
                    table,
                    "params",
                    Estimates.counts(plan.params()),
                    question.params().isPresent());
            row(table, "tokens", Estimates.counts(plan.tokens()), false);
            row(table, "tokens per param", Estimates.of(plan.tokensPerParam()), false);
        }
        row(
                table,
                Figures.metricName(basis.read()),
                Estimates.of(plan.loss()),
                question.targetLoss().isPresent());
        sheet.table("intervals from refits to resampled runs", table);
        sheet.text(question.hardware(basis.trainingFlops(plan)));
        for (var note : plan.notes()) {
            sheet.text(note + ".");
        }
    }

    private void told(Sheet sheet, Run of) {
        if (Estimates.known(of.forecast.run())) {
            var measured = Estimates.of(of.forecast.run());
            sheet.text(
                    "A run of this model would measure %s (%s: %s), its noise counted in and what the laws were off by when tried on runs that they had not seen."
                            .formatted(measured.value(), basis.settings().percent(), measured.range()));
            sheet.text(of.whatIsOfWhat(basis, "the run's loss"));
        }
        sheet.warnings(of.warnings);
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        json.put("law", basis.fit().law().name());
        json.put("level", basis.settings().level());
        switch (answer) {
            case Answer.Plan plan -> {
                json.put("reachable", true);
                json.set("flops", LawsJson.of(plan.flops()));
                basis.putModel(json, plan);
                question.putHardware(json, basis.trainingFlops(plan));
                run.ifPresent(of -> {
                    json.set("forecast_warnings", LawsJson.of(of.warnings));
                    json.set(
                            "run",
                            Estimates.known(of.forecast.run())
                                    ? LawsJson.of(of.forecast.run())
                                    : LawsJson.nothing(Estimates.UNKNOWN));
                    json.set(
                            "run_laws",
                            LawsJson.of(of.forms.stream().map(Law::name).toList()));
                });
            }
            case Answer.Unreachable(Interval least, List<String> _) -> {
                json.put("reachable", false);
                json.set("least_loss", LawsJson.of(least));
            }
        }
        json.set("notes", LawsJson.of(answer.notes()));
        json.set("warnings", LawsJson.of(warnings));
        return json;
    }

    private static void row(TextTable table, String name, Format.Estimate of, boolean given) {
        table.row(
                name,
                given ? Format.trim(of.value()) : of.value(),
                given ? "given" : of.low().equals(of.high()) ? "no width" : of.range());
    }
}
