package loglog.app.lab.answers;

import java.util.List;
import loglog.app.answers.ComparedRecipes;
import loglog.app.lab.report.Measured;
import loglog.lab.design.Question;
import loglog.laws.Comparison;
import loglog.laws.Fitted;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.Status;
import loglog.pages.sheet.Sheet;
import tools.jackson.databind.node.ObjectNode;

/** Two recipes: do their slopes differ, by how much is one better, and how many times less compute does it need? */
final class ComparisonAnswer {
    private ComparisonAnswer() {}

    static void write(RecipeResults first, RecipeResults second, Sheet sheet, ObjectNode json) {
        sheet.heading("%s against %s".formatted(second.recipe(), first.recipe()));
        json.put("first", first.recipe()).put("second", second.recipe());
        if (first.results().size() == 0 || second.results().size() == 0) {
            undecided("a recipe has no run that finished", sheet, json);
            return;
        }
        var rows =
                List.of(first.law().observations(first.results()), second.law().observations(second.results()));
        var law = law(first, rows);
        var comparison = Comparison.of(
                rows.get(0),
                rows.get(1),
                law,
                first.law().laws().criterion(),
                RecipeResults.RESAMPLES,
                first.level(),
                first.seed());
        switch (comparison) {
            case Fitted.None(var why) -> undecided(why, sheet, json);
            case Fitted.Found(var found) -> write(first, second, rows, law, found, sheet, json);
        }
    }

    private static void write(
            RecipeResults first,
            RecipeResults second,
            List<Observations> rows,
            Law law,
            Comparison comparison,
            Sheet sheet,
            ObjectNode json) {
        var compared = new ComparedRecipes(
                List.of(
                        new ComparedRecipes.Recipe(first.recipe(), rows.get(0)),
                        new ComparedRecipes.Recipe(second.recipe(), rows.get(1))),
                comparison,
                law.axes().size() == 1 ? 1 : unit(rows),
                Measured.name(first.law().laws().metric()),
                first.study().name());
        compared.on(sheet);
        json.setAll(compared.json());
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

    private static void undecided(String why, Sheet sheet, ObjectNode json) {
        sheet.text("The runs cannot tell: %s.".formatted(why));
        json.put("verdict", "undecided").put("why", why);
    }
}
