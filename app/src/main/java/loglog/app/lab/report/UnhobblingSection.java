package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.Interval;
import loglog.laws.rates.ComputeMultiplier;
import loglog.laws.rates.ComputeMultiplier.Censored;
import loglog.laws.rates.SuccessRate;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.tasks.TaskKind;
import loglog.tasks.Unhobbled;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What formats, tools, memory, votes and checks are worth: how many times the training compute the plain models would need for
 * the accuracy of those that have them.
 */
public final class UnhobblingSection {
    private static final String FILE = "unhobbling.json";
    private static final double LEVEL = 0.9;
    private static final int RESAMPLES = 500;
    private static final long SEED = 1;

    /**
     * Nearer to chance than this share of the way to 1 an accuracy says nothing of compute: the plain models' curve is flat there, and
     * a hair in accuracy is a factor in compute.
     */
    private static final double NEAR_CHANCE = 0.1;

    /** The format that plain models write: the answer, as it is usually written. */
    private static final List<String> PLAIN = List.of("direct", "plain");

    /** A model, and what it made of the problems. */
    private record Asked(Result result, Unhobbled came) {}

    /**
     * A change: what it is, and each model that has it.
     *
     * @param format of solutions; of the plain models, theirs
     * @param way to ask
     */
    private record Change(String format, String way) {
        /** Of two changes the two, of one itself. */
        String name(String plain) {
            var parts = new ArrayList<String>();
            if (!format.equals(plain)) {
                parts.add("format " + format);
            }
            if (!way.equals(Unhobbled.GREEDY)) {
                parts.add(way);
            }
            return String.join(" + ", parts);
        }
    }

    private final List<Asked> asked;
    private final List<Asked> plain;
    private final String plainFormat;
    private final double chance;

    private UnhobblingSection(List<Asked> asked) {
        this.asked = asked;
        var formats = asked.stream().map(a -> a.came.format()).distinct().toList();
        plainFormat = PLAIN.stream().filter(formats::contains).findFirst().orElse(formats.getFirst());
        chance = TaskKind.taskOf(asked.getFirst().result.folder()).chance();
        plain = asked.stream().filter(a -> a.came.format().equals(plainFormat)).toList();
    }

    /** Where a run's own is. */
    public static Path file(Path run) {
        return run.resolve(FILE);
    }

    /** What is there; empty where it is not whole. */
    public static Optional<Unhobbled> read(Path run) {
        if (!Files.exists(file(run))) {
            return Optional.empty();
        }
        var json = new RunFolder(run).read(file(run));
        return RunFolder.isAsWritten(json)
                ? Optional.of(Unhobbled.read(Fields.of(file(run), json), json))
                : Optional.empty();
    }

    /** Adds what was measured to a report and its JSON; nothing where nothing was. */
    static void add(Results results, Sheet sheet, ObjectNode json) {
        var asked = new ArrayList<Asked>();
        for (var result : results.observed().rows()) {
            read(result.folder()).ifPresent(came -> asked.add(new Asked(result, came)));
        }
        asked.sort(Comparator.comparingDouble(a -> a.result.flops()));
        if (asked.isEmpty()) {
            return;
        }
        // Those that were asked in another way, before the study was changed, are asked anew by its next run.
        var how = asked.getLast().came.asked();
        asked.removeIf(a -> !a.came.asked().equals(how));
        var section = new UnhobblingSection(asked);
        if (section.plain.stream().mapToDouble(a -> a.result.flops()).distinct().count() > 1) {
            section.show(sheet, json);
        }
    }

    /** What a change is worth to each model that has it, by the model's training compute. */
    private record Worth(Change change, List<Asked> models, List<ComputeMultiplier> multipliers, double chance) {
        Unhobbled.Way way(int i) {
            return models.get(i).came.ways().get(change.way);
        }

        boolean isMeasured(int i) {
            return !isNearChance(i) && multipliers.get(i).censored() == Censored.NO;
        }

        boolean isNearChance(int i) {
            return rate(way(i)).interval(LEVEL).low() < chance + NEAR_CHANCE * (1 - chance);
        }

        String words(int i) {
            return isNearChance(i) ? "near chance" : UnhobblingSection.words(multipliers.get(i));
        }

        String range(int i) {
            return isNearChance(i) ? null : UnhobblingSection.range(multipliers.get(i));
        }

        /**
         * The model that speaks for it: the one with the most compute where the multiplier is measured; where none is, the one with
         * the least compute whose bound is the highest.
         */
        int headline() {
            int best = -1;
            for (int i = 0; i < models.size(); i++) {
                if (isMeasured(i)) {
                    best = i;
                }
            }
            for (int i = 0; best < 0 && i < models.size(); i++) {
                best = !isNearChance(i) ? i : best;
            }
            return Math.max(0, best);
        }
    }

    private ComputeMultiplier multiplier(Asked model, String way) {
        return ComputeMultiplier.paired(
                plain.stream().mapToDouble(a -> a.result.flops()).toArray(),
                plain.stream()
                        .map(a -> a.came.ways().get(Unhobbled.GREEDY).right())
                        .toArray(boolean[][]::new),
                model.result.flops(),
                model.came.ways().get(way).right(),
                LEVEL,
                RESAMPLES,
                SEED);
    }

    private Map<Change, Worth> worths() {
        var models = new LinkedHashMap<Change, List<Asked>>();
        for (var one : asked) {
            for (var way : one.came.ways().keySet()) {
                var change = new Change(one.came.format(), way);
                if (!change.name(plainFormat).isEmpty()) {
                    models.computeIfAbsent(change, _ -> new ArrayList<>()).add(one);
                }
            }
        }
        var worths = new LinkedHashMap<Change, Worth>();
        models.entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().name(plainFormat).split(" \\+ ").length))
                .forEach(e -> worths.put(
                        e.getKey(),
                        new Worth(
                                e.getKey(),
                                e.getValue(),
                                e.getValue().stream()
                                        .map(model -> multiplier(model, e.getKey().way))
                                        .toList(),
                                chance)));
        return worths;
    }

    private void show(Sheet sheet, ObjectNode json) {
        var worths = worths();
        sheet.heading("What help is worth in compute");
        figure(sheet, worths);
        table(sheet, worths, json);
        grid(sheet, worths);
        pairs(sheet, worths, json);
    }

    private void figure(Sheet sheet, Map<Change, Worth> worths) {
        var chart = new Chart("accuracy against training compute", Axis.log("training FLOP"), Axis.linear("accuracy"))
                .bars(
                        "plain (format %s)".formatted(plainFormat),
                        compute(plain),
                        rates(plain, Unhobbled.GREEDY, Interval::value),
                        rates(plain, Unhobbled.GREEDY, Interval::low),
                        rates(plain, Unhobbled.GREEDY, Interval::high))
                .line(
                        "plain (format %s)".formatted(plainFormat),
                        compute(plain),
                        rates(plain, Unhobbled.GREEDY, Interval::value));
        for (var worth : worths.values()) {
            if (!worth.change.name(plainFormat).contains(" + ")) {
                chart = chart.line(
                        worth.change.name(plainFormat),
                        compute(worth.models),
                        rates(worth.models, worth.change.way, Interval::value));
            }
        }
        sheet.figure(
                chart.horizontal("chance", chance),
                Caption.of(
                                "%d test problems, the same for all %d models; the plain models' bars are Wilson's 90%% intervals, the rule is chance (%s)"
                                        .formatted(
                                                asked.getFirst()
                                                        .came
                                                        .ways()
                                                        .get(Unhobbled.GREEDY)
                                                        .right()
                                                        .length,
                                                asked.size(),
                                                Format.digits(chance, 3)))
                        .equation("m = C_\\mathrm{plain}(\\mathrm{accuracy}) / C"));
    }

    private static SuccessRate rate(Unhobbled.Way way) {
        return new SuccessRate(way.successes(), way.right().length);
    }

    private static double[] compute(List<Asked> models) {
        return models.stream().mapToDouble(a -> a.result.flops()).toArray();
    }

    private static double[] rates(List<Asked> models, String way, java.util.function.ToDoubleFunction<Interval> of) {
        return models.stream()
                .mapToDouble(a -> of.applyAsDouble(rate(a.came.ways().get(way)).interval(LEVEL)))
                .toArray();
    }

    private void table(Sheet sheet, Map<Change, Worth> worths, ObjectNode json) {
        var table = TextTable.of(
                "what helps", "training FLOP", "plain", "with it", "multiplier", "90% interval", "tokens a problem");
        var array = json.putArray("interventions");
        for (var worth : worths.values()) {
            int i = worth.headline();
            var model = worth.models.get(i);
            var multiplier = worth.multipliers.get(i);
            var way = worth.way(i);
            var before = plainOf(model);
            table.row(
                    worth.change.name(plainFormat),
                    Format.flops(model.result.flops()),
                    before.map(a -> Format.digits(
                                    rate(a.came.ways().get(Unhobbled.GREEDY)).value(), 3))
                            .orElse(null),
                    Format.digits(rate(way).value(), 3),
                    worth.words(i),
                    worth.range(i),
                    Format.number(way.tokens()));
            var node = array.addObject().put("name", worth.change.name(plainFormat));
            node.put("format", worth.change.format).put("way", worth.change.way).put("run", model.result.name());
            var metric = node.putObject("metric").put("after", rate(way).value());
            metric.put("successes", rate(way).successes())
                    .put("trials", rate(way).trials());
            before.ifPresent(a -> metric.put(
                    "before", rate(a.came.ways().get(Unhobbled.GREEDY)).value()));
            put(node.putObject("multiplier"), multiplier);
            var tokens = node.putObject("tokens_per_problem").put("after", way.tokens());
            before.ifPresent(a ->
                    tokens.put("before", a.came.ways().get(Unhobbled.GREEDY).tokens()));
            var all = node.putArray("by_compute");
            for (int j = 0; j < worth.models.size(); j++) {
                var one =
                        all.addObject().put("flops", worth.models.get(j).result.flops());
                one.put("accuracy", rate(worth.way(j)).value());
                one.put("near_chance", worth.isNearChance(j));
                put(one, worth.multipliers.get(j));
            }
        }
        sheet.table(
                "how many times the training compute the plain models would need for the same accuracy: read off their rising curve (isotonic, linear in the logit between models); intervals resample problems, the same for all models. Each line is at the most compute at which it is measured; where no plain model measured reaches the accuracy, a bound; less than a tenth of the way from chance to 1, nothing:",
                table);
    }

    /** The plain model of the same size and training. */
    private Optional<Asked> plainOf(Asked model) {
        return plain.stream()
                .filter(a -> a.result.params() == model.result.params())
                .min(Comparator.comparingDouble(a -> Math.abs(Math.log(a.result.flops() / model.result.flops()))));
    }

    private void grid(Sheet sheet, Map<Change, Worth> worths) {
        var table = TextTable.of("what helps", "training FLOP", "accuracy", "multiplier", "90% interval");
        for (var worth : worths.values()) {
            for (int i = 0; i < worth.models.size(); i++) {
                table.row(
                        worth.change.name(plainFormat),
                        Format.flops(worth.models.get(i).result.flops()),
                        Format.digits(rate(worth.way(i)).value(), 3),
                        worth.words(i),
                        worth.range(i));
            }
        }
        sheet.folded(
                "%d multipliers, at each compute"
                        .formatted(worths.values().stream()
                                .mapToInt(w -> w.models.size())
                                .sum()),
                table);
    }

    private void pairs(Sheet sheet, Map<Change, Worth> worths, ObjectNode json) {
        var table =
                TextTable.of("two together", "training FLOP", "product", "together", "ratio", "90% interval", "they");
        var array = json.putArray("pairs");
        for (var both : worths.values()) {
            var parts = parts(both.change);
            if (parts.isEmpty()) {
                continue;
            }
            var one = worths.get(parts.get(0));
            var other = worths.get(parts.get(1));
            for (int i = both.models.size() - 1; i >= 0; i--) {
                var a = at(one, both.models.get(i));
                var b = at(other, both.models.get(i));
                var together = both.multipliers.get(i);
                if (a.isEmpty() || b.isEmpty() || both.isNearChance(i)) {
                    continue;
                }
                var ratio = ComputeMultiplier.interaction(together, a.get(), b.get(), LEVEL);
                if (Double.isNaN(ratio.value())) {
                    continue;
                }
                var verdict = ratio.holds(1) ? "add up" : ratio.value() < 1 ? "overlap" : "help each other";
                table.row(
                        both.change.name(plainFormat),
                        Format.flops(both.models.get(i).result.flops()),
                        Format.digits(a.get().value() * b.get().value(), 3),
                        Format.digits(together.value(), 3),
                        Format.digits(ratio.value(), 3),
                        interval(ratio.low(), ratio.high()),
                        verdict);
                var node = array.addObject().put("name", both.change.name(plainFormat));
                node.put("flops", both.models.get(i).result.flops());
                node.put("product", a.get().value() * b.get().value()).put("together", together.value());
                node.putObject("ratio")
                        .put("value", ratio.value())
                        .put("low", ratio.low())
                        .put("high", ratio.high());
                node.put("verdict", verdict);
            }
        }
        if (array.isEmpty()) {
            sheet.text("of no pair all three multipliers are measured: whether two of them add up cannot be told");
            return;
        }
        sheet.table(
                "whether two add up (in the logarithm): the multiplier of both over the product of each, at every compute where all three are measured:",
                table);
    }

    /** The two changes that one is made of; empty where it is one. */
    private List<Change> parts(Change both) {
        if (both.way.equals(Unhobbled.MEMORY_VOTE) && both.format.equals(plainFormat)) {
            return List.of(new Change(plainFormat, Unhobbled.MEMORY), new Change(plainFormat, Unhobbled.VOTE));
        }
        return both.format.equals(plainFormat) || both.way.equals(Unhobbled.GREEDY)
                ? List.of()
                : List.of(new Change(both.format, Unhobbled.GREEDY), new Change(plainFormat, both.way));
    }

    /** The change's multiplier for the model that stands beside another: of the same size, of the nearest compute. */
    private static Optional<ComputeMultiplier> at(Worth worth, Asked beside) {
        if (worth == null) {
            return Optional.empty();
        }
        int best = -1;
        double nearest = Math.log(1.5); // formats of one number of tokens cost about the same
        for (int i = 0; i < worth.models.size(); i++) {
            double away = Math.abs(Math.log(worth.models.get(i).result.flops() / beside.result.flops()));
            if (away < nearest) {
                nearest = away;
                best = i;
            }
        }
        return best < 0 || worth.isNearChance(best) ? Optional.empty() : Optional.of(worth.multipliers.get(best));
    }

    private static String words(ComputeMultiplier of) {
        var value = Format.digits(of.value(), 3) + "x";
        return of.censored() == Censored.NO ? value : of.censored().words() + " " + value;
    }

    private static String range(ComputeMultiplier of) {
        return interval(of.low(), of.high());
    }

    private static String interval(double low, double high) {
        return low == 0
                ? "at most " + Format.digits(high, 3)
                : Double.isInfinite(low)
                        ? "no plain model reaches it"
                        : Double.isInfinite(high)
                                ? "at least " + Format.digits(low, 3)
                                : "%s to %s".formatted(Format.digits(low, 3), Format.digits(high, 3));
    }

    private static void put(ObjectNode node, ComputeMultiplier of) {
        node.put("value", of.value())
                .put("censored", of.censored() != Censored.NO)
                .put("bound", of.censored().words());
        if (Double.isFinite(of.low())) {
            node.put("low", of.low());
        }
        if (Double.isFinite(of.high())) {
            node.put("high", of.high());
        }
    }
}
