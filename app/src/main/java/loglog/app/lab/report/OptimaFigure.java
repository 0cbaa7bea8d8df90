package loglog.app.lab.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import loglog.lab.results.Result;
import loglog.laws.Allocation;
import loglog.laws.BelowCeiling;
import loglog.laws.Bootstrap;
import loglog.laws.Draws;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Interval;
import loglog.laws.IsoFlop;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** How the best model grows with compute: N_opt and D_opt by the law, and by the minima of parabolas. */
final class OptimaFigure {
    private static final int SAMPLES = 24;

    /** Curves of this many resamples give a band that is smooth enough to draw. */
    private static final int DRAWS = 200;

    private static final String PARAMS = "N_opt [params]";
    private static final String TOKENS = "D_opt [tokens]";

    private final Findings findings;
    private final RecipeRuns family;
    private final Draws draws;

    OptimaFigure(Findings findings, RecipeRuns family) {
        this.findings = findings;
        this.family = family;
        draws = Bootstrap.of(family.fit().orElseThrow(), Bootstrap.Resampling.ROWS, DRAWS, 1);
    }

    /** @param minima of the parabolas, where the runs have budgets */
    Chart chart(Optional<IsoFlopFigure> minima) {
        var flops = family.column(Result::flops);
        double to = findings.forecasts(family).stream()
                .mapToDouble(e -> e.scales().getOrDefault("flops", 0.0))
                .max()
                .orElse(0);
        var x = AxisPlaces.log(AxisPlaces.min(flops), Math.max(to, AxisPlaces.max(flops)), SAMPLES);
        var chart = new Chart(
                family.named("optimal params and tokens against compute"),
                Axis.log("training compute [FLOP]"),
                Axis.log("params or tokens"));
        chart = law(chart, PARAMS, x, Allocation::params);
        chart = law(chart, TOKENS, x, Allocation::tokens);
        if (minima.isPresent()) {
            var optima = minima.get().answer().minima();
            chart = minima(chart, PARAMS, optima, m -> m.at().params(), IsoFlop.Minimum::params);
            chart = minima(chart, TOKENS, optima, m -> m.at().tokens(), IsoFlop.Minimum::tokens);
        }
        return chosen(chart);
    }

    private Chart law(Chart chart, String name, double[] x, ToDoubleFunction<Allocation> of) {
        var y = Arrays.stream(x)
                .map(flops -> of.applyAsDouble(family.optimum(flops)))
                .toArray();
        if (draws.size() > 1) {
            var low = new double[x.length];
            var high = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double flops = x[i];
                var interval = draws.of(p -> of.applyAsDouble(family.optimum(p, flops)), findings.level());
                low[i] = interval.low();
                high[i] = interval.high();
            }
            chart = chart.band(
                    "%.0f%% interval of %s".formatted(100 * findings.level(), name.split(" ")[0]), x, low, high);
        }
        return chart.line(name, x, y);
    }

    private static Chart minima(
            Chart chart,
            String name,
            List<IsoFlop.Minimum> minima,
            ToDoubleFunction<IsoFlop.Minimum> of,
            Function<IsoFlop.Minimum, Interval> interval) {
        return minima.isEmpty()
                ? chart
                : chart.bars(
                        name,
                        minima.stream().mapToDouble(m -> m.at().flops()).toArray(),
                        minima.stream().mapToDouble(of).toArray(),
                        minima.stream()
                                .mapToDouble(m -> interval.apply(m).low())
                                .toArray(),
                        minima.stream()
                                .mapToDouble(m -> interval.apply(m).high())
                                .toArray());
    }

    private Chart chosen(Chart chart) {
        var chosen = findings.forecasts(family).stream()
                .filter(e -> e.scales().keySet().containsAll(List.of("params", "tokens", "flops")))
                .toList();
        if (chosen.isEmpty()) {
            return chart;
        }
        var x = new double[2 * chosen.size()];
        var y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            var scales = chosen.get(i / 2).scales();
            x[i] = scales.get("flops");
            y[i] = scales.get(i % 2 == 0 ? "params" : "tokens");
        }
        return chart.points("the model that was predicted", x, y);
    }

    /** The law's best model for the largest run's compute, and for what was forecast or ten times as much. */
    TextTable table() {
        double largest = AxisPlaces.max(family.column(Result::flops));
        double forecast = findings.forecasts(family).stream()
                .mapToDouble(e -> e.scales().getOrDefault("flops", 0.0))
                .max()
                .orElse(10 * largest);
        var table = TextTable.of("compute [FLOP]", "N_opt [params]", "D_opt [tokens]", "tokens per param");
        for (double flops : new double[] {largest, Math.max(forecast, largest)}) {
            var best = family.optimum(flops);
            table.row(
                    Format.flops(flops),
                    counted(best, flops, Allocation::params),
                    counted(best, flops, Allocation::tokens),
                    Format.number(best.tokensPerParam()));
        }
        return table;
    }

    private String counted(Allocation best, double flops, ToDoubleFunction<Allocation> of) {
        var value = Format.count(of.applyAsDouble(best));
        if (draws.size() < 2) {
            return value;
        }
        var interval = draws.of(p -> of.applyAsDouble(family.optimum(p, flops)), findings.level());
        return "%s [%s, %s]".formatted(value, Format.count(interval.low()), Format.count(interval.high()));
    }

    Caption caption(Optional<IsoFlopFigure> minima) {
        var exponents =
                Exponents.of(belowCeiling(draws), AxisPlaces.max(family.column(Result::flops)), findings.level());
        return family.caption(
                        "The best model's params and tokens for each compute: %s; %s, %d resamples of rows: N_opt ~ C^a with a = %s, D_opt ~ C^b with b = %s%s"
                                .formatted(
                                        family.source(findings.study()),
                                        family.law(),
                                        DRAWS,
                                        interval(exponents.nOpt()),
                                        interval(exponents.dOpt()),
                                        minima.isPresent()
                                                ? "; bars are the minima of the IsoFLOP parabolas with their intervals"
                                                : ""))
                .cites("efron1979 efron1981");
    }

    /** The same parameters of the law below the ceiling, whose optimum is in closed form. */
    private static Draws belowCeiling(Draws draws) {
        var fit = draws.fit();
        return fit.law() instanceof BelowCeiling bent
                ? new Draws(
                        new Fit(
                                bent.law(),
                                fit.observations(),
                                fit.criterion(),
                                fit.status(),
                                fit.parameters(),
                                fit.objective(),
                                fit.warnings()),
                        draws.parameters(),
                        draws.failed())
                : draws;
    }

    private static String interval(Interval i) {
        return i.high() - i.low() < 1e-6
                ? Format.digits(i.value(), 3) + " by the law's form"
                : Format.interval(i.value(), i.low(), i.high());
    }
}
