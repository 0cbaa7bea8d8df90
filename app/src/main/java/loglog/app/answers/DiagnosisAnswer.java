package loglog.app.answers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import loglog.laws.Diagnosis;
import loglog.laws.Fit;
import loglog.laws.Law;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** Which runs stand off the trend, which alone move the forecast, and where the law is wrong. */
public record DiagnosisAnswer(RunsRead read, FitSettings settings, Fit fit, Diagnosis diagnosis)
        implements AnswerViews {
    private static final int ROWS_SHOWN = 10;
    private static final Pattern ROW = Pattern.compile("\\brow (\\d+)");

    /**
     * Fits the law and looks at what it leaves.
     *
     * @param permutations for the p-values
     * @throws QuestionProblem where the runs do not determine it
     */
    public static DiagnosisAnswer of(RunsRead read, Law law, FitSettings settings, int permutations, LongWork work) {
        var fit = settings.fit(read, law, work);
        return new DiagnosisAnswer(read, settings, fit, Diagnosis.of(fit, permutations, settings.seed()));
    }

    @Override
    public AnswerSource source() {
        return read.origin();
    }

    @Override
    public Sheet sheet(boolean withPage) {
        var sheet = new Sheet("%s on %s".formatted(fit.law().name(), read.titled()));
        sheet.text("%s, fitted by %s: %s"
                .formatted(
                        fit.law().equation(), settings.saysWhat(), fit.status().words()));
        sheet.warnings(Soundness.causes(fit));
        var findings = findings(read::spot).stream()
                .filter(finding -> Soundness.causes(fit).isEmpty() || !finding.startsWith(Fit.UNDETERMINED))
                .toList();
        if (findings.isEmpty()) {
            sheet.text("Nothing stands out.");
        }
        sheet.warnings(findings);
        sheet.table(
                "the runs furthest off the trend (* beyond %s robust standard deviations; z is positive above the law) or of most influence (by how many standard errors the forecast at %s moves without the run):"
                        .formatted(Format.trim("" + Diagnosis.OFF_TREND), asked(diagnosis)),
                rows(read, fit, diagnosis));
        sheet.table("residuals along each scale, and how often chance does as much:", trends(diagnosis));
        sheet.figure(
                scores(read, fit, diagnosis),
                Figures.caption(
                                "Each run's residual (observed minus law) over what its leverage leaves of the noise, in robust standard deviations; rules at +-%s"
                                        .formatted(Format.trim("" + Diagnosis.OFF_TREND)),
                                read,
                                fit,
                                settings.saysWhat())
                        .cites("iglewicz1993"));
        sheet.pageFigure(
                influences(read, fit, diagnosis),
                Figures.caption(
                        "Each run's leverage and its influence on the forecast at " + asked(diagnosis),
                        read,
                        fit,
                        settings.saysWhat()));
        return sheet;
    }

    /** The library's findings, with the rows' places for their numbers. */
    private List<String> findings(IntFunction<String> place) {
        return diagnosis.findings().stream()
                .map(finding -> ROW.matcher(finding)
                        .replaceAll(found -> Matcher.quoteReplacement(place.apply(Integer.parseInt(found.group(1))))))
                .toList();
    }

    private static TextTable rows(RunsRead read, Fit fit, Diagnosis diagnosis) {
        var table = TextTable.of("row", "observed", "law", "z", "leverage", "influence");
        var fitted = fit.fitted();
        var spots = read.spots();
        diagnosis.rows().stream()
                .sorted(Comparator.comparingDouble(
                        row -> -Math.max(Math.abs(row.z()) / Diagnosis.OFF_TREND, Math.abs(row.influence()))))
                .limit(ROWS_SHOWN)
                .forEach(row -> table.row(
                        spots.apply(row.row()) + (row.offTrend() ? " *" : ""),
                        Format.digits(fit.observations().metric(row.row()), 4),
                        Format.digits(fitted[row.row()], 4),
                        fixed("%.1f", row.z()),
                        fixed("%.2f", row.leverage()),
                        fixed("%.2f", row.influence())));
        return table;
    }

    private static TextTable trends(Diagnosis diagnosis) {
        var table = TextTable.of("scale", "drift", "p", "curvature", "p ", "growing noise", "p  ");
        for (var trend : diagnosis.trends()) {
            table.row(
                    trend.axis(),
                    fixed("%.2f", trend.drift()),
                    "%.3f".formatted(trend.driftP()),
                    fixed("%.2f", trend.curvature()),
                    "%.3f".formatted(trend.curvatureP()),
                    fixed("%.2f", trend.spread()),
                    "%.3f".formatted(trend.spreadP()));
        }
        return table;
    }

    /** Without the sign of a number that is rounded to nothing. */
    private static String fixed(String format, double value) {
        var text = format.formatted(value);
        return text.matches("-0\\.0*") ? text.substring(1) : text;
    }

    private static String asked(Diagnosis diagnosis) {
        var words = new ArrayList<String>();
        diagnosis.asked().forEach((axis, value) -> words.add(axis + " " + Format.count(value)));
        return String.join(", ", words);
    }

    private static Chart scores(RunsRead read, Fit fit, Diagnosis diagnosis) {
        var axis = Figures.alongWhat(read, fit.law());
        var x = axis.equals("flops") ? Figures.flops(read) : read.axis(axis);
        var off = diagnosis.rows().stream().filter(Diagnosis.Row::offTrend).toList();
        var on = diagnosis.rows().stream().filter(row -> !row.offTrend()).toList();
        return points(
                        points(
                                new Chart(
                                        "runs off the trend",
                                        Axis.log(Figures.axisTitle(axis)),
                                        Axis.linear("observed minus law [robust standard deviations]")),
                                "on the trend",
                                x,
                                on,
                                read,
                                fit),
                        "off the trend",
                        x,
                        off,
                        read,
                        fit)
                .horizontal("beyond: off the trend", Diagnosis.OFF_TREND)
                .horizontal("beyond: off the trend", -Diagnosis.OFF_TREND);
    }

    private static Chart points(
            Chart chart, String name, double[] x, List<Diagnosis.Row> rows, RunsRead read, Fit fit) {
        return rows.isEmpty()
                ? chart
                : chart.with(new Layer.Points(
                                name,
                                rows.stream().mapToDouble(row -> x[row.row()]).toArray(),
                                rows.stream().mapToDouble(Diagnosis.Row::z).toArray(),
                                null,
                                rows.stream().map(row -> read.spot(row.row())).toArray(String[]::new))
                        .more(known(read, fit, rows)));
    }

    /** What the figures tell of each run: its own numbers, and what the diagnosis makes of it. */
    private static List<Layer.Column> known(RunsRead read, Fit fit, List<Diagnosis.Row> rows) {
        var columns = new ArrayList<Layer.Column>();
        for (var column : Figures.known(read, fit)) {
            columns.add(new Layer.Column(
                    column.name(),
                    rows.stream().mapToDouble(row -> column.values()[row.row()]).toArray()));
        }
        columns.add(new Layer.Column(
                "z", rows.stream().mapToDouble(Diagnosis.Row::z).toArray()));
        columns.add(new Layer.Column(
                "leverage", rows.stream().mapToDouble(Diagnosis.Row::leverage).toArray()));
        columns.add(new Layer.Column(
                "influence [standard errors]",
                rows.stream().mapToDouble(Diagnosis.Row::influence).toArray()));
        return columns;
    }

    private static Chart influences(RunsRead read, Fit fit, Diagnosis diagnosis) {
        var rows = diagnosis.rows();
        return new Chart("leverage and influence", Axis.linear("leverage"), Axis.linear("influence [standard errors]"))
                .with(new Layer.Points(
                                "runs",
                                rows.stream()
                                        .mapToDouble(Diagnosis.Row::leverage)
                                        .toArray(),
                                rows.stream()
                                        .mapToDouble(Diagnosis.Row::influence)
                                        .toArray(),
                                null,
                                Figures.places(read))
                        .more(known(read, fit, rows)))
                .horizontal(null, 0);
    }

    @Override
    public ObjectNode json() {
        var json = LawsJson.object();
        json.put("law", fit.law().name());
        json.put("n", fit.n());
        json.put("status", fit.status().words());
        var rows = json.putArray("rows");
        var fitted = fit.fitted();
        for (var row : diagnosis.rows()) {
            var node = rows.addObject();
            node.put("place", read.place(row.row()));
            LawsJson.put(node, "observed", fit.observations().metric(row.row()));
            LawsJson.put(node, "fitted", fitted[row.row()]);
            LawsJson.put(node, "z", row.z());
            LawsJson.put(node, "leverage", row.leverage());
            LawsJson.put(node, "influence", row.influence());
            node.put("off_trend", row.offTrend());
        }
        var trends = json.putArray("trends");
        for (var trend : diagnosis.trends()) {
            var node = trends.addObject();
            node.put("axis", trend.axis());
            LawsJson.put(node, "drift", trend.drift());
            LawsJson.put(node, "drift_p", trend.driftP());
            LawsJson.put(node, "curvature", trend.curvature());
            LawsJson.put(node, "curvature_p", trend.curvatureP());
            LawsJson.put(node, "spread", trend.spread());
            LawsJson.put(node, "spread_p", trend.spreadP());
        }
        var at = json.putObject("influence_on_forecast_at");
        diagnosis.asked().forEach((axis, value) -> LawsJson.put(at, axis, value));
        json.set("findings", LawsJson.of(findings(read::place)));
        json.set("warnings", LawsJson.of(Soundness.causes(fit)));
        return json;
    }
}
