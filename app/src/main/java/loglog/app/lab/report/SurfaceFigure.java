package loglog.app.lab.report;

import java.util.List;
import java.util.Optional;
import loglog.app.answers.LossMap;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Result;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.words.Format;

/** The best law as a map over params and tokens, with what was forecast. */
final class SurfaceFigure {
    private SurfaceFigure() {}

    /** Empty where the law is not one of params and tokens. */
    static Optional<Chart> of(Findings findings, RecipeRuns family) {
        return family.hasOptimum() ? Optional.of(chart(findings, family)) : Optional.empty();
    }

    private static List<Entry> forecasts(Findings findings, RecipeRuns family) {
        return findings.forecasts(family).stream()
                .filter(e -> e.scales().containsKey("params") && e.scales().containsKey("tokens"))
                .toList();
    }

    private static Chart chart(Findings findings, RecipeRuns family) {
        var forecasts = forecasts(findings, family);
        var names = family.names();
        var chart = LossMap.chart(new LossMap.Of(
                family.named("loss over params and tokens"),
                Axis.log("loss [nats per token]"),
                family.column(Result::params),
                family.column(Result::tokens),
                flops(family, forecasts),
                family.column(Result::value),
                run -> names[run],
                forecasts.stream()
                        .map(e -> new double[] {
                            e.scales().get("params"), e.scales().get("tokens")
                        })
                        .toList(),
                family::at,
                family::optimum,
                family::perToken));
        return chosen(chart, forecasts);
    }

    private static double[] flops(RecipeRuns family, List<Entry> forecasts) {
        return java.util.stream.DoubleStream.concat(
                        java.util.Arrays.stream(family.column(Result::flops)),
                        forecasts.stream()
                                .filter(e -> e.scales().containsKey("flops"))
                                .mapToDouble(e -> e.scales().get("flops")))
                .toArray();
    }

    private static Chart chosen(Chart chart, List<Entry> forecasts) {
        if (forecasts.isEmpty()) {
            return chart;
        }
        boolean verified = forecasts.stream().allMatch(e -> e.score().isPresent());
        return chart.with(new Layer.Points(
                verified ? "predicted, then trained" : "predicted",
                forecasts.stream().mapToDouble(e -> e.scales().get("params")).toArray(),
                forecasts.stream().mapToDouble(e -> e.scales().get("tokens")).toArray(),
                null,
                forecasts.stream()
                        .map(e -> "%s: predicted %s%s"
                                .formatted(
                                        e.run(),
                                        Format.digits(e.value(), 4),
                                        e.score()
                                                .map(s -> ", measured " + Format.digits(s.result(), 4))
                                                .orElse("")))
                        .toArray(String[]::new)));
    }

    static Caption caption(Findings findings, RecipeRuns family) {
        var budgets = LossMap.budgets(flops(family, forecasts(findings, family)));
        return family.caption(
                ("Lines of equal loss over params and tokens: %s; %s. Dashed: equal compute at %s FLOP, with the FLOP per param"
                                + " and token that the runs have; the frontier runs through the lowest loss of each")
                        .formatted(
                                family.source(findings.study()),
                                family.law(),
                                String.join(
                                        ", ",
                                        budgets.stream().map(Format::flops).toList())));
    }
}
