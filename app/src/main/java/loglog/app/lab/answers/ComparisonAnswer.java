package loglog.app.lab.answers;

import java.util.List;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.ComparedRecipes;
import loglog.app.lab.report.Measured;
import loglog.lab.design.Question;
import loglog.lab.experiment.StudyLaw;
import loglog.laws.Comparison;
import loglog.laws.Fitted;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.Status;
import loglog.pages.sheet.Sheet;
import loglog.training.ScaleNames;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two recipes: do their slopes differ, by how much is one better, and how many times less compute does it need?
 *
 * @param found the comparison, or what the runs cannot tell
 */
record ComparisonAnswer(RecipeResults first, RecipeResults second, Fitted<ComparedRecipes> found)
        implements StudyAnswer {
    static ComparisonAnswer of(RecipeResults first, RecipeResults second) {
        return new ComparisonAnswer(first, second, compared(first, second));
    }

    private static Fitted<ComparedRecipes> compared(RecipeResults first, RecipeResults second) {
        if (first.results().size() == 0 || second.results().size() == 0) {
            return Fitted.none("a recipe has no run that finished");
        }
        var rows =
                List.of(first.law().observations(first.results()), second.law().observations(second.results()));
        var law = law(first, rows);
        for (var recipe : List.of(first, second)) {
            int places = StudyLaw.places(law.axes(), recipe.law().observations(recipe.results()));
            if (places <= law.parameters().size()) {
                return Fitted.none(
                        "%s has results at %s along %s, through which %s always runs exactly; it says nothing of where the"
                                + " recipes cross or how sure that is",
                        recipe.recipe(), Format.of(places, "place"), StudyLaw.along(law.axes()), law.equation());
            }
        }
        var laws = first.law().laws();
        return Comparison.of(
                        rows.get(0),
                        rows.get(1),
                        law,
                        laws.criterion(),
                        RecipeResults.RESAMPLES,
                        first.level(),
                        first.seed())
                .map(comparison -> new ComparedRecipes(
                        List.of(recipe(first, rows.get(0)), recipe(second, rows.get(1))),
                        comparison,
                        law.axes().size() == 1 ? 1 : unit(rows),
                        Measured.name(laws.metric()),
                        laws.metric()::within,
                        first.study().name()));
    }

    private static ComparedRecipes.Recipe recipe(RecipeResults of, Observations rows) {
        return new ComparedRecipes.Recipe(
                of.recipe(), rows, row -> of.results().rows().get(row).name());
    }

    AnswerSource origin() {
        return first.origin().and(second.origin());
    }

    @Override
    public void show(Sheet sheet, String whose) {
        sheet.heading("%s against %s".formatted(second.recipe(), first.recipe()));
        switch (found) {
            case Fitted.None(var why) ->
                sheet.text(ScaleNames.of(first.study().task().kind()).told("The runs cannot tell: %s.".formatted(why)));
            case Fitted.Found(var compared) -> compared.on(sheet);
        }
    }

    @Override
    public void write(ObjectNode json) {
        json.put("first", first.recipe()).put("second", second.recipe());
        switch (found) {
            case Fitted.None(var why) -> json.put("verdict", "undecided").put("why", why);
            case Fitted.Found(var compared) -> json.setAll(compared.json());
        }
    }

    /** Along a ladder both scales rise together; a floor is kept where both recipes' runs tell one. */
    private static Law law(RecipeResults asked, List<Observations> rows) {
        var law = asked.law();
        boolean ladder = asked.study().design().question() == Question.ALONG_COMPUTE;
        if (!ladder && law.axes().size() > 1) {
            return law.form();
        }
        var axis = ladder ? "flops" : law.axes().getFirst();
        var along = law.laws().along(axis);
        if (!law.laws().isLog()) {
            return along.getLast();
        }
        var floor = along.getFirst();
        return rows.stream().allMatch(r -> Laws.fit(floor, r).status() == Status.CONVERGED) ? floor : along.getLast();
    }

    /** The FLOP that were counted over 6 params tokens, which the law knows. */
    private static double unit(List<Observations> rows) {
        double sum = 0;
        int n = 0;
        for (var r : rows) {
            for (int i = 0; i < r.size(); i++, n++) {
                sum += Math.log(r.scale("flops", i) / (6 * r.scale("params", i) * r.scale("tokens", i)));
            }
        }
        return Math.exp(sum / n);
    }
}
