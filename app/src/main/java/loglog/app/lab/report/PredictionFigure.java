package loglog.app.lab.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import loglog.lab.ledger.Entry;
import loglog.lab.results.Result;
import loglog.laws.Equation;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.words.Format;

/** Prediction against result: the runs, what their laws say of larger ones, and what came. */
final class PredictionFigure {
    private static final int SAMPLES = 48;
    private static final List<String> MODEL = List.of("params", "tokens");

    /** The heaviest; all are in the table below the figure. */
    private static final int LAWS_NAMED = 3;

    /** More forecasts have no room for their numbers in the figure. */
    private static final int NUMBERED = 2;

    private final Findings findings;
    private final String axis;

    private PredictionFigure(Findings findings) {
        this.findings = findings;
        var axes = findings.families().stream().map(RecipeRuns::axis).distinct().toList();
        axis = axes.size() == 1 ? axes.getFirst() : "flops";
    }

    static Chart of(Findings findings) {
        return new PredictionFigure(findings).chart();
    }

    private Chart chart() {
        var forecasts = findings.study().forecasts();
        var metric = findings.study().results().metric();
        var chart = new Chart(
                forecasts.isEmpty()
                        ? Measured.name(metric) + " against " + (axis.equals("flops") ? "compute" : axis)
                        : "prediction against result",
                Axis.log(findings.study().names().title(axis)),
                Measured.axis(metric));
        boolean colored = axis.equals("flops");
        chart = colored ? chart.color(Axis.log("params")) : chart;
        for (var family : findings.families()) {
            chart = law(chart, family);
        }
        for (var family : findings.families()) {
            chart = chart.with(new Layer.Points(
                            family.recipe().isEmpty() ? "runs" : family.recipe(),
                            family.column(this::scale),
                            family.column(Result::value),
                            colored ? family.column(Result::params) : null,
                            family.names())
                    .more(family.known()));
        }
        return forecasts(chart, forecasts);
    }

    private double scale(Result run) {
        return switch (axis) {
            case "params" -> run.params();
            case "tokens" -> run.tokens();
            default -> run.flops();
        };
    }

    /** The forecast of the best model at each compute, out to what was predicted. */
    private Chart law(Chart chart, RecipeRuns family) {
        if (family.forecaster().isEmpty() || !family.axis().equals(axis)) {
            return chart;
        }
        var runs = family.column(this::scale);
        var target = findings.forecasts(family).stream()
                .filter(e -> e.scales().containsKey(axis))
                .max(Comparator.comparingDouble(e -> e.scales().get(axis)));
        double furthest = target.map(e -> e.scales().get(axis)).orElse(0.0);
        var x = AxisPlaces.log(AxisPlaces.min(runs), Math.max(furthest, AxisPlaces.max(runs)), SAMPLES);
        var y = new double[x.length];
        var low = new double[x.length];
        var high = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            var interval = family.forecaster()
                    .get()
                    .at(along(family, x[i], target), findings.level())
                    .law();
            y[i] = interval.value();
            low[i] = interval.low();
            high[i] = interval.high();
        }
        return chart.with(new Layer.Band(
                        family.named("%.0f%% interval of the law".formatted(100 * findings.level())), x, low, high))
                .line(family.named(family.hasOptimum() ? "law, best model for the compute" : "law"), x, y);
    }

    /**
     * The best model at a compute by the heaviest law; beyond the runs ever nearer to the model that was forecast, which all
     * laws together and the family's shapes have chosen.
     */
    private Map<String, Double> along(RecipeRuns family, double scale, Optional<Entry> target) {
        var asked = family.asked(scale);
        // A ledger may hold a forecast of a compute alone.
        if (!family.hasOptimum()
                || !target.map(e -> e.scales().keySet().containsAll(MODEL)).orElse(false)) {
            return asked;
        }
        var chosen = target.get().scales();
        double from = AxisPlaces.max(family.column(this::scale));
        double way = Math.clamp(Math.log(scale / from) / Math.log(chosen.get(axis) / from), 0, 1);
        var there = family.asked(chosen.get(axis));
        for (var of : MODEL) {
            asked.computeIfPresent(of, (_, best) -> best * Math.pow(chosen.get(of) / there.get(of), way));
        }
        return asked;
    }

    private Chart forecasts(Chart chart, List<Entry> all) {
        var placed = all.stream().filter(e -> e.scales().containsKey(axis)).toList();
        if (placed.isEmpty()) {
            return chart;
        }
        chart = chart.bars(
                "predicted",
                placed.stream().mapToDouble(e -> e.scales().get(axis)).toArray(),
                placed.stream().mapToDouble(Entry::value).toArray(),
                placed.stream().mapToDouble(Entry::low).toArray(),
                placed.stream().mapToDouble(Entry::high).toArray());
        var scored = placed.stream().filter(e -> e.score().isPresent()).toList();
        if (placed.size() <= NUMBERED) {
            chart = numbers(chart, placed);
        }
        return scored.isEmpty()
                ? chart
                : chart.with(new Layer.Points(
                        "measured",
                        scored.stream().mapToDouble(e -> e.scales().get(axis)).toArray(),
                        scored.stream()
                                .mapToDouble(e -> e.score().orElseThrow().result())
                                .toArray(),
                        null,
                        scored.stream().map(e -> "measured: " + e.run()).toArray(String[]::new)));
    }

    /** What was predicted and what came, beside their marks. */
    private Chart numbers(Chart chart, List<Entry> placed) {
        var all = chart;
        for (var e : placed) {
            double x = e.scales().get(axis);
            all = all.note(
                    "predicted %s (%.0f%%: %s to %s)"
                            .formatted(
                                    Format.digits(e.value(), 4),
                                    100 * e.level(),
                                    Format.digits(e.low(), 4),
                                    Format.digits(e.high(), 4)),
                    x,
                    e.value());
            if (e.score().isPresent()) {
                double measured = e.score().get().result();
                all = all.note("measured " + Format.digits(measured, 4), x, measured);
            }
        }
        return all;
    }

    static Caption caption(Findings findings) {
        var parts = findings.families().stream().map(f -> caption(findings, f)).toList();
        var measured =
                findings.study().forecasts().stream().anyMatch(e -> e.score().isPresent());
        var caption = Caption.of(
                        "Runs, and the forecast of the best model for each compute: " + String.join("; ", parts)
                                + (findings.study().forecasts().isEmpty()
                                        ? ""
                                        : "; the bar is the interval that the ledger holds for one new run"
                                                + (measured
                                                        ? "; what was measured afterwards is drawn beside it, so that neither hides the other"
                                                        : ", which has no result yet")))
                .cites("efron1979 huber1964 golub1973");
        for (var family : findings.families()) {
            if (family.fit().isPresent()) {
                var fit = family.fit().get();
                caption = caption.equation(Equation.latex(fit)).cites(fit.law().source());
            }
        }
        return caption;
    }

    private static String caption(Findings findings, RecipeRuns family) {
        var source = family.source(findings.study());
        if (family.forecast().isEmpty()) {
            return source + "; no law: " + family.why();
        }
        var forms = family.forecast().get().forms();
        int more = Math.max(0, forms.size() - LAWS_NAMED);
        return "%s; laws weighed by how well they forecast expensive runs from cheaper ones (%s%s), %d resamples of rows"
                .formatted(
                        source,
                        forms.stream()
                                .limit(LAWS_NAMED)
                                .map(f -> f.fit().law().name() + " " + Format.weight(f.weight()))
                                .collect(Collectors.joining(", ")),
                        more == 0 ? "" : " and %d more".formatted(more),
                        RecipeRuns.RESAMPLES);
    }
}
