package loglog.app.lab.answers;

import java.util.ArrayList;
import java.util.List;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.results.Results;
import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** All that a study's results say, by what its design asks: an answer for each {@link loglog.lab.design.Question}. */
public final class Answers {
    private Answers() {}

    /**
     * Puts the answers on a sheet and into JSON under {@code answers}.
     *
     * @param results of all recipes, of runs that finished
     */
    public static void write(PlannedStudy planned, Results results, double level, Sheet sheet, ObjectNode json) {
        var study = planned.plan().study();
        var asked = new ArrayList<RecipeResults>();
        for (var recipe : study.recipes().keySet()) {
            asked.add(new RecipeResults(
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
        if (study.design().question().comparesRecipes()) {
            compare(asked, sheet, answers);
        }
    }

    private static void one(RecipeResults asked, String whose, Sheet sheet, ObjectNode json) {
        switch (asked.study().design().question()) {
            case LAW, REPEATED_DATA -> LawAnswer.write(asked, whose, sheet, json);
            case ALONG_COMPUTE -> LawAnswer.alongCompute(asked, whose, sheet, json);
            case CRITICAL_BATCH -> CriticalBatchAnswer.write(asked, whose, sheet, json);
            case BEST_RATE -> LearningRateAnswer.write(asked, whose, sheet, json);
            case NOISE -> {}
        }
        NoiseAnswer.write(asked, whose, sheet, json);
    }

    private static void compare(List<RecipeResults> asked, Sheet sheet, ObjectNode json) {
        for (var second : asked.subList(1, asked.size())) {
            ComparisonAnswer.write(
                    asked.getFirst(),
                    second,
                    sheet,
                    json.withArray("/comparisons").addObject());
        }
    }
}
