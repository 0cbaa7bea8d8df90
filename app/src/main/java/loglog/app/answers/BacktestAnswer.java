package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import loglog.laws.Backtest;
import loglog.laws.Fit;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What forecasts of the most expensive runs from the cheaper ones would have been worth.
 *
 * @param forms that were tried, each alone and averaged
 * @param hide orders of magnitude that were to be hidden
 * @param results of those that leave runs to fit
 */
public record BacktestAnswer(
        RunsRead read, FitSettings settings, String axis, List<Law> forms, double[] hide, List<Backtest> results)
        implements AnswerViews {
    /**
     * Hides the most expensive runs and forecasts them.
     *
     * @param axis along which runs are hidden
     * @param hide orders of magnitude to hide
     * @param began is told what is under way; may take a while each
     * @throws QuestionProblem where too few rows are left to fit
     */
    public static BacktestAnswer of(
            RunsRead read, String axis, List<Law> forms, FitSettings settings, double[] hide, Consumer<String> began) {
        var results = Backtest.of(
                read.observations(),
                axis.equals("flops") ? Figures.flops(read) : read.axis(axis),
                forms,
                settings.criterion(),
                hide,
                settings.level(),
                settings.resamples(),
                settings.seed(),
                began);
        if (results.stream().allMatch(result -> Double.isNaN(result.meanError()))) {
            throw QuestionProblem.ofRuns(
                    "%s: hiding %s OOM of %s leaves too few rows to fit"
                            .formatted(
                                    read.source(),
                                    Format.trim(Format.number(
                                            Arrays.stream(hide).min().orElseThrow())),
                                    axis),
                    "a wider table or less to hide");
        }
        return new BacktestAnswer(read, settings, axis, forms, hide.clone(), results);
    }

    @Override
    public AnswerSource source() {
        return read.origin();
    }

    /** What the laws' rows do not determine, and why; each cause once, with the laws that it is about. */
    private List<String> warnings() {
        var warnings = new ArrayList<String>();
        Arrays.stream(hide)
                .filter(oom -> results.stream().noneMatch(result -> result.oom() == oom))
                .forEach(oom -> warnings.add("hiding %s OOM of %s leaves no runs to fit: not shown"
                        .formatted(Format.trim(Format.number(oom)), axis)));
        var causes = Soundness.causes(forms.stream()
                .map(law -> Laws.fit(law, read.observations(), settings.criterion()))
                .filter(Fit::usable)
                .toList());
        warnings.addAll(causes);
        if (!causes.isEmpty()) {
            warnings.add("what these forecasts were worth is known for runs of these shapes alone");
        }
        return warnings;
    }

    /** Each split of the runs once, with all that was to be hidden and hides the same runs. */
    private Map<Integer, List<Backtest>> splits() {
        return results.stream()
                .collect(Collectors.groupingBy(Backtest::train, LinkedHashMap::new, Collectors.toList()));
    }

    private static String hidden(List<Backtest> split) {
        return split.stream()
                        .map(result -> Format.trim(Format.number(result.oom())))
                        .distinct()
                        .collect(Collectors.joining(", "))
                + " OOM";
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var table = TextTable.of("hidden", "law", "fitted", "hidden runs", "mean error", "bias", "inside", "status");
        for (var split : splits().values()) {
            for (var result : split) {
                if (result.oom() == split.getFirst().oom()) {
                    row(table, hidden(split), result);
                }
            }
        }
        var sheet = new Sheet("what would have been forecast from the cheaper of " + read.titled());
        sheet.warnings(warnings());
        sheet.table(
                "mean error and bias: of forecast %s, the mean size and the mean (positive: too high); inside: how many of the hidden runs lay within their %s interval"
                        .formatted(
                                settings.criterion().logResiduals() ? "/ measured - 1" : "- measured",
                                settings.percent()),
                table.sparing("status", "fitted"));
        sheet.pageFigure(
                errors(),
                "Errors of forecasts of hidden runs: %s of %s"
                        .formatted(Format.of(read.observations().size(), "row"), read.named()));
        return sheet;
    }

    private void row(TextTable table, String hidden, Backtest result) {
        boolean tried = !Double.isNaN(result.meanError());
        boolean single = !result.law().equals(Backtest.AVERAGE);
        table.row(
                hidden,
                result.law(),
                result.train(),
                result.test(),
                error(result.meanError()),
                error(result.bias()),
                tried ? "%d of %d".formatted(result.inside(), result.test()) : "n/a",
                single ? result.status().words() : null);
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        json.put("axis", axis);
        json.put("level", settings.level());
        var array = json.putArray("backtests");
        for (var result : results) {
            boolean single = !result.law().equals(Backtest.AVERAGE);
            var node = array.addObject();
            LawsJson.put(node, "hidden_oom", result.oom());
            node.put("law", result.law());
            node.put("n_fitted", result.train());
            node.put("n_hidden", result.test());
            LawsJson.put(node, "mean_error", result.meanError());
            LawsJson.put(node, "bias", result.bias());
            node.put("inside", result.inside());
            if (single) {
                node.put("status", result.status().words());
            }
        }
        json.set("warnings", LawsJson.of(warnings()));
        return json;
    }

    /** A share of the metric, or so much of it where residuals are linear. */
    private String error(double error) {
        return settings.criterion().logResiduals() ? Format.percent(error) : Format.number(error);
    }

    private Chart errors() {
        boolean share = settings.criterion().logResiduals();
        var chart = new Chart(
                "how wrong the forecasts were",
                Axis.linear("hidden [OOM of compute]"),
                Axis.linear(share ? "mean error [%]" : "mean error").range(0, Double.NaN));
        var byLaw = results.stream()
                .filter(result -> !Double.isNaN(result.meanError()))
                .collect(Collectors.groupingBy(Backtest::law, LinkedHashMap::new, Collectors.toList()));
        for (var of : byLaw.entrySet()) {
            var x = of.getValue().stream().mapToDouble(Backtest::oom).toArray();
            var y = of.getValue().stream()
                    .mapToDouble(result -> (share ? 100 : 1) * result.meanError())
                    .toArray();
            chart = chart.line(of.getKey(), x, y).points(of.getKey(), x, y);
        }
        return chart;
    }
}
