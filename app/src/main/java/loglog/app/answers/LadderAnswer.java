package loglog.app.answers;

import java.util.List;
import java.util.stream.IntStream;
import loglog.laws.Answer;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the next orders of magnitude of compute should train.
 *
 * @param plans from a tenth of the largest run on
 * @param hint how one of them is asked for, in the words of the door
 */
public record LadderAnswer(PlanBasis basis, List<Answer.Plan> plans, List<String> warnings, String hint)
        implements AnswerViews {
    private static final int BELOW = -1;
    private static final int BEYOND = 3;

    /**
     * Plans.
     *
     * @throws QuestionProblem where the runs allow no plan
     */
    public static LadderAnswer of(
            RunsRead read, Law law, FitSettings settings, PlanQuestion question, String hint, LongWork work) {
        var basis = PlanBasis.of(read, law, settings, question, work);
        var plans = IntStream.rangeClosed(BELOW, BEYOND)
                .mapToObj(oom -> {
                    double flops = flops(read, oom);
                    var plan = basis.best(flops);
                    basis.requireModel(plan, Format.flops(flops) + " FLOP");
                    return plan;
                })
                .toList();
        return new LadderAnswer(basis, plans, basis.warnings(flops(read, BEYOND)), hint);
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
        var table = TextTable.of("compute [FLOP]", "params", "tokens", "tokens per param", "loss");
        for (int i = 0; i < plans.size(); i++) {
            var plan = plans.get(i);
            var loss = Estimates.of(plan.loss());
            table.row(
                    Format.flops(flops(basis.read(), BELOW + i)),
                    ranged(plan.params()),
                    ranged(plan.tokens()),
                    Format.number(plan.tokensPerParam().value()),
                    "%s [%s, %s]".formatted(loss.value(), loss.low(), loss.high()));
        }
        sheet.table(
                "%s intervals from refits to resampled runs"
                        .formatted(basis.settings().percent()),
                table);
        sheet.pageFigure(basis.path(plans), basis.caption());
        return sheet.text(hint);
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
        }
        json.set("warnings", LawsJson.of(warnings));
        return json;
    }
}
