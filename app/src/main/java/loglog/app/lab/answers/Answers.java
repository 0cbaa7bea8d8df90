package loglog.app.lab.answers;

import java.util.ArrayList;
import java.util.List;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.results.Results;
import loglog.lab.study.Design;
import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** All that a study's results say, by what its design asks. */
public final class Answers {
    private Answers() {}

    /**
     * Puts the answers on a sheet and into JSON under {@code answers}.
     *
     * @param results of all recipes, of runs that finished
     */
    public static void write(PlannedStudy planned, Results results, double level, Sheet sheet, ObjectNode json) {
        var study = planned.plan().study();
        var asked = new ArrayList<Asked>();
        for (var recipe : study.recipes().keySet()) {
            asked.add(new Asked(
                    planned,
                    recipe,
                    results.where(r -> study.recipes().size() == 1 || r.recipe().equals(recipe)),
                    level));
        }
        var answers = json.putObject("answers");
        for (var of : asked) {
            boolean several = asked.size() > 1;
            one(of, several ? ", " + of.recipe() : "", sheet, several ? answers.putObject(of.recipe()) : answers);
        }
        if (comparable(study.design())) {
            compare(asked, sheet, answers);
        }
    }

    private static void one(Asked asked, String whose, Sheet sheet, ObjectNode json) {
        switch (asked.study().design()) {
            case Design.BatchSizes _ -> CriticalBatchAnswer.write(asked, whose, sheet, json);
            case Design.LearningRates _ -> LearningRateAnswer.write(asked, whose, sheet, json);
            case Design.Repeats _ -> LawAnswer.write(asked, whose, sheet, json);
            case Design.Ladder _ -> LawAnswer.alongCompute(asked, whose, sheet, json);
            case Design.Grid(var sizes, var tokens) when sizes.size() == 1 && tokens.size() == 1 -> {}
            case Design.Grid _, Design.IsoFlop _, Design.Trunks _, Design.Optimal _ ->
                LawAnswer.write(asked, whose, sheet, json);
        }
        NoiseAnswer.write(asked, whose, sheet, json);
    }

    private static boolean comparable(Design design) {
        return switch (design) {
            case Design.IsoFlop _, Design.Ladder _, Design.Trunks _, Design.Optimal _ -> true;
            case Design.Grid(var sizes, var tokens) -> sizes.size() > 1 || tokens.size() > 1;
            case Design.BatchSizes _, Design.LearningRates _, Design.Repeats _ -> false;
        };
    }

    private static void compare(List<Asked> asked, Sheet sheet, ObjectNode json) {
        for (var second : asked.subList(1, asked.size())) {
            ComparisonAnswer.write(
                    asked.getFirst(),
                    second,
                    sheet,
                    json.withArray("/comparisons").addObject());
        }
    }
}
