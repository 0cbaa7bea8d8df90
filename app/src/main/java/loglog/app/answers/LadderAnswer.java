package loglog.app.answers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import loglog.laws.Answer;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the next orders of magnitude of compute should train.
 *
 * @param plans from a tenth of the largest run on
 * @param runs what runs of the plans would measure; empty where that is not known
 * @param hint how one of them is asked for, in the words of the door
 */
public record LadderAnswer(
        PlanBasis basis, List<Answer.Plan> plans, List<PlanAnswer.Run> runs, List<String> warnings, String hint)
        implements AnswerViews {
    private static final int BELOW = -1;
    private static final int BEYOND = 3;

    /**
     * Plans.
     *
     * @param forms that a forecast of a plan's run averages
     * @throws QuestionProblem where the runs allow no plan
     */
    public static LadderAnswer of(
            RunsRead read,
            Law law,
            List<Law> forms,
            FitSettings settings,
            PlanQuestion question,
            String hint,
            LongWork work) {
        var basis = PlanBasis.of(read, law, settings, question, work);
        var plans = IntStream.rangeClosed(BELOW, BEYOND)
                .mapToObj(oom -> {
                    double flops = flops(read, oom);
                    var plan = basis.best(flops);
                    basis.requireModel(plan, Format.flops(flops) + " FLOP");
                    return plan;
                })
                .toList();
        var runs = PlanAnswer.Run.by(basis, question, forms)
                .map(of -> plans.stream().map(of).toList())
                .orElse(List.of());
        var warnings = new ArrayList<>(basis.warnings(flops(read, BEYOND)));
        warnings.addAll(ofRuns(read, runs));
        return new LadderAnswer(basis, plans, runs, warnings, hint);
    }

    /** What is to be known of the runs, each once, with the compute of those that it is about. */
    private static List<String> ofRuns(RunsRead read, List<PlanAnswer.Run> runs) {
        var about = new LinkedHashMap<String, List<String>>();
        for (int i = 0; i < runs.size(); i++) {
            var flops = Format.flops(flops(read, BELOW + i));
            runs.get(i)
                    .warnings()
                    .forEach(warning -> about.computeIfAbsent(warning, _ -> new ArrayList<>())
                            .add(flops));
        }
        return about.entrySet().stream()
                .map(of -> "at %s FLOP: %s".formatted(String.join(", ", of.getValue()), of.getKey()))
                .toList();
    }

    private static double flops(RunsRead read, int oom) {
        double largest = Figures.max(Figures.flops(read));
        return Math.pow(10, Math.round(Math.log10(largest)) + (double) oom);
    }

    @Override
    public AnswerSource source() {
        return basis.read().origin();
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var sheet = new Sheet((basis.sound().exponents() ? "compute-optimal models" : "models on the line of the runs")
                + " for the next orders of magnitude");
        sheet.text(basis.byWhat());
        sheet.warnings(warnings);
        var table = TextTable.of("compute [FLOP]", "params", "tokens", "tokens per param", "loss", "loss of a run");
        for (int i = 0; i < plans.size(); i++) {
            var plan = plans.get(i);
            var loss = Estimates.of(plan.loss());
            table.row(
                    Format.flops(flops(basis.read(), BELOW + i)),
                    model(plan.params()),
                    model(plan.tokens()),
                    Format.number(plan.tokensPerParam().value()),
                    "%s [%s, %s]".formatted(loss.value(), loss.low(), loss.high()),
                    runs.isEmpty() ? null : measured(runs.get(i).forecast().run()));
        }
        sheet.table(
                "%s intervals from refits to resampled runs"
                        .formatted(basis.settings().percent()),
                table);
        if (!runs.isEmpty()) {
            sheet.text(runs.getFirst()
                    .whatIsOfWhat(
                            basis, "the loss of a run, with its noise and what the laws were off by when tried,"));
        }
        sheet.pageFigure(basis.path(plans), basis.caption());
        return sheet.text(hint);
    }

    private static String measured(Interval run) {
        var of = Estimates.of(run);
        return Estimates.known(run) ? "%s [%s, %s]".formatted(of.value(), of.low(), of.high()) : Soundness.NOTHING;
    }

    /** On the line of the runs there is no interval: which model is the best is not asked. */
    private String model(Interval interval) {
        return basis.onLine() ? Format.count(interval.value()) : ranged(interval);
    }

    private static String ranged(Interval interval) {
        return "%s [%s, %s]"
                .formatted(Format.count(interval.value()), Format.count(interval.low()), Format.count(interval.high()));
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        json.put("law", basis.fit().law().name());
        json.put("level", basis.settings().level());
        var array = json.putArray("plans");
        for (int i = 0; i < plans.size(); i++) {
            var node = array.addObject();
            LawsJson.put(node, "flops", flops(basis.read(), BELOW + i));
            basis.putModel(node, plans.get(i));
            if (!runs.isEmpty()) {
                var run = runs.get(i).forecast().run();
                node.set("run", Estimates.known(run) ? LawsJson.of(run) : LawsJson.nothing(Estimates.UNKNOWN));
            }
        }
        json.set("warnings", LawsJson.of(warnings));
        return json;
    }
}
