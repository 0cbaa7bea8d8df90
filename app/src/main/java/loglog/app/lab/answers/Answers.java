package loglog.app.lab.answers;

import java.util.ArrayList;
import java.util.List;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.results.Results;
import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that a study's results say, by what its design asks: an answer for each {@link loglog.lab.design.Question}.
 *
 * @param recipes what the runs of each recipe say, in the order of the study
 * @param comparisons of the first recipe with each other, where the study compares them
 */
public record Answers(List<OfRecipe> recipes, List<ComparisonAnswer> comparisons) {
    /** What the runs of one recipe say. */
    record OfRecipe(RecipeResults asked, List<StudyAnswer> answers) {
        static OfRecipe of(RecipeResults asked) {
            var answers = new ArrayList<StudyAnswer>();
            switch (asked.study().design().question()) {
                case LAW, REPEATED_DATA -> answers.add(LawAnswer.of(asked));
                case ALONG_COMPUTE -> answers.add(LawAnswer.alongCompute(asked));
                case CRITICAL_BATCH -> answers.add(CriticalBatchAnswer.of(asked));
                case BEST_RATE -> answers.add(LearningRateAnswer.of(asked));
                case NOISE -> {}
            }
            NoiseAnswer.of(asked).ifPresent(answers::add);
            return new OfRecipe(asked, List.copyOf(answers));
        }
    }

    /**
     * Computes them.
     *
     * @param results of all recipes, of runs that finished
     */
    public static Answers of(PlannedStudy planned, Results results, double level) {
        var study = planned.plan().study();
        var recipes = study.recipes().keySet().stream()
                .map(recipe -> OfRecipe.of(new RecipeResults(
                        planned,
                        recipe,
                        results.where(
                                r -> study.recipes().size() == 1 || r.recipe().equals(recipe)),
                        level)))
                .toList();
        var first = recipes.getFirst().asked();
        return new Answers(
                recipes,
                study.design().question().comparesRecipes()
                        ? recipes.stream()
                                .skip(1)
                                .map(second -> ComparisonAnswer.of(first, second.asked()))
                                .toList()
                        : List.of());
    }

    /** The study's folder, and which of its runs they are made from. */
    public AnswerSource source() {
        return recipes.stream()
                .map(of -> of.asked().origin())
                .reduce(AnswerSource::and)
                .orElseThrow();
    }

    /** Puts them on a sheet. */
    public void show(Sheet sheet) {
        for (var of : recipes) {
            var whose = recipes.size() > 1 ? ", " + of.asked().recipe() : "";
            of.answers().forEach(answer -> answer.show(sheet, whose));
        }
        comparisons.forEach(comparison -> comparison.show(sheet, ""));
    }

    /** The same for programs; those of several recipes each under its name. */
    public ObjectNode json() {
        var json = LawsJson.object();
        for (var of : recipes) {
            var node = recipes.size() > 1 ? json.putObject(of.asked().recipe()) : json;
            of.answers().forEach(answer -> answer.write(node));
            node.set("source", of.asked().origin().json());
        }
        for (var comparison : comparisons) {
            var node = json.withArray("/comparisons").addObject();
            comparison.write(node);
            node.set("source", comparison.origin().json());
        }
        return json;
    }
}
