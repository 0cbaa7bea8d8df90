package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import loglog.laws.Draws;
import loglog.laws.Fit;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.PowerLawWithFloor;
import loglog.laws.TrainingCurve;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** Where training curves left the law of their own first points. */
public record CurvesAnswer(RunsRead read, List<CurvesAnswer.Curve> curves) implements AnswerViews {
    /** Curves that are drawn: more do not tell apart. */
    private static final int DRAWN = 6;

    private static final int DRAWS = 1000;
    private static final double SURE = 0.99;

    /** One run's points in the order of tokens, its law, and where it left it. */
    public record Curve(
            String run,
            double[] tokens,
            double[] loss,
            int calibration,
            DoubleUnaryOperator law,
            List<TrainingCurve.Departure> departures) {}

    /**
     * Watches each curve.
     *
     * @param read points of curves, grouped by their runs
     * @param calibrate how many first points are on the law, or null for a third of each curve
     * @throws QuestionProblem where a curve's first points determine no law
     */
    public static CurvesAnswer of(RunsRead read, Integer calibrate) {
        var curves = new ArrayList<Curve>();
        for (var run : Arrays.stream(read.runs().group()).distinct().toList()) {
            curves.add(curve(read, run, calibrate));
        }
        return new CurvesAnswer(read, List.copyOf(curves));
    }

    @Override
    public AnswerSource source() {
        return read.origin();
    }

    private static Curve curve(RunsRead read, String run, Integer calibrate) {
        var rows = IntStream.range(0, read.runs().size())
                .filter(i -> read.runs().group()[i].equals(run))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> read.observations().scale("tokens", i)))
                .toList();
        var tokens = rows.stream()
                .mapToDouble(i -> read.observations().scale("tokens", i))
                .toArray();
        var loss = rows.stream().mapToDouble(i -> read.observations().metric(i)).toArray();
        for (int i = 1; i < tokens.length; i++) {
            if (tokens[i] == tokens[i - 1]) {
                throw QuestionProblem.ofRuns(
                        "found the same tokens of run %3$s in %1$s and %2$s"
                                .formatted(read.place(rows.get(i - 1)), read.place(rows.get(i)), run),
                        "one point at each");
            }
        }
        int points = calibrate != null ? calibrate : Math.max(TrainingCurve.LEAST_CALIBRATION, tokens.length / 3);
        if (tokens.length <= points) {
            throw QuestionProblem.ofRuns(
                    "%s: curve of run %s: found %s".formatted(read.source(), run, Format.of(tokens.length, "point")),
                    "more than the %d that calibrate".formatted(points));
        }
        var first = Observations.of(Arrays.copyOf(loss, points)).with("tokens", Arrays.copyOf(tokens, points));
        var fit = Laws.fit(new PowerLawWithFloor("tokens"), first);
        if (!fit.usable()) {
            throw QuestionProblem.ofRuns(
                    "%s, run %s: %s".formatted(read.source(), run, String.join("; ", fit.warnings())), "");
        }
        var draws = Laws.linearized(fit, DRAWS, 1);
        var departures = TrainingCurve.departures(tokens, loss, fit::at, points).stream()
                .filter(departure -> isBeyond(departure, fit, draws, tokens[tokens.length - 1]))
                .toList();
        return new Curve(run, tokens, loss, points, fit::at, departures);
    }

    /** Whether a departure is more than what the law's own parameters are uncertain by, which grows with distance. */
    private static boolean isBeyond(TrainingCurve.Departure departure, Fit fit, Draws draws, double end) {
        if (departure.kind() == TrainingCurve.Kind.SPIKE || departure.kind() == TrainingCurve.Kind.DIVERGED) {
            return true;
        }
        double at = departure.until().orElse(end);
        var law = draws.of(p -> fit.law().value(p, at), SURE);
        double seen = fit.at(at) * Math.exp(departure.size());
        return !(law.low() <= seen && seen <= law.high());
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var sheet = new Sheet("%s of %s".formatted(Format.of(curves.size(), "training curve"), read.named()));
        sheet.text("Each against a power law with a floor through its own first points, whose uncertainty counts.");
        var table = TextTable.of("run", "what", "from tokens", "certain at", "until", "loss over law");
        for (var curve : curves) {
            for (var departure : curve.departures) {
                table.row(
                        curve.run,
                        words(departure.kind()),
                        Format.count(departure.from()),
                        Format.count(departure.detected()),
                        departure.until().map(Format::count).orElse("its end"),
                        departure.kind() == TrainingCurve.Kind.DIVERGED
                                ? "n/a"
                                : Format.percent(Math.expm1(departure.size())));
            }
        }
        long left = curves.stream().filter(c -> !c.departures.isEmpty()).count();
        if (left == 0) {
            sheet.text("No curve left its law.");
        } else {
            sheet.table("%d of %d left the law:".formatted(left, curves.size()), table);
        }
        sheet.figure(
                chart(),
                Caption.of(
                                "Training curves (solid) and power laws with a floor through the first points of each (dashed): %s of %s"
                                        .formatted(Format.of(read.observations().size(), "row"), read.named()))
                        .cites("page1954"));
        return sheet;
    }

    private Chart chart() {
        var shown = curves.stream()
                .sorted(Comparator.comparingInt(c -> c.departures.isEmpty() ? 1 : 0))
                .limit(DRAWN)
                .toList();
        var chart = new Chart(
                "training curves and the laws of their first points",
                Axis.log(Figures.axisTitle("tokens")),
                Axis.log(Figures.metricTitle(read)));
        for (var curve : shown) {
            chart = chart.line(curve.run, curve.tokens, curve.loss);
            chart = chart.dashed(
                    curve.run,
                    curve.tokens,
                    Arrays.stream(curve.tokens).map(curve.law).toArray());
            for (var departure : curve.departures) {
                chart = chart.note(
                        words(departure.kind()), departure.detected(), curve.law.applyAsDouble(departure.detected()));
            }
        }
        return chart;
    }

    private static String words(TrainingCurve.Kind kind) {
        return switch (kind) {
            case SPIKE -> "spike";
            case STALL -> "stall";
            case DRIFT -> "drift";
            case DIVERGED -> "diverged";
        };
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        var array = json.putArray("curves");
        for (var curve : curves) {
            var node = array.addObject();
            node.put("run", curve.run);
            node.put("points", curve.tokens.length);
            node.put("calibration_points", curve.calibration);
            var departures = node.putArray("departures");
            for (var departure : curve.departures) {
                var of = departures.addObject();
                of.put("kind", words(departure.kind()));
                LawsJson.put(of, "from_tokens", departure.from());
                LawsJson.put(of, "detected_tokens", departure.detected());
                LawsJson.put(of, "until_tokens", departure.until().orElse(Double.NaN));
                LawsJson.put(of, "log_loss_over_law", departure.size());
            }
        }
        return json;
    }
}
