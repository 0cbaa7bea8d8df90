package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.feedback.BaseCoverage;
import loglog.feedback.TuningName;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.feedback.AccuracyGate;
import loglog.laws.feedback.ImprovementLimit;
import loglog.laws.feedback.LinearFit;
import loglog.laws.rates.SuccessRate;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.runs.reader.MetricLines;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** Where models stop that learn from their own answers, beside what each could do before: a study's self-improvement. */
public final class SelfImprovementSection {
    public static final double LEVEL = 0.9;

    /** Bases that are never right have nothing to learn, and ones that always are, no room. */
    public static final AccuracyGate GATE = new AccuracyGate(0.2, 0.95);

    private static final String FILE = "self-improvement.json";

    /** Fewer bases are no law of their limits. */
    private static final int FEWEST_BASES = 3;

    private static final int DRAWN = 60;

    /**
     * Rounds of a method on one base, round 0 being the base.
     *
     * @param pass1 on the test problems
     * @param falsePositives of what was kept; NaN of round 0 and of other methods
     * @param tokens sampled so far
     */
    private record Rounds(double[] rounds, double[] pass1, double[] falsePositives, double[] tokens) {
        static Rounds read(Path run) {
            var rows = new TreeMap<Double, double[]>();
            if (Files.exists(run)) {
                MetricLines.read(new RunFolder(run), row -> {
                    if (row.hasEnd() && row.has("test_pass_rate")) {
                        rows.put((double) row.step(), new double[] {
                            row.number("test_pass_rate"), row.number("false_positives"), row.number("tokens")
                        });
                    }
                });
            }
            return new Rounds(
                    rows.keySet().stream().mapToDouble(r -> r).toArray(),
                    column(rows, 0),
                    column(rows, 1),
                    column(rows, 2));
        }

        private static double[] column(TreeMap<Double, double[]> rows, int column) {
            return rows.values().stream().mapToDouble(r -> r[column]).toArray();
        }

        double last() {
            return pass1.length == 0 ? Double.NaN : pass1[pass1.length - 1];
        }
    }

    /**
     * A base, and what it became.
     *
     * @param label what tells it from other bases, but the seed
     * @param name the same with the seed, where there are several
     */
    private record Improved(Result result, String label, String name, BaseCoverage base, Rounds expert, Rounds grpo) {
        Optional<String> refusal() {
            return GATE.refusal(base.passAtOne(), LEVEL);
        }

        Fitted<ImprovementLimit> limit() {
            return ImprovementLimit.of(expert.rounds, expert.pass1, LEVEL);
        }
    }

    private final List<Improved> all = new ArrayList<>();

    private SelfImprovementSection(Path study, Results results) {
        var observed = results.observed();
        var names = new BaseNames(observed.rows());
        for (var result : observed.byScale()) {
            read(result.folder())
                    .ifPresent(base -> all.add(new Improved(
                            result,
                            names.label(result),
                            names.name(result),
                            base,
                            Rounds.read(runOf(study, result, TuningName.EXPERT_ITERATION)),
                            Rounds.read(runOf(study, result, TuningName.GRPO)))));
        }
    }

    /** Where what a base does by itself is. */
    public static Path file(Path run) {
        return run.resolve(FILE);
    }

    /** The run of a method on a base, in a folder beside the study's. */
    public static Path runOf(Path study, Result base, TuningName method) {
        var folder = study.toAbsolutePath().normalize();
        return folder.resolveSibling(folder.getFileName() + "-improved")
                .resolve(base.folder().getFileName() + "-" + method.word());
    }

    /** What is there of a base; empty where it is not whole. */
    public static Optional<BaseCoverage> read(Path run) {
        if (!Files.exists(file(run))) {
            return Optional.empty();
        }
        var json = new RunFolder(run).read(file(run));
        return RunFolder.isAsWritten(json)
                ? Optional.of(BaseCoverage.read(Fields.of(file(run), json), json))
                : Optional.empty();
    }

    /** Adds what was measured to a report and its JSON; nothing where nothing was. */
    static void add(Path study, Results results, Sheet sheet, ObjectNode json) {
        var section = new SelfImprovementSection(study, results);
        if (!section.all.isEmpty()) {
            sheet.heading("How far learning from own answers goes");
            section.figure(sheet);
            section.table(sheet, json);
            section.grpo(sheet);
            section.seeds(sheet, json);
            section.law(sheet, json);
        }
    }

    /** Those of one label, which seeds alone tell apart. */
    private Map<String, List<Improved>> byLabel() {
        return all.stream().collect(Collectors.groupingBy(Improved::label, LinkedHashMap::new, Collectors.toList()));
    }

    private void figure(Sheet sheet) {
        var chart = new Chart("pass@1 by round of expert iteration", Axis.linear("round"), Axis.linear("pass@1"));
        boolean any = false;
        for (var entry : byLabel().entrySet()) {
            var of = entry.getValue().stream()
                    .filter(i -> i.expert.rounds.length > 1)
                    .toList();
            if (!of.isEmpty()) {
                any = true;
                int rounds =
                        of.stream().mapToInt(i -> i.expert.rounds.length).min().orElseThrow();
                var x = Arrays.copyOf(of.getFirst().expert.rounds, rounds);
                chart = chart.points(
                        entry.getKey(),
                        x,
                        IntStream.range(0, rounds)
                                .mapToDouble(r -> mean(of, i -> i.expert.pass1[r]))
                                .toArray());
                chart = laws(chart, entry.getKey(), of, x[rounds - 1]);
            }
        }
        if (any) {
            sheet.figure(
                    chart,
                    Caption.of(
                                    "Test problems solved by one sample at temperature 1, by round%s; lines: limit - gap r^round, fitted to each base"
                                            .formatted(isOfSeeds() ? ", means over seeds" : ""))
                            .equation("p(n) = L - g\\,r^{n}"));
        }
    }

    /** The law of a base; over several seeds the mean of theirs. */
    private static Chart laws(Chart chart, String name, List<Improved> of, double last) {
        var laws = new ArrayList<ImprovementLimit>();
        for (var one : of) {
            if (one.limit() instanceof Fitted.Found<ImprovementLimit>(var law)) {
                laws.add(law);
            }
        }
        if (laws.size() < of.size()) {
            return chart;
        }
        var x = IntStream.range(0, DRAWN)
                .mapToDouble(i -> last * i / (DRAWN - 1))
                .toArray();
        var y = Arrays.stream(x)
                .map(at -> laws.stream()
                        .mapToDouble(law -> law.limit().value()
                                - law.gap() * Math.pow(law.ratio().value(), at))
                        .average()
                        .orElseThrow())
                .toArray();
        return chart.line(name, x, y);
    }

    private boolean isOfSeeds() {
        return byLabel().size() < all.size();
    }

    private static double mean(List<Improved> of, ToDoubleFunction<Improved> value) {
        return of.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private void table(Sheet sheet, ObjectNode json) {
        var table = TextTable.of(
                "base",
                "pass@1",
                "90% interval",
                "coverage",
                "after",
                "limit",
                "limit: 90%",
                "r",
                "base samples for it",
                "wrong inside, first and last");
        var array = json.putArray("self_improvement");
        for (var one : all) {
            var base = one.base;
            var interval = base.passAtOne().interval(LEVEL);
            double coverage = base.counts().coverage(base.samples());
            var node = array.addObject()
                    .put("run", one.result.name())
                    .put("tokens", one.result.tokens())
                    .put("seed", one.result.id().seed());
            node.set("pass1", LawsJson.of(interval));
            node.put("trials", base.problems()).put("samples", base.samples()).put("coverage", coverage);
            rounds(node.putArray("rounds"), one.expert);
            rounds(node.putArray("grpo"), one.grpo);
            var cells = new Object[] {null, null, null, null, null, null};
            if (one.refusal().isPresent()) {
                node.put("refused", one.refusal().get());
                sheet.text(
                        "%s: not improved: %s".formatted(one.name, one.refusal().get()));
            } else {
                cells = outcome(one, node, sheet);
            }
            table.row(
                    one.name,
                    Format.digits(interval.value(), 3),
                    range(interval.low(), interval.high()),
                    "%s of %d".formatted(Format.digits(coverage, 3), base.samples()),
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4],
                    cells[5]);
        }
        sheet.table(
                "bases, the share that one sample solves and that at least one of all samples solves in every step; after the last round; limit - gap r^round; how many samples of the base cover as much as the limit:",
                table);
    }

    private Object[] outcome(Improved one, ObjectNode node, Sheet sheet) {
        var wrong = one.expert.falsePositives;
        var inside = wrong.length < 2
                ? null
                : "%s, %s".formatted(Format.percent(wrong[1]), Format.percent(wrong[wrong.length - 1]));
        var after = Double.isNaN(one.expert.last()) ? null : Format.digits(one.expert.last(), 3);
        return switch (one.limit()) {
            case Fitted.None(var why) -> {
                node.putNull("limit").put("why", why);
                sheet.text("%s: null result, no limit: %s".formatted(one.name, why));
                yield new Object[] {after, null, null, null, null, inside};
            }
            case Fitted.Found(var law) -> {
                var of = law.against(one.base.counts());
                node.set("limit", LawsJson.of(law.share()));
                node.set("ratio", LawsJson.of(law.ratio()));
                node.put("gap", law.gap()).put("rms", law.rms());
                node.putObject("of_base")
                        .put("samples", of.samples())
                        .put("coverage", of.coverage())
                        .put("censored", of.isCensored());
                var estimate = Estimates.of(law.share());
                yield new Object[] {
                    after,
                    estimate.value(),
                    estimate.range(),
                    Format.digits(law.ratio().value(), 3),
                    (of.isCensored() ? "more than " : "") + of.samples(),
                    inside
                };
            }
        };
    }

    private static void rounds(tools.jackson.databind.node.ArrayNode array, Rounds of) {
        for (int i = 0; i < of.rounds.length; i++) {
            var node = array.addObject().put("round", of.rounds[i]).put("pass1", of.pass1[i]);
            LawsJson.put(node, "false_positives", of.falsePositives[i]);
            LawsJson.put(node, "tokens", of.tokens[i]);
        }
    }

    /** Both methods on one base, by what each sampled. */
    private void grpo(Sheet sheet) {
        var table = TextTable.of("base", "method", "rounds", "tokens sampled", "pass@1 after", "90% interval");
        for (var one : all) {
            if (one.grpo.rounds.length > 1) {
                row(table, one, "expert-iteration", one.expert);
                row(table, one, "grpo", one.grpo);
            }
        }
        if (!table.rows().isEmpty()) {
            sheet.table("expert iteration and GRPO from the same bases:", table);
        }
    }

    /** What seeds change: means and standard deviations of the bases that nothing else tells apart. */
    private void seeds(Sheet sheet, ObjectNode json) {
        var table =
                TextTable.of("base", "seeds", "method", "pass@1 before", "pass@1 after", "standard deviation", "limit");
        for (var entry : byLabel().entrySet()) {
            var of =
                    entry.getValue().stream().filter(i -> i.refusal().isEmpty()).toList();
            seeds(entry.getKey(), "expert-iteration", of, Improved::expert, table, json);
            seeds(entry.getKey(), "grpo", of, Improved::grpo, table, json);
        }
        if (!table.rows().isEmpty()) {
            sheet.table("means over the seeds whose base was improved, and what seeds change:", table);
        }
    }

    private static void seeds(
            String label,
            String method,
            List<Improved> of,
            Function<Improved, Rounds> rounds,
            TextTable table,
            ObjectNode json) {
        var done = of.stream().filter(i -> rounds.apply(i).rounds.length > 1).toList();
        if (done.size() < 2) {
            return;
        }
        double after = mean(done, i -> rounds.apply(i).last());
        double deviation = Math.sqrt(done.stream()
                        .mapToDouble(i -> Math.pow(rounds.apply(i).last() - after, 2))
                        .sum()
                / (done.size() - 1));
        double before = mean(done, i -> i.base.passAtOne().value());
        var node = json.withArray("/self_improvement_by_seed")
                .addObject()
                .put("base", label)
                .put("method", method)
                .put("seeds", done.size())
                .put("pass1_before", before)
                .put("pass1_after", after)
                .put("standard_deviation", deviation);
        var limits = new ArrayList<Double>();
        for (var one : done) {
            if (method.equals("expert-iteration") && one.limit() instanceof Fitted.Found<ImprovementLimit>(var law)) {
                limits.add(law.share().value());
            }
        }
        boolean isWhole = limits.size() == done.size();
        double limit = limits.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        if (isWhole) {
            node.put("limit", limit);
        }
        table.row(
                label,
                done.size(),
                method,
                Format.digits(before, 3),
                Format.digits(after, 3),
                Format.digits(deviation, 2),
                isWhole ? Format.digits(limit, 3) : null);
    }

    private static void row(TextTable table, Improved one, String method, Rounds of) {
        if (of.rounds.length == 0) {
            return;
        }
        long trials = one.base.problems();
        var interval = new SuccessRate(Math.round(of.last() * trials), trials).interval(LEVEL);
        table.row(
                one.name,
                method,
                Math.round(of.rounds[of.rounds.length - 1]),
                Format.count(of.tokens[of.tokens.length - 1]),
                Format.digits(interval.value(), 3),
                range(interval.low(), interval.high()));
    }

    private static String range(double low, double high) {
        return "%s to %s".formatted(Format.digits(low, 3), Format.digits(high, 3));
    }

    /** Limits against what the bases cover. */
    private void law(Sheet sheet, ObjectNode json) {
        var x = new ArrayList<Double>();
        var laws = new ArrayList<ImprovementLimit>();
        for (var one : all) {
            if (one.refusal().isEmpty() && one.limit() instanceof Fitted.Found<ImprovementLimit>(var law)) {
                x.add(one.base.passAtOne().value());
                laws.add(law);
            }
        }
        if (laws.size() < FEWEST_BASES) {
            sheet.text("no law of limits by bases: found %d with a limit, expected at least %d"
                    .formatted(laws.size(), FEWEST_BASES));
            return;
        }
        var at = x.stream().mapToDouble(v -> v).toArray();
        var limits = laws.stream().mapToDouble(l -> l.share().value()).toArray();
        sheet.pageFigure(
                new Chart("limit by what the base can", Axis.linear("pass@1 of the base"), Axis.linear("limit"))
                        .bars(
                                "limit",
                                at,
                                limits,
                                laws.stream().mapToDouble(l -> l.share().low()).toArray(),
                                laws.stream().mapToDouble(l -> l.share().high()).toArray()),
                "Where expert iteration stops, with 90% intervals, against the share that one sample of the base solves.");
        var rows = Arrays.stream(at).mapToObj(v -> new double[] {1, v}).toArray(double[][]::new);
        switch (LinearFit.of(rows, limits)) {
            case Fitted.None(var why) -> sheet.text("no law of limits by bases: " + why);
            case Fitted.Found(var fit) -> {
                var slope = fit.coefficient(1, LEVEL);
                sheet.text("limit = %s %s %s x pass@1 of the base (90%% interval of the slope %s) by %d bases, rms %s%s"
                        .formatted(
                                Format.number(fit.values()[0]),
                                slope.value() < 0 ? "-" : "+",
                                Format.number(Math.abs(slope.value())),
                                Estimates.of(slope).range(),
                                laws.size(),
                                Format.digits(fit.rms(), 2),
                                slope.low() > 0 || slope.high() < 0
                                        ? ""
                                        : ": null result, the slope cannot be told from nothing"));
                var node = json.putObject("limit_law").put("bases", laws.size()).put("rms", fit.rms());
                node.set("intercept", LawsJson.of(fit.coefficient(0, LEVEL)));
                node.set("slope", LawsJson.of(slope));
            }
        }
    }
}
