package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.PowerProduct;
import loglog.laws.rates.Chain;
import loglog.laws.rates.StepError;
import loglog.laws.rates.SuccessRate;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.RunFolder;
import loglog.tasks.TaskKind;
import loglog.tasks.Thinker;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** How reliable a step is, given right ones before it, how many are right in a row, and how both change with params. */
public final class NinesSection {
    private static final double LEVEL = 0.9;

    /**
     * A model whose solutions show steps.
     *
     * @param step its steps right among those that were tried: each problem's up to its first wrong one
     * @param whole problems with every step right
     */
    private record Stepwise(Result result, SuccessRate step, SuccessRate whole, double steps) {
        StepError error() {
            return StepError.of(Map.of(1, step), LEVEL);
        }
    }

    private NinesSection() {}

    /** Adds what was measured to a report and its JSON; nothing where no model writes steps. */
    static void add(Results results, Sheet sheet, ObjectNode json) {
        var models = new ArrayList<Stepwise>();
        for (var result : results.observed().byScale()) {
            if (result.metric().equals(TaskKind.ACCURACY) && result.id().kind().equals(TaskKind.NAME)) {
                read(result, models);
            }
        }
        if (models.isEmpty()) {
            return;
        }
        sheet.heading("How reliable a step is");
        table(sheet, models, json);
        models.stream()
                .collect(Collectors.groupingBy(m -> m.result.recipe(), TreeMap::new, Collectors.toList()))
                .forEach((recipe, of) -> law(sheet, recipe, of, json));
    }

    private static void read(Result result, List<Stepwise> models) {
        var task = TaskKind.taskOf(result.folder());
        if (!Thinker.hasSteps(task)) {
            return;
        }
        var folder = new RunFolder(result.folder());
        var json = folder.read(folder.resultFile());
        long trials = Math.round(json.path("trials").asDouble(0));
        long whole = Math.round(json.path("whole").asDouble(0) * trials);
        double error = json.path("step_error").asDouble(Double.NaN);
        long wrong = trials - whole;
        double steps = TaskKind.steps(task);
        // Where none was wrong, all steps of all problems were tried.
        long tried = wrong == 0 ? Math.round(steps * trials) : Math.round(wrong / error);
        if (trials > 0 && tried >= wrong && tried > 0) {
            models.add(
                    new Stepwise(result, new SuccessRate(tried - wrong, tried), new SuccessRate(whole, trials), steps));
        }
    }

    private static void table(Sheet sheet, List<Stepwise> models, ObjectNode json) {
        var table = TextTable.of(
                "run", "params", "error of a step", "90% interval", "nines", "h50", "h80", "all right", "(1 - e)^K");
        var array = json.putArray("nines");
        for (var model : models) {
            var found = model.error();
            double e = found.error().value();
            boolean isOpen = e <= 0 || e >= 1;
            table.row(
                    model.result.name(),
                    Format.count(model.result.params()),
                    Format.number(e),
                    Estimates.ratio(found.error()).range(),
                    isOpen ? null : Format.digits(found.nines().value(), 3),
                    isOpen ? null : Format.number(found.horizon(0.5).value()),
                    isOpen ? null : Format.number(found.horizon(0.8).value()),
                    Format.digits(model.whole.value(), 3),
                    isOpen ? null : Format.digits(Chain.of(e).success(model.steps), 3));
            var node = array.addObject().put("run", model.result.name()).put("params", model.result.params());
            node.set("step_error", LawsJson.of(found.error()));
            node.set("nines", LawsJson.of(found.nines()));
            node.set("h50", LawsJson.of(found.horizon(0.5)));
            node.set("h80", LawsJson.of(found.horizon(0.8)));
            node.put("whole", model.whole.value()).put("steps", model.steps);
        }
        sheet.table(
                "error e of a step whose steps before are right; steps that are all right with a chance of 50% and 80% at that error, ln(p) / ln(1 - e); problems with all K steps right, measured and were all steps alike:",
                table);
    }

    private static void law(Sheet sheet, String recipe, List<Stepwise> models, ObjectNode json) {
        var erring = models.stream()
                .filter(m -> m.step.successes() < m.step.trials())
                .toList();
        boolean byParams =
                erring.stream().map(m -> m.result.params()).distinct().count() > 1;
        boolean byTokens =
                erring.stream().map(m -> m.result.tokens()).distinct().count() > 1;
        if (!byParams) {
            return;
        }
        var scales = erring.stream()
                .map(m -> byTokens
                        ? new double[] {m.result.params(), m.result.tokens()}
                        : new double[] {m.result.params()})
                .toList();
        var errors = erring.stream().mapToDouble(m -> m.error().error().value()).toArray();
        if (PowerProduct.fit(scales, errors, LEVEL) instanceof Fitted.Found<PowerProduct>(var law)) {
            var params = Estimates.of(law.exponents().getFirst());
            sheet.text("%s: error of a step ~ params^%s (90%% interval %s)%s, by %d models that err"
                    .formatted(
                            recipe.isEmpty() ? "all models" : recipe,
                            params.value(),
                            params.range(),
                            byTokens
                                    ? " x tokens^%s (%s)"
                                            .formatted(
                                                    Estimates.of(law.exponents().get(1))
                                                            .value(),
                                                    Estimates.of(law.exponents().get(1))
                                                            .range())
                                    : "",
                            erring.size()));
            var node = json.withArray("/nines_laws")
                    .addObject()
                    .put("recipe", recipe)
                    .put("models", erring.size());
            node.set("params", LawsJson.of(law.exponents().getFirst()));
            if (byTokens) {
                node.set("tokens", LawsJson.of(law.exponents().get(1)));
            }
        }
    }
}
