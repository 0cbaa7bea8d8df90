package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.lab.results.Results;
import loglog.laws.rates.SuccessRate;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.tasks.TaskKind;
import loglog.tasks.Thought;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** What more tokens at the time of the test are worth: the models of a study of tasks, asked in every way. */
public final class ThinkingSection {
    /** Of a run of many samples: the share of problems whose most frequent answer is right. */
    public static final String MODAL = "modal_right";

    private static final String FILE = "thinking.json";
    private static final double LEVEL = 0.9;

    private final Path folder;
    private final List<AskedModel> asked = new ArrayList<>();

    private ThinkingSection(Path folder, Results results) {
        this.folder = folder;
        for (var result : results.observed().rows()) {
            read(result.folder()).ifPresent(thought -> asked.add(new AskedModel(result, thought)));
        }
    }

    /** Where a run's own is. */
    public static Path file(Path run) {
        return run.resolve(FILE);
    }

    /** The folder of a study's many samples, beside the study's own: each is a run that verifies a forecast. */
    public static String samplesOf(String study) {
        return study + "-samples";
    }

    /** What is there; empty where it is not whole. */
    public static Optional<Thought> read(Path run) {
        if (!Files.exists(file(run))) {
            return Optional.empty();
        }
        var json = new RunFolder(run).read(file(run));
        return RunFolder.isAsWritten(json)
                ? Optional.of(Thought.read(Fields.of(file(run), json), json))
                : Optional.empty();
    }

    /** Adds what was measured to a report and its JSON; nothing where nothing was. */
    static void add(Path study, Results results, Sheet sheet, ObjectNode json) {
        var section = new ThinkingSection(study, results);
        if (!section.asked.isEmpty()) {
            section.show(sheet, json);
        }
    }

    private void show(Sheet sheet, ObjectNode json) {
        sheet.heading("What writing more is worth");
        byFormat(sheet, json.putArray("thinking"));
        var stepwise = asked.stream().filter(AskedModel::hasSteps).toList();
        if (stepwise.isEmpty()) {
            return;
        }
        WaysToSpend.show(stepwise, sheet, json.putArray("ways"), LEVEL);
        var laws = new ThinkingLaws(folder, asked, stepwise, sheet, json);
        laws.ofThought();
        laws.ofCoverage();
        laws.ofVotes();
        laws.forecasts();
        laws.exchange();
    }

    private void byFormat(Sheet sheet, tools.jackson.databind.node.ArrayNode array) {
        double chance = TaskKind.taskOf(asked.getFirst().result().folder()).chance();
        var table =
                TextTable.of("format", "params", "steps written", "tokens", "FLOP a problem", "right", "90% interval");
        var chart = new Chart(
                "accuracy against params, by the steps that are written", Axis.log("params"), Axis.linear("accuracy"));
        for (var entry : AskedModel.byFormat(asked).entrySet()) {
            var of = entry.getValue().stream()
                    .sorted(java.util.Comparator.comparingDouble(a -> a.result().params()))
                    .toList();
            for (var one : of) {
                var t = one.thought();
                var rate = new SuccessRate(t.greedy(), t.problems());
                var interval = rate.interval(LEVEL);
                table.row(
                        entry.getKey(),
                        Format.count((long) one.result().params()),
                        Format.number(t.written()),
                        Format.number(t.greedyTokens()),
                        Format.flops(t.flops(1)),
                        Format.digits(rate.value(), 3),
                        "%s to %s".formatted(Format.digits(interval.low(), 3), Format.digits(interval.high(), 3)));
                array.addObject()
                        .put("run", one.result().name())
                        .put("format", entry.getKey())
                        .put("params", one.result().params())
                        .put("steps_written", t.written())
                        .put("tokens", t.greedyTokens())
                        .put("flops", t.flops(1))
                        .put("step_error", t.stepError())
                        .putObject("greedy")
                        .put("successes", t.greedy())
                        .put("trials", t.problems())
                        .put("value", rate.value())
                        .put("low", interval.low())
                        .put("high", interval.high());
            }
            var x = of.stream().mapToDouble(a -> a.result().params()).toArray();
            var intervals = of.stream()
                    .map(a -> new SuccessRate(a.thought().greedy(), a.thought().problems()).interval(LEVEL))
                    .toList();
            var y = intervals.stream().mapToDouble(i -> i.value()).toArray();
            chart = chart.bars(
                            entry.getKey(),
                            x,
                            y,
                            intervals.stream().mapToDouble(i -> i.low()).toArray(),
                            intervals.stream().mapToDouble(i -> i.high()).toArray())
                    .line(entry.getKey(), x, y);
        }
        chart = chart.horizontal("chance", chance);
        sheet.figure(
                chart,
                "The share of problems that a model answers right, the likeliest token taken each time, by the format that it was"
                        + " trained to write in; intervals are Wilson's at 90%%, the rule is chance (%s)"
                                .formatted(Format.digits(chance, 3)));
        sheet.table("chain of thought against params, on the same problems:", table);
    }
}
