package loglog.app.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.LawsJson;
import loglog.app.forecast.DatedLedger;
import loglog.app.forecast.Resolution;
import loglog.app.lab.report.Measured;
import loglog.app.laws.OutputOptions;
import loglog.lab.ledger.DatedForecast;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.DataException;
import loglog.tables.Tables;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog ledger}: what was predicted, and what came. */
@Command(
        name = "ledger",
        description = {
            "Show all forecasts with their scores, and how many of their intervals held.",
            "A forecast counts only if it was written before its run began."
        })
public final class LedgerCommand implements Runnable, BeforeWork {
    /** It need not be there: nothing was trained yet. */
    private static final Path USUAL = Path.of("runs");

    @Option(names = "--runs", paramLabel = "FOLDER", description = "where runs are (default: ${DEFAULT-VALUE})")
    Path runs = USUAL;

    @Option(names = "--study", paramLabel = "NAME", description = "only this study's forecasts (default: of all)")
    String study;

    @Option(
            names = "--resolve",
            split = ",",
            paramLabel = "TABLE",
            description = "score the dated forecasts whose rows this table has (default: none)")
    List<String> resolve;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void check() {
        if (resolve != null && Files.isDirectory(runs)) {
            OutputPath.folders("--runs", runs);
        }
    }

    @Override
    public void run() {
        if (resolve != null && study != null) {
            throw new UserError(
                    "--resolve: found with --study, expected without, since dated forecasts belong to no study");
        }
        var ledger = new Ledger(runs);
        if (!runs.equals(USUAL) && !Files.isDirectory(runs)) {
            throw new UserError("--runs: found no folder %s, expected one".formatted(runs));
        }
        var entries = scored(ledger).stream()
                .filter(e -> study == null || e.study().equals(study))
                .toList();
        var dated = study == null ? dated(ledger) : List.<DatedForecast>of();
        if (entries.isEmpty() && study != null) {
            throw new UserError("--study %s: found no forecast of it in %s, expected %s"
                    .formatted(study, ledger.file(), studies(ledger)));
        }
        var sheet = sheet(ledger, entries);
        DatedLedger.show(sheet, dated);
        if (entries.isEmpty() && dated.isEmpty()) {
            sheet.text(
                    "There are no forecasts yet. ./loglog quickstart writes a first one; a study with a forecast in its file, and"
                            + " trend, horizon and ooms with --ledger, write theirs.");
        }
        var json = json(ledger, entries);
        if (!dated.isEmpty()) {
            json.set("dated", DatedLedger.json(dated));
        }
        int shown = entries.size() + dated.size();
        int others = ledger.entries().size() + ledger.dated().size() - shown;
        json.set(
                "source",
                AnswerSource.ofFiles(
                                List.of(ledger.file().toString()),
                                shown + others,
                                others == 0 ? Map.of() : Map.of("of other studies", others))
                        .json());
        output.show(sheet, json);
    }

    private static String studies(Ledger ledger) {
        var studies =
                ledger.entries().stream().map(Entry::study).distinct().sorted().toList();
        return studies.isEmpty()
                ? "a study with a forecast; there are no forecasts yet"
                : "one of " + String.join(", ", studies);
    }

    /** The calendar's forecasts, scored by the table where there is one. */
    private List<DatedForecast> dated(Ledger ledger) {
        if (resolve != null) {
            ledger.score(Resolution.of(ledger.dated(), Tables.read(resolve)));
        }
        return ledger.dated();
    }

    /** With the scores of runs that have finished since, also where they cannot be written down. */
    private static List<Entry> scored(Ledger ledger) {
        try {
            ledger.score();
        } catch (DataException e) {
            var measured = ledger.measured(); // which says what is wrong with a damaged ledger
            Say.err("loglog: warning: new scores are shown, but not kept: " + e.getMessage());
            return measured;
        }
        return ledger.entries();
    }

    private static Sheet sheet(Ledger ledger, List<Entry> entries) {
        var sheet = new Sheet("ledger " + ledger.file());
        ledger.problems().forEach(sheet::warning);
        var table = TextTable.of(
                "forecast",
                "made",
                "run",
                "FLOP",
                "predicted",
                "interval",
                "measured",
                "error",
                "in intervals",
                "verdict");
        for (var e : entries) {
            table.row(
                    e.id(),
                    e.made().toString().substring(0, 16).replace('T', ' '),
                    e.run(),
                    Format.flops(e.scales().getOrDefault("flops", Double.NaN)),
                    Format.digits(e.value(), 4),
                    "%s to %s".formatted(Format.digits(e.low(), 4), Format.digits(e.high(), 4)),
                    e.score().map(s -> Format.digits(s.result(), 4)).orElse(""),
                    Measured.error(e),
                    e.score().isEmpty() ? "" : Format.digits(e.errorInIntervals(), 2),
                    e.score().isEmpty()
                            ? "open"
                            : e.inTime() ? e.inside().orElseThrow() ? "inside" : "outside" : "made too late");
        }
        if (entries.isEmpty()) {
            return sheet; // of the calendar alone
        }
        sheet.table("", table.sparing("in intervals", "made", "FLOP"));
        sheet.text(calibration(entries));
        var scored = entries.stream().filter(e -> e.score().isPresent()).toList();
        if (!scored.isEmpty()) {
            sheet.pageFigure(
                    chart(scored),
                    "%s of %s, scored by the runs"
                            .formatted(
                                    Format.of(scored.size(), "forecast"),
                                    ledger.file().getFileName()));
        }
        return sheet;
    }

    /** How many intervals held, of each level. */
    private static String calibration(List<Entry> entries) {
        var sentences = new ArrayList<String>();
        var levels =
                entries.stream().mapToDouble(Entry::level).distinct().sorted().toArray();
        for (double level : levels) {
            var counted = entries.stream()
                    .filter(e -> e.level() == level && e.inTime() && e.score().isPresent())
                    .toList();
            long held = counted.stream().filter(e -> e.inside().orElseThrow()).count();
            sentences.add(
                    counted.isEmpty()
                            ? "no %.0f%% interval has been tested yet".formatted(100 * level)
                            : "%d of %d intervals at %.0f%% held".formatted(held, counted.size(), 100 * level));
        }
        return String.join("; ", sentences);
    }

    /** Each forecast's interval and result, in the order of the ledger, as ratios to the forecast. */
    private static Chart chart(List<Entry> entries) {
        var x = IntStream.rangeClosed(1, entries.size()).asDoubleStream().toArray();
        return new Chart(
                        "results over forecasts",
                        Axis.linear("forecast, in order").range(0.5, entries.size() + 0.5),
                        Axis.linear("measured / predicted"))
                .bars(
                        "interval",
                        x,
                        IntStream.range(0, x.length).mapToDouble(_ -> 1).toArray(),
                        entries.stream().mapToDouble(e -> e.low() / e.value()).toArray(),
                        entries.stream().mapToDouble(e -> e.high() / e.value()).toArray())
                .points(
                        "measured",
                        x,
                        entries.stream()
                                .mapToDouble(e -> e.score().orElseThrow().result() / e.value())
                                .toArray());
    }

    private static ObjectNode json(Ledger ledger, List<Entry> entries) {
        var node = JsonNodeFactory.instance.objectNode();
        var array = node.putArray("forecasts");
        for (var e : entries) {
            var of = array.addObject()
                    .put("id", e.id())
                    .put("made", e.made().toString())
                    .put("study", e.study())
                    .put("run", e.run());
            var scales = of.putObject("scales");
            e.scales().forEach(scales::put);
            of.put("metric", e.metric().name())
                    .put("value", e.value())
                    .put("low", e.low())
                    .put("high", e.high());
            of.put("level", e.level()).put("law", e.law()).put("rows", e.rows());
            of.put("data_digest", e.dataDigest()).put("in_time", e.inTime());
            e.score()
                    .ifPresent(s -> of.put("result", s.result())
                            .put("inside", e.inside().orElseThrow()));
            if (e.score().isPresent()) {
                LawsJson.put(of, "relative_error", e.relativeError());
                LawsJson.put(of, "error", e.error());
                LawsJson.put(of, "error_in_intervals", e.errorInIntervals());
            }
        }
        double calibration = Entry.calibration(entries);
        if (Double.isNaN(calibration)) {
            node.putNull("share_inside");
        } else {
            node.put("share_inside", calibration);
        }
        var problems = node.putArray("problems");
        ledger.problems().forEach(problems::add);
        return node;
    }
}
