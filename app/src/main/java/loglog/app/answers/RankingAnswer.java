package loglog.app.answers;

import java.util.List;
import loglog.laws.Fit;
import loglog.laws.FormRanking;
import loglog.laws.Law;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which form runs follow, and whether they can tell.
 *
 * @param axis along which forms are tried by extrapolation
 */
public record RankingAnswer(RunsRead read, FitSettings settings, String axis, FormRanking ranking)
        implements AnswerViews {
    /**
     * Fits the laws and ranks them.
     *
     * @throws QuestionProblem where the runs determine none
     */
    public static RankingAnswer of(RunsRead read, List<Law> forms, FitSettings settings) {
        boolean oneScale = forms.stream().allMatch(law -> law.axes().size() == 1);
        var axis = oneScale ? forms.getFirst().axes().getFirst() : "flops";
        var ranking = FormRanking.of(
                        read.observations(),
                        forms,
                        settings.criterion(),
                        axis,
                        axis.equals("flops") ? Figures.flops(read) : read.axis(axis))
                .orElseThrow(_ -> settings.noneOf(forms, read));
        return new RankingAnswer(read, settings, axis, ranking);
    }

    @Override
    public AnswerSource source() {
        return read.origin();
    }

    private Fit best() {
        return ranking.entries().getFirst().fit();
    }

    private List<String> warnings() {
        return Soundness.causes(
                ranking.entries().stream().map(FormRanking.Entry::fit).toList());
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var criterion = settings.criterion();
        var best = best();
        var sheet = new Sheet("which law do %s follow?".formatted(read.titled()));
        var table = TextTable.of(
                        "law", "AICc above best", "BIC above best", "weight", "held-out error", "cuts", "status")
                .sparing("BIC above best");
        double leastAicc = ranking.entries().getFirst().aicc();
        double leastBic = ranking.entries().stream()
                .mapToDouble(FormRanking.Entry::bic)
                .min()
                .orElseThrow();
        for (var entry : ranking.entries()) {
            var law = entry.fit().law();
            table.row(
                    law.name(),
                    Format.number(entry.aicc() - leastAicc),
                    Format.number(entry.bic() - leastBic),
                    Format.weight(entry.weight()),
                    criterion.logResiduals()
                            ? Format.percent(entry.heldOutError())
                            : Format.number(entry.heldOutError()),
                    entry.rehearsals(),
                    entry.fit().status().words());
        }
        sheet.table(
                ranking.cuts() == 0
                        ? "no held-out error: too few levels of %s, or too few rows, to fit below a cut and look above it"
                                .formatted(axis)
                        : "held-out error: fitted below each of %d cuts on %s, mean error above it"
                                .formatted(ranking.cuts(), axis),
                table);
        sheet.text(ranking.verdict() + ".");
        sheet.warnings(warnings());
        sheet.figure(
                Figures.fit(read, best, Figures.linearized(best, settings), settings.level()),
                !withPage
                        ? Caption.of("")
                        : Figures.caption(
                                "Runs and the law with the lowest AICc",
                                read,
                                best,
                                settings.saysWhat(),
                                "band: %s interval of the law, linearized".formatted(settings.percent())));
        return sheet;
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        var array = json.putArray("laws");
        for (var entry : ranking.entries()) {
            var law = entry.fit().law();
            var node = array.addObject();
            node.put("law", law.name());
            node.put("equation", law.equation());
            LawsJson.put(node, "aicc", entry.aicc());
            LawsJson.put(node, "bic", entry.bic());
            LawsJson.put(node, "weight", entry.weight());
            LawsJson.put(node, "held_out_error", entry.heldOutError());
            node.put("cuts", entry.rehearsals());
            node.put("status", entry.fit().status().words());
        }
        json.put("axis", axis);
        json.put("n", read.observations().size());
        json.put("verdict", ranking.verdict());
        json.set("warnings", LawsJson.of(warnings()));
        return json;
    }
}
