package loglog.app.laws;

import java.util.List;
import loglog.app.UserError;
import loglog.app.sheet.Sheet;
import loglog.app.text.Format;
import loglog.app.text.TextTable;
import loglog.laws.Backtest;
import loglog.laws.Law;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loglog backtest}: hide the dearest runs, forecast them, see what the forecasts were worth. */
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

    @Option(names = "--laws", split = ",", paramLabel = "LAW", description = "the laws to try")
    List<String> laws = List.of("chinchilla", "shared-exponent", "kaplan");

    @Override
    public void run() {
        var criterion = fitting.criterion();
        for (double oom : hide) {
            if (!(oom > 0)) {
                throw new UserError("--hide is %s; expected positive orders of magnitude".formatted(oom));
            }
        }
        var read = runs.read(fitting.anyMetric(), fitting.moreAxes());
        boolean twoScales = fitting.axis == null && read.has("params") && read.has("tokens");
        var names = fitting.law != null
                ? List.of(fitting.law)
                : twoScales ? laws : List.of("power", "power-floor", "quadratic");
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
                fitting.bootstrap == 0 ? RESAMPLES : fitting.bootstrap,
                fitting.seed);
        if (results.isEmpty()) {
            throw new UserError(
                    "%s: hiding %s OOM of %s leaves no rows to fit; expected a wider table or a smaller --hide"
                            .formatted(read.runs().table().source(), Format.number(hide[0]), axis));
        }
        var table = TextTable.of(
                "hidden", "law", "fitted", "hidden runs", "mean error", "bias", "inside interval", "status");
        var json = Json.object();
        json.put("axis", axis);
        json.put("level", fitting.level);
        var array = json.putArray("backtests");
        for (var result : results) {
            boolean tried = result.meanError() == result.meanError();
            table.row(
                    Format.number(result.oom()) + " OOM",
                    result.law(),
                    result.train(),
                    result.test(),
                    Format.percent(result.meanError()),
                    Format.percent(result.bias()),
                    tried
                            ? "%d of %d (%s)"
                                    .formatted(
                                            result.inside(),
                                            result.test(),
                                            Format.percent((double) result.inside() / result.test()))
                            : "n/a",
                    result.status().words());
            var node = array.addObject();
            Json.put(node, "hidden_oom", result.oom());
            node.put("law", result.law());
            node.put("n_fitted", result.train());
            node.put("n_hidden", result.test());
            Json.put(node, "mean_error", result.meanError());
            Json.put(node, "bias", result.bias());
            node.put("inside", result.inside());
            node.put("status", result.status().words());
        }
        var sheet = new Sheet("what would have been forecast from the cheaper of %d runs of %s"
                .formatted(read.observations().size(), read.runs().table().source()));
        if (!read.notes().isEmpty()) {
            sheet.text(String.join("; ", read.notes()));
        }
        sheet.table("intervals of %.0f%% for a run".formatted(100 * fitting.level), table);
        output.show(sheet, json);
    }
}
