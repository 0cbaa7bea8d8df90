package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.rates.ChainSearch;
import loglog.laws.rates.PassAtK;
import loglog.laws.rates.RepeatedSampling;
import loglog.laws.rates.SampleCounts;
import loglog.laws.rates.SuccessRate;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.tasks.TaskKind;
import loglog.tasks.Thinker;
import loglog.tasks.ThinkingExchange;
import loglog.tasks.Thought;
import tools.jackson.databind.node.ObjectNode;

/** What more tokens at the time of the test are worth: the models of a study of tasks, asked in every way. */
public final class ThinkingSection {
    private static final String FILE = "thinking.json";
    private static final double LEVEL = 0.9;
    private static final int RESAMPLES = 500;

    /** A model, and what it made of the problems. */
    private record Asked(Result result, Thought thought) {
        boolean hasSteps() {
            return Thinker.hasSteps(TaskKind.taskOf(result.folder()));
        }
    }

    private final Path folder;
    private final List<Asked> asked = new ArrayList<>();

    private ThinkingSection(Path folder) {
        this.folder = folder;
        for (var result : Results.read(folder).observed().rows()) {
            read(result.folder()).ifPresent(thought -> asked.add(new Asked(result, thought)));
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
    public static void add(Path study, Sheet sheet, ObjectNode json) {
        var section = new ThinkingSection(study);
        if (!section.asked.isEmpty()) {
            section.show(sheet, json);
        }
    }

    private void show(Sheet sheet, ObjectNode json) {
        sheet.heading("What writing more is worth");
        byFormat(sheet, json.putArray("thinking"));
        var stepwise = asked.stream().filter(Asked::hasSteps).toList();
        if (stepwise.isEmpty()) {
            return;
        }
        ways(sheet, stepwise);
        laws(sheet, stepwise, json);
        forecasts(sheet, json);
        exchange(sheet, stepwise, json);
    }

    private void byFormat(Sheet sheet, tools.jackson.databind.node.ArrayNode array) {
        double chance = TaskKind.taskOf(asked.getFirst().result.folder()).chance();
        var table =
                TextTable.of("format", "params", "steps written", "tokens", "FLOP a problem", "right", "90% interval");
        var chart = new Chart(
                "accuracy against params, by the steps that are written", Axis.log("params"), Axis.linear("accuracy"));
        var byRecipe = new LinkedHashMap<String, List<Asked>>();
        for (var one : asked) {
            byRecipe.computeIfAbsent(TaskKind.taskOf(one.result.folder()).format(), _ -> new ArrayList<>())
                    .add(one);
        }
        for (var entry : byRecipe.entrySet()) {
            var of = entry.getValue().stream()
                    .sorted(java.util.Comparator.comparingDouble(a -> a.result.params()))
                    .toList();
            for (var one : of) {
                var t = one.thought;
                var rate = new SuccessRate(t.greedy(), t.problems());
                var interval = rate.interval(LEVEL);
                table.row(
                        entry.getKey(),
                        Format.count((long) one.result.params()),
                        Format.number(t.written()),
                        Format.number(t.greedyTokens()),
                        Format.flops(t.flops(1)),
                        Format.digits(rate.value(), 3),
                        "%s to %s".formatted(Format.digits(interval.low(), 3), Format.digits(interval.high(), 3)));
                array.addObject()
                        .put("run", one.result.name())
                        .put("format", entry.getKey())
                        .put("params", one.result.params())
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
            var x = of.stream().mapToDouble(a -> a.result.params()).toArray();
            var intervals = of.stream()
                    .map(a -> new SuccessRate(a.thought.greedy(), a.thought.problems()).interval(LEVEL))
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

    /** One model in every way, on the price of a problem. */
    private void ways(Sheet sheet, List<Asked> stepwise) {
        // The one with the most left to gain and something to gain it from: whose whole solutions are nearest to a
        // third.
        var one = stepwise.stream()
                .min(java.util.Comparator.comparingDouble(a -> Math.abs(coverage(a.thought, 1) - 1.0 / 3)))
                .orElseThrow();
        var t = one.thought;
        var table = TextTable.of("way", "amount", "tokens", "FLOP a problem", "solved");
        var chart = new Chart(
                "ways to spend FLOP on a problem: " + one.result.name(),
                Axis.log("FLOP a problem"),
                Axis.linear("share of problems"));
        int[] ks = java.util.stream.IntStream.iterate(1, k -> k <= t.known(), k -> 2 * k)
                .toArray();
        chart = line(chart, table, t, "coverage (a whole solution among n)", ks, k -> coverage(t, k));
        chart = line(chart, table, t, "majority vote of n", t.votes(), k -> Thought.mean(t.voted(), at(t.votes(), k)));
        chart = line(chart, table, t, "likeliest of n", t.best(), k -> Thought.mean(t.chosen(), at(t.best(), k)));
        var x = new double[t.candidates().length];
        var y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = t.searchFlops(i);
            y[i] = t.searched()[i] / (double) t.problems();
            table.row(
                    "search, exact judge of steps",
                    t.candidates()[i] + " a step",
                    Format.number(t.searchTokens()[i]),
                    Format.flops(x[i]),
                    Format.digits(y[i], 3));
        }
        chart = chart.line("search, exact judge of steps", x, y).points("search, exact judge of steps", x, y);
        for (int i = 0; i < t.forced().length; i++) {
            table.row(
                    "answer forced after step",
                    t.forced()[i],
                    Format.number(2.0 * Math.min(t.forced()[i], t.written())),
                    "",
                    Format.digits(t.forcedRight()[i] / (double) t.problems(), 3));
        }
        sheet.figure(
                chart,
                "Share of problems against the FLOP spent on each (its prompt counted once): coverage and search ask a judge that"
                        + " knows, the vote and the likeliest sample do not. Coverage counts solutions with every step right.");
        sheet.table(
                "%s, pass@1 of whole solutions %s:".formatted(one.result.name(), Format.digits(coverage(t, 1), 3)),
                table);
        double closed = ChainSearch.byStep(t.stepError(), 2, (int) Math.round(t.written()));
        sheet.text(
                "an error of %s a step would give (1 - e^2)^%d = %s with two candidates a step, if all steps were alike; measured %s"
                        .formatted(
                                Format.digits(t.stepError(), 3),
                                Math.round(t.written()),
                                Format.digits(closed, 3),
                                Format.digits(t.searched()[1] / (double) t.problems(), 3)));
    }

    private static int at(int[] values, int value) {
        return Arrays.binarySearch(values, value);
    }

    private static Chart line(
            Chart chart,
            TextTable table,
            Thought t,
            String name,
            int[] amounts,
            java.util.function.IntToDoubleFunction value) {
        var x = Arrays.stream(amounts).mapToDouble(t::flops).toArray();
        var y = Arrays.stream(amounts).mapToDouble(value).toArray();
        for (int i = 0; i < amounts.length; i++) {
            table.row(
                    name,
                    amounts[i],
                    Format.number(amounts[i] * t.sampleTokens()),
                    Format.flops(x[i]),
                    Format.digits(y[i], 3));
        }
        return chart.line(name, x, y).points(name, x, y);
    }

    private static double coverage(Thought t, long k) {
        return Arrays.stream(t.whole())
                .mapToDouble(c -> PassAtK.of(t.known(), c, k))
                .average()
                .orElse(Double.NaN);
    }

    private static SampleCounts counts(Thought t) {
        var samples = new long[t.problems()];
        Arrays.fill(samples, t.known());
        return SampleCounts.of(samples, t.whole());
    }

    private void laws(Sheet sheet, List<Asked> stepwise, ObjectNode json) {
        var table = TextTable.of(
                "model",
                "pass@1",
                "coverage at " + stepwise.getFirst().thought.known(),
                "a",
                "b",
                "tail exponent",
                "what it shows");
        var array = json.putArray("coverage_laws");
        for (var one : stepwise) {
            var counts = counts(one.thought);
            if (counts.successes() == 0) {
                continue;
            }
            var law = RepeatedSampling.of(counts, LEVEL, RESAMPLES, 1);
            if (law.law() == null) {
                continue; // all are solved by one sample or two
            }
            table.row(
                    one.result.name(),
                    Format.digits(coverage(one.thought, 1), 3),
                    Format.digits(coverage(one.thought, one.thought.known()), 3),
                    interval(law.a()),
                    interval(law.b()),
                    interval(law.tailExponent()),
                    law.verdict().words());
            var node = array.addObject()
                    .put("run", one.result.name())
                    .put("verdict", law.verdict().words());
            node.put("pass_at_1", coverage(one.thought, 1));
            put(node.putObject("a"), law.a());
            put(node.putObject("b"), law.b());
            put(node.putObject("tail_exponent"), law.tailExponent());
        }
        sheet.table("coverage exp(a k^b), 90% intervals by resampling problems:", table);
    }

    private static String interval(loglog.laws.Interval i) {
        return Format.interval(i.value(), i.low(), i.high());
    }

    private static void put(ObjectNode node, loglog.laws.Interval i) {
        node.put("value", i.value()).put("low", i.low()).put("high", i.high());
    }

    private void forecasts(Sheet sheet, ObjectNode json) {
        var runs = folder.toAbsolutePath().normalize().getParent();
        var samples =
                samplesOf(folder.toAbsolutePath().normalize().getFileName().toString());
        var entries = new Ledger(runs)
                .measured().stream().filter(e -> e.study().equals(samples)).toList();
        if (entries.isEmpty()) {
            return;
        }
        var table = TextTable.of("model", "samples", "forecast", "90% interval", "measured", "verdict");
        var array = json.putArray("coverage_forecasts");
        for (var e : entries) {
            table.row(
                    Path.of(e.run()).getFileName(),
                    Format.number(e.scales().getOrDefault("samples", Double.NaN)),
                    Format.digits(e.value(), 3),
                    "%s to %s".formatted(Format.digits(e.low(), 3), Format.digits(e.high(), 3)),
                    e.score().map(s -> Format.digits(s.result(), 3)).orElse("not yet"),
                    e.inside().map(inside -> inside ? "inside" : "outside").orElse(""));
            var node = array.addObject().put("run", e.run()).put("value", e.value());
            node.put("low", e.low()).put("high", e.high());
            e.score()
                    .ifPresent(s -> node.put("result", s.result())
                            .put("inside", e.inside().orElseThrow()));
        }
        long held = entries.stream().filter(e -> e.inside().orElse(false)).count();
        long scored = entries.stream().filter(e -> e.score().isPresent()).count();
        sheet.table(
                "coverage forecast before it was drawn, in the ledger; %d of %d intervals held:"
                        .formatted(held, scored),
                table);
    }

    private void exchange(Sheet sheet, List<Asked> stepwise, ObjectNode json) {
        var byFormat = new LinkedHashMap<String, List<Asked>>();
        for (var one : stepwise) {
            byFormat.computeIfAbsent(TaskKind.taskOf(one.result.folder()).format(), _ -> new ArrayList<>())
                    .add(one);
        }
        var array = json.putArray("exchange");
        for (Map.Entry<String, List<Asked>> entry : byFormat.entrySet()) {
            var of = entry.getValue();
            var rate = ThinkingExchange.of(
                    of.stream().map(Asked::thought).toList(),
                    of.stream().mapToDouble(a -> a.result.params()).toArray(),
                    LEVEL,
                    1);
            rate.ifPresent(r -> {
                sheet.text(
                        "format %s: at equal coverage, 10 times the FLOP of answering are worth %s times the params (90%% interval %s to %s, by resampling problems; %d points of %d models)"
                                .formatted(
                                        entry.getKey(),
                                        Format.digits(r.paramsPerTenTimes(), 3),
                                        Format.digits(r.low(), 3),
                                        Format.digits(r.high(), 3),
                                        r.points(),
                                        of.size()));
                array.addObject()
                        .put("format", entry.getKey())
                        .put("params_per_10x_flops", r.paramsPerTenTimes())
                        .put("low", r.low())
                        .put("high", r.high());
            });
        }
    }
}
