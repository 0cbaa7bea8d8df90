package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import loglog.laws.Determination;
import loglog.laws.Draws;
import loglog.laws.Equation;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.RunsLine;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.words.Format;

/** The figures that several questions share. */
final class Figures {
    private static final int SAMPLES = 60;

    /** Curves of this many resamples give a band that is smooth enough to draw. */
    private static final int BAND_DRAWS = 200;

    private static final int MOST_POINTS = 5000;

    private Figures() {}

    /** Compute of each run; by params and tokens where the table has none. */
    static double[] flops(RunsRead read) {
        if (read.has("flops")) {
            return read.axis("flops");
        }
        var params = read.axis("params");
        var tokens = read.axis("tokens");
        var flops = new double[params.length];
        for (int i = 0; i < flops.length; i++) {
            flops[i] = read.flopsPerToken() * params[i] * tokens[i];
        }
        return flops;
    }

    static double middle(double[] values) {
        return Math.exp(Arrays.stream(values).map(Math::log).average().orElseThrow());
    }

    static double[] logSpaced(double from, double to, int count) {
        var values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = from * Math.pow(to / from, i / (count - 1.0));
        }
        return values;
    }

    static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    static String axisTitle(String axis) {
        return switch (axis) {
            case "flops" -> "training compute [FLOP]";
            case "params" -> "params";
            default -> axis;
        };
    }

    /** Logarithmic where residuals are: a fit is judged on the axis that it was made on. */
    static Axis metric(RunsRead read, boolean log) {
        var name = metricTitle(read);
        return log ? Axis.log(name) : Axis.linear(name);
    }

    private static Axis metric(RunsRead read, Fit fit) {
        return metric(read, fit.criterion().logResiduals());
    }

    static String metricName(RunsRead read) {
        return read.runs().columns().getOrDefault(loglog.tables.Role.LOSS, "loss");
    }

    /** The metric as an axis names it, with its unit where its name tells: "loss [nats per token]". */
    static String metricTitle(RunsRead read) {
        return withUnit(metricName(read));
    }

    static String withUnit(String metric) {
        var name = metric.toLowerCase(Locale.ROOT);
        return name.contains("[") || name.contains("(")
                ? metric
                : name.matches(".*(bits_per_byte|bpb).*")
                        ? metric + " [bits per byte]"
                        : name.matches(".*(loss|nll|cross_?entropy).*|ln .*(perplexity|ppl).*")
                                ? metric + " [nats per token]"
                                : metric;
    }

    /** "Loss against compute of 240 rows of runs.csv. Law: ...": what is drawn, from what, by which law. */
    static Caption caption(String what, RunsRead read, Fit fit, String fitted) {
        var law = fit.law();
        return Caption.of("%s: %s of %s. Law: %s, %s (%s), fitted by %s"
                        .formatted(
                                what,
                                Format.of(fit.n(), "row"),
                                read.named(),
                                law.name(),
                                Equation.plain(fit),
                                law.source(),
                                fitted))
                .equation(Equation.latex(fit))
                .cites(fitted.contains("Huber") ? "huber1964 golub1973" : "golub1973");
    }

    /** The same with the intervals that are drawn. */
    static Caption caption(String what, RunsRead read, Fit fit, String fitted, String intervals) {
        return caption(what, read, fit, fitted + "; " + intervals)
                .cites(intervals.contains("resamples") ? "efron1979 efron1981" : "");
    }

    /** As many draws as a band shows, of a law whose figure alone asks for any. */
    static Draws linearized(Fit fit, FitSettings settings) {
        return Laws.linearized(fit, BAND_DRAWS, settings.seed());
    }

    /** Runs and law: against compute with the optimal frontier, or against the law's one axis. */
    static Chart fit(RunsRead read, Fit fit, Draws draws, double level) {
        return Exponents.apply(fit.law()) ? frontier(read, fit, draws, level) : alongOneAxis(read, fit, draws, level);
    }

    private static Chart frontier(RunsRead read, Fit fit, Draws draws, double level) {
        var flops = flops(read);
        var chart = new Chart("loss against compute", Axis.log(axisTitle("flops")), metric(read, fit))
                .color(Axis.log("params"))
                .with(runs(flops, read.observations().metric(), read.axis("params"), read, fit));
        var x = logSpaced(min(flops), 10 * max(flops), SAMPLES);
        var determination = Determination.of(fit);
        Function<double[], DoubleUnaryOperator> best = determination.exponents()
                ? natural -> read.frontier(fit.law(), natural)
                : natural -> c -> onLine(read, fit.law(), natural, determination.line(), c);
        var y = Arrays.stream(x).map(best.apply(fit.values())).toArray();
        if (Double.isNaN(y[0])) { // one budget: compute does not grow along the runs
            return chart;
        }
        if (draws.size() > 1) {
            var band = band(x, best, draws, level, "of the law");
            if (Estimates.known(band)) { // else nothing but the band could be seen
                chart = chart.with(band);
            }
        }
        return chart.line(determination.exponents() ? "compute-optimal" : "on the line of the runs", x, y);
    }

    /** The law at the model that the runs' own line has of this compute, where the best one is not determined. */
    private static double onLine(RunsRead read, Law law, double[] natural, RunsLine line, double flops) {
        double product = flops / read.flopsPerToken();
        double params = line.paramsAt(product);
        return law.value(
                natural,
                law.axes().stream()
                        .mapToDouble(axis -> axis.equals("params") ? params : product / params)
                        .toArray());
    }

    /** The law over params and tokens; empty where it is not one of both. */
    static Optional<Chart> lossMap(RunsRead read, Fit fit) {
        if (!Exponents.apply(fit.law())) {
            return Optional.empty();
        }
        var axes = fit.law().axes();
        return Optional.of(LossMap.chart(new LossMap.Of(
                metricName(read) + " over params and tokens",
                metric(read, fit),
                read.axis("params"),
                read.axis("tokens"),
                flops(read),
                read.observations().metric(),
                read.spots(),
                List.of(),
                (params, tokens) ->
                        fit.at(axes.stream() // unique tokens where the law asks for them: none is read twice
                                .mapToDouble(axis -> axis.equals("params") ? params : tokens)
                                .toArray()),
                flops -> read.optimum(fit.law(), fit.values(), flops),
                _ -> read.flopsPerToken())));
    }

    private static Chart alongOneAxis(RunsRead read, Fit fit, Draws draws, double level) {
        var axis = fit.law().axes().getFirst();
        var scales = read.axis(axis);
        var chart = new Chart(
                        "%s against %s".formatted(metricName(read), axis), Axis.log(axisTitle(axis)), metric(read, fit))
                .with(runs(scales, read.observations().metric(), null, read, fit));
        if (fit.law().axes().size() > 1) {
            return chart;
        }
        var x = logSpaced(min(scales), 3 * max(scales), SAMPLES);
        if (draws.size() > 1) {
            chart = chart.with(band(x, draw -> c -> fit.law().value(draw, c), draws, level, "of the law"));
        }
        return chart.line(fit.law().name(), x, Arrays.stream(x).map(fit::at).toArray());
    }

    private static Layer.Band band(
            double[] x, Function<double[], DoubleUnaryOperator> curve, Draws draws, double level, String what) {
        var few = new Draws(draws.fit(), Arrays.copyOf(draws.parameters(), Math.min(BAND_DRAWS, draws.size())), 0);
        var middle = curve.apply(draws.fit().values());
        var curves = Arrays.stream(few.parameters()).map(curve).toArray(DoubleUnaryOperator[]::new);
        var low = new double[x.length];
        var high = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double at = x[i];
            var drawn = Arrays.stream(curves)
                    .mapToDouble(each -> each.applyAsDouble(at))
                    .toArray();
            var interval = few.interval(middle.applyAsDouble(at), drawn, level);
            low[i] = interval.low();
            high[i] = interval.high();
        }
        return new Layer.Band("%.0f%% interval %s".formatted(100 * level, what), x, low, high);
    }

    /** All that is known of each run: its scales, its metric, and how far that is from the law. */
    static List<Layer.Column> known(RunsRead read, Fit fit) {
        return known(read, fit, all(read.observations().size()));
    }

    /** The same of some of the runs. */
    private static List<Layer.Column> known(RunsRead read, Fit fit, int[] runs) {
        var columns = new ArrayList<Layer.Column>();
        boolean counted = read.has("params") && read.has("tokens");
        for (var axis : read.axes()) {
            columns.add(new Layer.Column(axisTitle(axis), pick(read.axis(axis), runs)));
        }
        if (counted && !read.has("flops")) {
            columns.add(new Layer.Column(axisTitle("flops"), pick(flops(read), runs)));
        }
        var rows = fit.observations().select(runs);
        columns.add(new Layer.Column(metric(read, fit).title(), rows.metric()));
        columns.add(new Layer.Column("by the law", fit.valuesAt(rows)));
        // How far each run is above the law, in what the fit weighs.
        columns.add(new Layer.Column(aboveTitle(fit), above(fit, fit.errorsAt(rows))));
        return columns;
    }

    private static String aboveTitle(Fit fit) {
        return fit.criterion().logResiduals() ? "observed / law - 1 [%]" : "observed minus law";
    }

    private static double[] above(Fit fit, double[] errors) {
        boolean log = fit.criterion().logResiduals();
        return Arrays.stream(errors).map(e -> log ? 100 * e : e).toArray();
    }

    static String[] places(RunsRead read) {
        return IntStream.range(0, read.observations().size())
                .mapToObj(read.spots())
                .toArray(String[]::new);
    }

    private static int[] all(int n) {
        return IntStream.range(0, n).toArray();
    }

    /** The runs that figures draw: of very many, which would hide each other and make a page of gigabytes, an even share. */
    static int[] drawn(int n) {
        return n <= MOST_POINTS
                ? all(n)
                : IntStream.range(0, MOST_POINTS)
                        .map(i -> (int) ((long) i * n / MOST_POINTS))
                        .toArray();
    }

    /** "5000 of 1000000 drawn" after what comes before it; nothing where all are. */
    static String share(String before, int drawn, int n, String after) {
        return drawn == n ? "" : "%s%d of %d drawn%s".formatted(before, drawn, n, after);
    }

    /** The runs as points. */
    private static Layer runs(double[] x, double[] y, double[] color, RunsRead read, Fit fit) {
        var drawn = drawn(x.length);
        return new Layer.Points(
                "runs" + share(" (", drawn.length, x.length, ")"),
                pick(x, drawn),
                pick(y, drawn),
                color == null ? null : pick(color, drawn),
                IntStream.of(drawn).mapToObj(read::place).toArray(String[]::new),
                known(read, fit, drawn));
    }

    static double[] pick(double[] values, int[] chosen) {
        return IntStream.of(chosen).mapToDouble(i -> values[i]).toArray();
    }

    /** The axis along which residuals are drawn: compute where there is any. */
    static String alongWhat(RunsRead read, Law law) {
        return read.has("flops") || read.has("params") && read.has("tokens")
                ? "flops"
                : law.axes().getFirst();
    }

    static Chart residuals(RunsRead read, Fit fit) {
        var axis = alongWhat(read, fit.law());
        var x = axis.equals("flops") ? flops(read) : read.axis(axis);
        return new Chart("residuals against " + axis, Axis.log(axisTitle(axis)), Axis.linear(aboveTitle(fit)))
                .with(runs(x, above(fit, fit.errors()), null, read, fit))
                .horizontal(null, 0);
    }

    static Chart observedAgainstFitted(RunsRead read, Fit fit) {
        var observed = read.observations().metric();
        var fitted = fit.fitted();
        double low = Math.min(min(observed), min(fitted));
        double high = Math.max(max(observed), max(fitted));
        var axis = metric(read, fit);
        var law = axis.title() + " by the law";
        return new Chart(
                        "observed against law",
                        axis.scale() == loglog.pages.plot.Scale.LOG ? Axis.log(law) : Axis.linear(law),
                        axis)
                .with(runs(fitted, observed, null, read, fit))
                .dashed("equal", new double[] {low, high}, new double[] {low, high});
    }
}
