package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.feedback.GreedyAnswers;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Fitted;
import loglog.laws.feedback.AccuracyGate;
import loglog.laws.feedback.GapRecovered;
import loglog.laws.feedback.LinearFit;
import loglog.laws.rates.SuccessRate;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.RunFolder;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** What a study's stronger models learned from the answers of weaker ones: the performance gap recovered. */
public final class WeakToStrongSection {
    private static final String FILE = "greedy.json";
    private static final double LEVEL = 0.9;

    /** A teacher that is nearly never right teaches nothing, and one that nearly always is leaves no gap. */
    private static final AccuracyGate GATE = new AccuracyGate(0.05, 0.95);

    /** Fewer pairs are no law. */
    private static final int FEWEST_PAIRS = 3;

    /** From what a student learns. */
    public enum Way {
        /** The teacher's labels alone. */
        NAIVE,
        /** The teacher's labels and the student's own answers, by half. */
        CONFIDENT,
        /** The truth: the ceiling. */
        TRUTH;

        /** As people and files have it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A teacher and a student of one recipe and seed, the student larger. */
    public record Pair(Result weak, Result strong) {}

    private WeakToStrongSection() {}

    /** Where a run's answers are. */
    public static Path file(Path run) {
        return run.resolve(FILE);
    }

    /** The students, beside the study's own runs. */
    public static Path folderOf(Path study) {
        var folder = study.toAbsolutePath().normalize();
        return folder.resolveSibling(folder.getFileName() + "-students");
    }

    /** A student's run. */
    public static Path runOf(Path study, Result weak, Result strong, Way way) {
        var name = strong.folder().getFileName().toString();
        return folderOf(study)
                .resolve(
                        way == Way.TRUTH
                                ? name + "-from-truth"
                                : "%s-from-%s-%s".formatted(name, weak.folder().getFileName(), way.word()));
    }

    /** A run's answers; empty where they are not there, or not whole. */
    public static Optional<GreedyAnswers> read(Path run) {
        if (!Files.exists(file(run))) {
            return Optional.empty();
        }
        var json = new RunFolder(run).read(file(run));
        return RunFolder.isAsWritten(json) ? Optional.of(GreedyAnswers.read(json)) : Optional.empty();
    }

    /** All pairs of a smaller model with a larger one. */
    public static List<Pair> pairs(Results results) {
        var pairs = new ArrayList<Pair>();
        var rows = results.observed().rows().stream()
                .sorted(Comparator.comparingDouble(Result::params))
                .toList();
        for (var weak : rows) {
            for (var strong : rows) {
                if (weak.params() < strong.params()
                        && weak.recipe().equals(strong.recipe())
                        && weak.id().seed() == strong.id().seed()) {
                    pairs.add(new Pair(weak, strong));
                }
            }
        }
        return pairs;
    }

    /** The students of these pairs, each once. */
    public static List<Result> strong(Results results) {
        return pairs(results).stream().map(Pair::strong).distinct().toList();
    }

    /** A pair with the answers of all. */
    private record Taught(
            Pair pair,
            Way way,
            GreedyAnswers weak,
            GreedyAnswers before,
            GreedyAnswers student,
            GreedyAnswers ceiling) {
        Fitted<GapRecovered> gap() {
            var refusal = GATE.refusal(weak.rate(), LEVEL);
            return refusal.isPresent()
                    ? Fitted.none("%s", refusal.get().replace("the base model", "the teacher"))
                    : GapRecovered.of(weak.scores(), student.scores(), ceiling.scores(), LEVEL);
        }

        double ratio() {
            return pair.strong.params() / pair.weak.params();
        }
    }

    /** Adds what was measured to a report and its JSON; nothing where nothing was. */
    static void add(Path study, Results results, Sheet sheet, ObjectNode json) {
        var taught = new ArrayList<Taught>();
        for (var pair : pairs(results)) {
            for (var way : List.of(Way.NAIVE, Way.CONFIDENT)) {
                var weak = read(pair.weak.folder());
                var before = read(pair.strong.folder());
                var student = read(runOf(study, pair.weak, pair.strong, way));
                var ceiling = read(runOf(study, pair.strong, pair.strong, Way.TRUTH));
                if (weak.isPresent() && before.isPresent() && student.isPresent() && ceiling.isPresent()) {
                    taught.add(new Taught(pair, way, weak.get(), before.get(), student.get(), ceiling.get()));
                }
            }
        }
        if (!taught.isEmpty()) {
            sheet.heading("What strong models learn from weak ones");
            figure(sheet, taught);
            table(sheet, taught, json);
            for (var way : List.of(Way.NAIVE, Way.CONFIDENT)) {
                law(sheet, way, taught.stream().filter(t -> t.way == way).toList(), json);
            }
        }
    }

    private static void figure(Sheet sheet, List<Taught> taught) {
        var chart = new Chart(
                "gap recovered by how much larger the student is",
                Axis.log("params of the student / params of the teacher"),
                Axis.linear("share of the gap"));
        boolean any = false;
        for (var way : List.of(Way.NAIVE, Way.CONFIDENT)) {
            var x = new ArrayList<Double>();
            var found = new ArrayList<GapRecovered>();
            for (var one : taught) {
                if (one.way == way && one.gap() instanceof Fitted.Found<GapRecovered>(var gap)) {
                    x.add(one.ratio());
                    found.add(gap);
                }
            }
            if (!found.isEmpty()) {
                any = true;
                chart = chart.bars(
                        way.word(),
                        x.stream().mapToDouble(v -> v).toArray(),
                        found.stream().mapToDouble(g -> g.share().value()).toArray(),
                        found.stream().mapToDouble(g -> g.share().low()).toArray(),
                        found.stream().mapToDouble(g -> g.share().high()).toArray());
            }
        }
        if (any) {
            sheet.figure(
                    chart.horizontal("nothing", 0).horizontal("all", 1),
                    Caption.of(
                                    "(student - teacher) / (ceiling - teacher), 90% intervals by Fieller on the same test problems (arXiv 2312.09390); pairs whose gap is below 3 standard errors are left out")
                            .equation("\\mathrm{PGR} = \\frac{s - w}{c - w}"));
        }
    }

    private static void table(Sheet sheet, List<Taught> taught, ObjectNode json) {
        var table = TextTable.of(
                "teacher",
                "student",
                "learns",
                "teacher right",
                "student before",
                "student",
                "ceiling",
                "as the teacher",
                "gap recovered",
                "90% interval");
        var array = json.putArray("weak_to_strong");
        var said = new ArrayList<String>();
        for (var one : taught) {
            double agreement = one.student.agreement(one.weak);
            var node = array.addObject()
                    .put("weak", one.pair.weak.name())
                    .put("strong", one.pair.strong.name())
                    .put("method", one.way.word())
                    .put("weak_params", one.pair.weak.params())
                    .put("strong_params", one.pair.strong.params())
                    .put("weak_accuracy", one.weak.rate().value())
                    .put("strong_before", one.before.rate().value())
                    .put("student", one.student.rate().value())
                    .put("ceiling", one.ceiling.rate().value())
                    .put("trials", one.weak.right().length)
                    .put("agreement_with_weak", agreement);
            Object value = null;
            Object range = null;
            switch (one.gap()) {
                case Fitted.None(var why) -> {
                    node.putNull("pgr").put("why", why);
                    said.add("%s from %s: no share: %s".formatted(one.pair.strong.name(), one.pair.weak.name(), why));
                }
                case Fitted.Found(var gap) -> {
                    node.set("pgr", LawsJson.of(gap.share()));
                    node.put("finding", gap.finding().words());
                    value = Estimates.of(gap.share()).value();
                    range = Estimates.of(gap.share()).range();
                    if (gap.finding() != GapRecovered.Finding.RECOVERED) {
                        said.add("%s from %s, %s: %s"
                                .formatted(
                                        one.pair.strong.name(),
                                        one.pair.weak.name(),
                                        one.way.word(),
                                        gap.finding().words()));
                    }
                }
            }
            table.row(
                    one.pair.weak.name(),
                    one.pair.strong.name(),
                    one.way.word(),
                    share(one.weak.rate()),
                    share(one.before.rate()),
                    share(one.student.rate()),
                    share(one.ceiling.rate()),
                    Format.digits(agreement, 3),
                    value,
                    range);
        }
        sheet.table(
                "final answers right, greedily: teacher, student before it was taught and after, the same student taught by the truth; answers that are the teacher's; what the student had before it was taught is no effect of the labels:",
                table);
        said.stream().distinct().forEach(sheet::text);
        above(sheet, taught);
    }

    /** Whether labels made any student better than it was. */
    private static void above(Sheet sheet, List<Taught> taught) {
        long better = taught.stream()
                .filter(t -> t.student.rate().value() > t.before.rate().value())
                .count();
        sheet.text("better after they were taught than before: %d of %s"
                .formatted(better, Format.of(taught.size(), "student")));
    }

    private static String share(SuccessRate rate) {
        return Format.digits(rate.value(), 3);
    }

    /** The share recovered against the ratio of params. */
    private static void law(Sheet sheet, Way way, List<Taught> taught, ObjectNode json) {
        var rows = new ArrayList<double[]>();
        var shares = new ArrayList<Double>();
        for (var one : taught) {
            if (one.gap() instanceof Fitted.Found<GapRecovered>(var gap)) {
                rows.add(new double[] {1, Math.log(one.ratio())});
                shares.add(gap.share().value());
            }
        }
        if (rows.size() < FEWEST_PAIRS) {
            sheet.text("%s: no law of the gap recovered: found %s with one, expected at least %d"
                    .formatted(way.word(), Format.of(rows.size(), "pair"), FEWEST_PAIRS));
            return;
        }
        var y = shares.stream().mapToDouble(v -> v).toArray();
        switch (LinearFit.of(rows.toArray(double[][]::new), y)) {
            case Fitted.None(var why) -> sheet.text("%s: no law of the gap recovered: %s".formatted(way.word(), why));
            case Fitted.Found(var fit) -> {
                var slope = fit.coefficient(1, LEVEL);
                sheet.text(
                        "%s: gap recovered = %s %s %s x ln(params of the student / of the teacher) (90%% interval of the slope %s), %d pairs, mean %s%s"
                                .formatted(
                                        way.word(),
                                        Format.number(fit.values()[0]),
                                        slope.value() < 0 ? "-" : "+",
                                        Format.number(Math.abs(slope.value())),
                                        Estimates.of(slope).range(),
                                        rows.size(),
                                        Format.number(Arrays.stream(y).average().orElseThrow()),
                                        slope.low() > 0 || slope.high() < 0
                                                ? ""
                                                : ": null result, the slope cannot be told from nothing"));
                var node = json.withArray("/weak_to_strong_laws")
                        .addObject()
                        .put("method", way.word())
                        .put("pairs", rows.size())
                        .put("rms", fit.rms());
                node.set("intercept", LawsJson.of(fit.coefficient(0, LEVEL)));
                node.set("slope", LawsJson.of(slope));
            }
        }
    }
}
