package loglog.app.laws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import loglog.app.UserError;
import loglog.laws.Diagnosis;
import loglog.laws.Fit;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog diagnose}: which runs stand off the trend, which alone move the forecast, where is the law wrong? */
@Command(
        name = "diagnose",
        description =
                "Runs off the trend, runs that alone move the forecast, residuals that drift with scale; with --curve,"
                        + " where training curves left the law.")
public final class DiagnoseCommand implements Runnable {
    private static final int ROWS_SHOWN = 10;
    private static final Pattern ROW = Pattern.compile("\\brow (\\d+)");

    @Mixin
    RunsOptions runs = new RunsOptions();

    @Mixin
    FitOptions fitting = new FitOptions();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--curve",
            paramLabel = "COLUMN",
            description = "the column that names the run of each row: rows are points of training curves, tokens grow"
                    + " (default: each row is a run)")
    String curve;

    @Option(
            names = "--calibrate",
            paramLabel = "N",
            description =
                    "the first points of each curve that are taken to be on the law (default: a third, at least 10)")
    Integer calibrate;

    @Option(
            names = "--permutations",
            paramLabel = "N",
            description = "for the p-values of drift (default: ${DEFAULT-VALUE})")
    int permutations = 999;

    @Override
    public void run() {
        fitting.criterion();
        fitting.refuse("--bootstrap", "--resample", "--level");
        if (permutations < 99) {
            throw new UserError("--permutations is %d; expected at least 99".formatted(permutations));
        }
        if (calibrate != null && curve == null) {
            throw new UserError("--calibrate is of training curves; expected --curve COLUMN with it");
        }
        if (curve != null) {
            fitting.refuse("--law", "--axis", "--penalty", "--delta", "--residuals", "--ceiling");
            var curves = CurveWatch.of(runs, curve, calibrate);
            output.show(curves.sheet(), curves.json());
            return;
        }
        var read = runs.read(fitting.anyMetric(), fitting.needs());
        var fit = fitting.fit(read);
        var diagnosis = Diagnosis.of(fit, permutations, fitting.seed);
        output.show(sheet(read, fit, diagnosis), json(read, fit, diagnosis), read);
    }

    private Sheet sheet(RunsOptions.Read read, Fit fit, Diagnosis diagnosis) {
        var sheet = new Sheet("%s on %s".formatted(fit.law().name(), read.titled()));
        sheet.text("%s, fitted by %s: %s%s"
                .formatted(
                        fit.law().equation(), fitting.saysWhat(), fit.status().words(), read.asNoted()));
        sheet.warnings(Soundness.causes(fit));
        var findings = findings(read, diagnosis);
        if (findings.isEmpty()) {
            sheet.text("Nothing stands out.");
        }
        sheet.warnings(findings);
        sheet.table(
                "the runs furthest off the trend (* beyond %s robust standard deviations; z is positive above the law) or of most influence:"
                        .formatted(Format.trim("" + Diagnosis.OFF_TREND)),
                rows(read, fit, diagnosis));
        sheet.table("residuals along each scale, and how often chance does as much:", trends(diagnosis));
        sheet.figure(
                scores(read, fit, diagnosis),
                Figures.caption(
                                "Each run's residual (observed minus law) over what its leverage leaves of the noise, in robust standard deviations; rules at +-%s"
                                        .formatted(Format.trim("" + Diagnosis.OFF_TREND)),
                                read,
                                fit,
                                fitting.saysWhat())
                        .cites("iglewicz1993"));
        sheet.pageFigure(
                influences(read, fit, diagnosis),
                Figures.caption(
                        "Each run's leverage and its influence on the forecast at " + asked(diagnosis),
                        read,
                        fit,
                        fitting.saysWhat()));
        return sheet;
    }

    /** The library's findings, with the rows' places for their numbers. */
    private static List<String> findings(RunsOptions.Read read, Diagnosis diagnosis) {
        return diagnosis.findings().stream()
                .map(finding -> ROW.matcher(finding)
                        .replaceAll(found -> Matcher.quoteReplacement(read.place(Integer.parseInt(found.group(1))))))
                .toList();
    }

    private static TextTable rows(RunsOptions.Read read, Fit fit, Diagnosis diagnosis) {
        var table = TextTable.of("row", "observed", "law", "z", "leverage", "influence");
        var fitted = fit.fitted();
        diagnosis.rows().stream()
                .sorted(Comparator.comparingDouble(
                        row -> -Math.max(Math.abs(row.z()) / Diagnosis.OFF_TREND, Math.abs(row.influence()))))
                .limit(ROWS_SHOWN)
                .forEach(row -> table.row(
                        read.place(row.row()) + (row.offTrend() ? " *" : ""),
                        Format.digits(fit.observations().metric(row.row()), 4),
                        Format.digits(fitted[row.row()], 4),
                        "%.1f".formatted(row.z()),
                        "%.2f".formatted(row.leverage()),
                        "%.2f".formatted(row.influence())));
        return table;
    }

    private static TextTable trends(Diagnosis diagnosis) {
        var table = TextTable.of("scale", "drift", "p", "curvature", "p ", "growing noise", "p  ");
        for (var trend : diagnosis.trends()) {
            table.row(
                    trend.axis(),
                    "%.2f".formatted(trend.drift()),
                    "%.3f".formatted(trend.driftP()),
                    "%.2f".formatted(trend.curvature()),
                    "%.3f".formatted(trend.curvatureP()),
                    "%.2f".formatted(trend.spread()),
                    "%.3f".formatted(trend.spreadP()));
        }
        return table;
    }

    private static String asked(Diagnosis diagnosis) {
        var words = new ArrayList<String>();
        diagnosis.asked().forEach((axis, value) -> words.add(axis + " " + Format.count(value)));
        return String.join(", ", words);
    }

    private static Chart scores(RunsOptions.Read read, Fit fit, Diagnosis diagnosis) {
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
            Chart chart, String name, double[] x, List<Diagnosis.Row> rows, RunsOptions.Read read, Fit fit) {
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
    private static List<Layer.Column> known(RunsOptions.Read read, Fit fit, List<Diagnosis.Row> rows) {
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

    private static Chart influences(RunsOptions.Read read, Fit fit, Diagnosis diagnosis) {
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

    private ObjectNode json(RunsOptions.Read read, Fit fit, Diagnosis diagnosis) {
        var json = Json.object();
        json.put("law", fit.law().name());
        json.put("n", fit.n());
        json.put("status", fit.status().words());
        var rows = json.putArray("rows");
        var fitted = fit.fitted();
        for (var row : diagnosis.rows()) {
            var node = rows.addObject();
            node.put("place", read.place(row.row()));
            Json.put(node, "observed", fit.observations().metric(row.row()));
            Json.put(node, "fitted", fitted[row.row()]);
            Json.put(node, "z", row.z());
            Json.put(node, "leverage", row.leverage());
            Json.put(node, "influence", row.influence());
            node.put("off_trend", row.offTrend());
        }
        var trends = json.putArray("trends");
        for (var trend : diagnosis.trends()) {
            var node = trends.addObject();
            node.put("axis", trend.axis());
            Json.put(node, "drift", trend.drift());
            Json.put(node, "drift_p", trend.driftP());
            Json.put(node, "curvature", trend.curvature());
            Json.put(node, "curvature_p", trend.curvatureP());
            Json.put(node, "spread", trend.spread());
            Json.put(node, "spread_p", trend.spreadP());
        }
        var at = json.putObject("influence_on_forecast_at");
        diagnosis.asked().forEach((axis, value) -> Json.put(at, axis, value));
        json.set("findings", Json.of(findings(read, diagnosis)));
        json.set("warnings", Json.of(Soundness.causes(fit)));
        return json;
    }
}
