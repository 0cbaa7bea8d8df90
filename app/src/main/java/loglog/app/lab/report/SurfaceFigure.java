package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Layer;
import loglog.app.plot.Scale;
import loglog.app.text.Format;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Result;

/** The best law as a map over params and tokens, with the runs, the efficient frontier and lines of equal compute. */
final class SurfaceFigure {
    private static final int GRID = 72;
    private static final int SAMPLES = 48;
    private static final int LEVELS = 10;
    private static final double MARGIN = 1.6;
    private static final String EQUAL_COMPUTE = "equal compute";

    private final Findings findings;
    private final Family family;
    private final List<Entry> forecasts;

    private SurfaceFigure(Findings findings, Family family) {
        this.findings = findings;
        this.family = family;
        forecasts = findings.forecasts(family).stream()
                .filter(e -> e.scales().containsKey("params") && e.scales().containsKey("tokens"))
                .toList();
    }

    /** Empty where the law is not one of params and tokens. */
    static Optional<Chart> of(Findings findings, Family family) {
        return family.hasOptimum() ? Optional.of(new SurfaceFigure(findings, family).chart()) : Optional.empty();
    }

    private double[] all(String axis, java.util.function.ToDoubleFunction<Result> of) {
        return DoubleStream.concat(
                        Arrays.stream(family.column(of)),
                        forecasts.stream().mapToDouble(e -> e.scales().get(axis)))
                .toArray();
    }

    private Chart chart() {
        var params = all("params", Result::params);
        var tokens = all("tokens", Result::tokens);
        double left = Samples.min(params) / MARGIN;
        double right = Samples.max(params) * MARGIN;
        double bottom = Samples.min(tokens) / MARGIN;
        double top = Samples.max(tokens) * MARGIN;
        var surface = Layer.Contours.of(
                        "loss of the law", Samples.log(left, right, GRID), Samples.log(bottom, top, GRID), family::at)
                .at(Scale.LOG, LEVELS);
        var chart = new Chart(
                        family.named("loss over params and tokens"),
                        Axis.log("params").range(left, right),
                        Axis.log("training tokens").range(bottom, top))
                .colour(Axis.log("loss [nats per token]"))
                .with(surface);
        chart = frontier(chart, Samples.min(flops()) / 10, Samples.max(flops()) * 10);
        for (double flops : budgets()) {
            chart = equalCompute(chart, flops, left, right);
        }
        chart = chart.with(new Layer.Points(
                "runs (colour: measured loss)",
                family.column(Result::params),
                family.column(Result::tokens),
                family.column(Result::loss),
                family.names()));
        return chosen(chart);
    }

    private double[] flops() {
        return all("flops", Result::flops);
    }

    /** Those that runs share, within a tenth; for runs without any, a few round ones. */
    private List<Double> budgets() {
        var flops = Arrays.stream(flops()).sorted().toArray();
        var budgets = new ArrayList<Double>();
        for (double f : flops) {
            if (budgets.isEmpty() || f > 1.3 * budgets.getLast()) {
                budgets.add(f);
            }
        }
        if (budgets.size() <= 8) {
            return budgets;
        }
        budgets.clear();
        for (double e = Math.ceil(Math.log10(flops[0])); e <= Math.log10(flops[flops.length - 1]); e++) {
            budgets.add(Math.pow(10, e));
        }
        return budgets;
    }

    private Chart equalCompute(Chart chart, double flops, double left, double right) {
        var x = Samples.log(left, right, SAMPLES);
        double perToken = family.perToken(flops);
        return chart.dashed(
                EQUAL_COMPUTE,
                x,
                Arrays.stream(x).map(n -> flops / (perToken * n)).toArray());
    }

    private Chart frontier(Chart chart, double from, double to) {
        var best = Arrays.stream(Samples.log(from, to, SAMPLES))
                .mapToObj(family::optimum)
                .toList();
        return chart.line(
                "efficient frontier",
                best.stream().mapToDouble(b -> b.params()).toArray(),
                best.stream().mapToDouble(b -> b.tokens()).toArray());
    }

    private Chart chosen(Chart chart) {
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

    static String caption(Findings findings, Family family) {
        var budgets = new SurfaceFigure(findings, family).budgets();
        return ("%s; %s. Dashed: equal compute at %s FLOP, with the FLOP per param and token that the runs have; the frontier"
                        + " runs through the lowest loss of each")
                .formatted(
                        family.source(findings.study().folder()),
                        family.law(),
                        String.join(", ", budgets.stream().map(Format::flops).toList()));
    }
}
