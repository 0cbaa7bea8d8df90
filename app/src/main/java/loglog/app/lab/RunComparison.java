package loglog.app.lab;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import loglog.app.laws.OutputOptions;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.RunFolder;
import loglog.runs.reader.LossCurve;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** Runs side by side: where their settings differ, what came of them, their curves. */
record RunComparison(List<RunRow> runs) {
    /** Results, of which differences say something. */
    private static final List<String> RESULTS =
            List.of("params", "tokens", "flops", "loss", "validation_loss", "bits_per_byte", "steps", "seconds");

    /** Neither settings nor results. */
    private static final Set<String> OTHER =
            Set.of("name", "path", "started", "updated", "reason", "flags", "progress", "status");

    Sheet sheet() {
        var folder = folder();
        var sheet = new Sheet("comparison of " + String.join(", ", names())
                + (folder.isEmpty() ? "" : ", runs of " + folder.substring(0, folder.length() - 1)));
        settings(sheet);
        sheet.table("results, and how far each is from the first:", results());
        flags(sheet);
        var chart = chart();
        if (chart.layers().isEmpty()) {
            sheet.text("None of them has rows to draw a curve of.");
        } else {
            sheet.figure(chart, "the rows of metrics.jsonl of " + String.join(", ", names()));
        }
        return sheet;
    }

    /** What sets them apart: the folder that all are in, a study's as a rule, would stand in each heading otherwise. */
    private List<String> names() {
        return runs.stream().map(this::shortName).toList();
    }

    private String shortName(RunRow run) {
        return run.name().substring(folder().length());
    }

    /** The folder that all names begin with, with its slash; empty where they are in several. */
    private String folder() {
        var first = runs.getFirst().name();
        var folder = first.substring(0, first.lastIndexOf('/') + 1);
        while (!folder.isEmpty() && !everyNameBeginsWith(folder)) {
            folder = folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
        }
        return folder;
    }

    private boolean everyNameBeginsWith(String folder) {
        return runs.stream().allMatch(run -> run.name().startsWith(folder));
    }

    private List<String> differing() {
        var columns = new LinkedHashSet<String>();
        runs.forEach(run -> columns.addAll(run.columns().keySet()));
        columns.removeAll(RESULTS);
        columns.removeAll(OTHER);
        return columns.stream()
                .filter(c -> runs.stream().map(r -> r.text(c)).distinct().count() > 1)
                .toList();
    }

    private void settings(Sheet sheet) {
        var differing = differing();
        if (differing.isEmpty()) {
            sheet.text("Their settings are the same.");
            return;
        }
        var table = table("setting");
        for (var column : differing) {
            row(table, column, runs.stream().map(r -> cell(r, column)));
        }
        sheet.table("settings that differ:", table);
    }

    private static String cell(RunRow run, String column) {
        return RunCells.of(column, run.columns().get(column));
    }

    private TextTable results() {
        var table = table("");
        row(table, "status", runs.stream().map(RunRow::status));
        for (var column : RESULTS) {
            if (runs.stream().allMatch(r -> r.columns().get(column) == null)) {
                continue;
            }
            row(table, column.replace('_', ' '), runs.stream().map(r -> {
                var cell = cell(r, column);
                double off = difference(r, column);
                return r == runs.getFirst() || Double.isNaN(off)
                        ? cell
                        : "%s (%s%s)".formatted(cell, off < 0 ? "" : "+", Format.percent(off));
            }));
        }
        return table;
    }

    /** How far a run's value is above the first's, as a share of that; NaN where one has none. */
    private double difference(RunRow run, String column) {
        return run.columns().get(column) instanceof Number value
                        && runs.getFirst().columns().get(column) instanceof Number first
                        && first.doubleValue() != 0
                ? value.doubleValue() / first.doubleValue() - 1
                : Double.NaN;
    }

    private TextTable table(String first) {
        return TextTable.of(Stream.concat(Stream.of(first), names().stream()).toArray(String[]::new));
    }

    private static void row(TextTable table, String first, Stream<String> cells) {
        table.row(Stream.concat(Stream.of(first), cells).toArray());
    }

    private void flags(Sheet sheet) {
        for (var run : runs) {
            for (var flag : run.flags()) {
                sheet.text(flag.sentence(run.name()));
            }
            for (var said : run.said()) {
                sheet.text("%s: %s".formatted(run.name(), said.sentence()));
            }
        }
    }

    private Chart chart() {
        var chart = new Chart("training loss", Axis.log("tokens"), Axis.log("loss [nats per token]"));
        for (var run : runs) {
            var losses = LossCurve.read(new RunFolder(run.run().folder()));
            if (losses.size() > 1) {
                chart = chart.line(shortName(run), losses.tokens(), losses.loss());
            }
        }
        return chart;
    }

    ObjectNode json() {
        var json = OutputOptions.MAPPER.createObjectNode();
        var array = json.putArray("runs");
        runs.forEach(run -> array.add(RunsJson.of(run, run.columns().keySet())));
        var settings = json.putObject("differing_settings");
        for (var column : differing()) {
            var values = settings.putObject(column);
            runs.forEach(run -> RunsJson.put(values, run.name(), run.columns().get(column)));
        }
        var results = json.putObject("relative_to_first");
        for (var column : RESULTS) {
            if (runs.stream().map(RunRow::columns).map(c -> c.get(column)).anyMatch(Objects::nonNull)) {
                var values = results.putObject(column);
                runs.forEach(run -> RunsJson.put(values, run.name(), difference(run, column)));
            }
        }
        return json;
    }
}
