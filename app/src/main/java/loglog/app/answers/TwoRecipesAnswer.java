package loglog.app.answers;

import java.util.List;
import loglog.laws.Comparison;
import loglog.laws.Determination;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.pages.sheet.Sheet;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two recipes of a user's runs: is a change better in slope or only in offset?
 *
 * @param source of both recipes' runs
 */
public record TwoRecipesAnswer(AnswerSource source, ComparedRecipes compared) implements AnswerViews {
    /**
     * Compares them.
     *
     * @param read the table, of which there may be two: the first
     * @param recipes the two
     * @param law of one scale, or of params and tokens
     * @throws QuestionProblem where the runs of one do not determine the law, or its optima
     */
    public static TwoRecipesAnswer of(
            RunsRead read, AnswerSource source, List<ComparedRecipes.Recipe> recipes, Law law, FitSettings settings) {
        for (var recipe : recipes) {
            var fit = Laws.fit(law, recipe.observations(), settings.criterion());
            if (!fit.usable()) {
                throw QuestionProblem.ofRuns(
                        "the %s of %s: %s"
                                .formatted(
                                        Format.of(recipe.observations().size(), "run"),
                                        recipe.name(),
                                        String.join("; ", fit.warnings())),
                        "");
            }
            var determination = Determination.of(fit);
            if (!determination.exponents()) {
                throw QuestionProblem.ofRuns(
                        "the runs of %s: %s, so that their best models, along which recipes are compared, are not determined"
                                .formatted(recipe.name(), determination.cause()),
                        "runs of other shapes, or a law of compute alone, `axis` flops");
            }
        }
        var comparison = Comparison.of(
                        recipes.get(0).observations(),
                        recipes.get(1).observations(),
                        law,
                        settings.criterion(),
                        settings.resamples(),
                        settings.level(),
                        settings.seed())
                .orElseThrow(); // both were fitted above
        // The library counts 6 FLOP per param and token.
        double unit = law.axes().size() == 1 ? 1 : read.flopsPerToken() / 6;
        return new TwoRecipesAnswer(
                source, new ComparedRecipes(recipes, comparison, unit, Figures.metricName(read), v -> v, read.named()));
    }

    @Override
    public Sheet sheet(boolean withPage) {
        return compared.on(new Sheet(compared.title()));
    }

    @Override
    public ObjectNode json() {
        return compared.json();
    }
}
