package loglog.app.laws;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import loglog.app.UserError;
import loglog.laws.Backtest;
import loglog.laws.Fit;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Terminal;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TerminalText;
import loglog.pages.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog backtest}: hide the most expensive runs, forecast them, see what the forecasts were worth. */
@Command(
        name = "backtest",
        description =
                "Hide the top orders of magnitude of compute, fit the rest, forecast what was hidden: errors, and how"
                        + " often the intervals held, for each law and for their average.")
public final class BacktestCommand implements Runnable {
    private static final int RESAMPLES = 400;

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--hide",
            split = ",",
            paramLabel = "OOM",
            description = "orders of magnitude of compute to hide (default: ${DEFAULT-VALUE})")
    double[] hide = {0.5, 1, 1.5, 2};

    @Option(
            names = "--laws",
            split = ",",
            paramLabel = "LAW",
            description =
                    "the laws to try (default: chinchilla, shared-exponent and kaplan; of one scale power, power-floor and"
                            + " quadratic)")
    List<String> laws;

    @Override
    public void run() {
        var criterion = fitting.criterion();
        fitting.refuse("--resample");
        for (double oom : hide) {
            if (!(oom > 0)) {
                throw new UserError("--hide is %s; expected positive orders of magnitude".formatted(oom));
            }
        }
        var given = fitting.law != null ? List.of(fitting.law) : laws;
        var read = runs.read(fitting.anyMetric(), fitting.needs(given == null ? List.of() : given));
        boolean twoScales = fitting.axis == null && read.has("params") && read.has("tokens");
        var names = given != null
                ? given
                : twoScales
                        ? List.of("chinchilla", "shared-exponent", "kaplan")
                        : List.of("power", "power-floor", "quadratic");
        List<Law> forms =
                names.stream().map(name -> fitting.named(name.strip(), read)).toList();
        var axis = twoScales || read.has("flops") ? "flops" : fitting.axis(read);
        var results = Backtest.of(
                read.observations(),
                axis.equals("flops") ? Figures.flops(read) : read.axis(axis),
                forms,
                criterion,
                hide,
                fitting.level,
                fitting.resamples(RESAMPLES),
                fitting.seed,
                BacktestCommand::progress);
        progress("");
        if (results.stream().allMatch(result -> Double.isNaN(result.meanError()))) {
            throw new UserError(
                    "%s: hiding %s OOM of %s leaves too few rows to fit; expected a wider table or a smaller --hide"
                            .formatted(
                                    read.source(),
                                    Format.trim(Format.number(
                                            Arrays.stream(hide).min().orElseThrow())),
                                    axis));
        }
        var table = TextTable.of("hidden", "law", "fitted", "hidden runs", "mean error", "bias", "inside", "status");
        var json = Json.object();
        json.put("axis", axis);
        json.put("level", fitting.level);
        var array = json.putArray("backtests");
        for (var result : results) {
            boolean tried = !Double.isNaN(result.meanError());
            boolean single = !result.law().equals(Backtest.AVERAGE);
            table.row(
                    Format.trim(Format.number(result.oom())) + " OOM",
                    result.law(),
                    result.train(),
                    result.test(),
                    Format.percent(result.meanError()),
                    Format.percent(result.bias()),
                    tried ? "%d of %d".formatted(result.inside(), result.test()) : "n/a",
                    single ? result.status().words() : null);
            var node = array.addObject();
            Json.put(node, "hidden_oom", result.oom());
            node.put("law", result.law());
            node.put("n_fitted", result.train());
            node.put("n_hidden", result.test());
            Json.put(node, "mean_error", result.meanError());
            Json.put(node, "bias", result.bias());
            node.put("inside", result.inside());
            if (single) {
                node.put("status", result.status().words());
            }
        }
        var warnings = forms.stream()
                .map(law -> Laws.fit(law, read.observations(), criterion))
                .filter(Fit::usable)
                .flatMap(fit -> Soundness.causes(fit).stream()
                        .map(cause -> fit.law().name() + ": " + cause
                                + "; what these forecasts were worth is known for runs of these shapes alone"))
                .toList();
        json.set("warnings", Json.of(warnings));
        var sheet = new Sheet("what would have been forecast from the cheaper of " + read.titled());
        if (!read.notes().isEmpty()) {
            sheet.text(String.join("; ", read.notes()));
        }
        sheet.warnings(warnings);
        sheet.table(
                "inside: how many of the hidden runs lay within their %s interval".formatted(fitting.percent()),
                table.sparing("status", "fitted"));
        sheet.pageFigure(
                errors(results),
                "Errors of forecasts of hidden runs: %d rows of %s"
                        .formatted(read.observations().size(), read.named()));
        output.show(sheet, json, read);
    }

    /** One line that is written over, for a person who waits; nothing in a file or a pipe. */
    private static void progress(String now) {
        if (Terminal.isErrorTerminal()) {
            int width = Math.min(60, Terminal.detectError().columns() - 1);
            var line = TerminalText.shortened(now, width);
            TerminalStream.styled(
                    System.err, "\r" + line + " ".repeat(width - line.length()) + (now.isEmpty() ? "\r" : ""));
            System.err.flush();
        }
    }

    private static Chart errors(List<Backtest> results) {
        var chart = new Chart(
                "how wrong the forecasts were",
                Axis.linear("hidden [OOM of compute]"),
                Axis.linear("mean error [%]").range(0, Double.NaN));
        var byLaw = results.stream()
                .filter(result -> !Double.isNaN(result.meanError()))
                .collect(Collectors.groupingBy(Backtest::law, LinkedHashMap::new, Collectors.toList()));
        for (var of : byLaw.entrySet()) {
            var x = of.getValue().stream().mapToDouble(Backtest::oom).toArray();
            var y = of.getValue().stream()
                    .mapToDouble(result -> 100 * result.meanError())
                    .toArray();
            chart = chart.line(of.getKey(), x, y).points(of.getKey(), x, y);
        }
        return chart;
    }
}
