package loglog.app.lab.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import loglog.laws.Fitted;
import loglog.laws.rates.RepeatedSampling;
import loglog.laws.rates.ThoughtLaw;
import loglog.laws.rates.VotePlateau;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.runs.RunFolder;
import loglog.tasks.TaskKind;
import loglog.tasks.ThinkingExchange;
import loglog.tasks.Thought;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/** The laws of what a study's models made of problems, each with intervals by resampling problems. */
final class ThinkingLaws {
    private static final double LEVEL = 0.9;
    private static final int RESAMPLES = 500;
    private static final int FEW_RESAMPLES = 200;

    private final Path folder;
    private final List<AskedModel> asked;
    private final List<AskedModel> stepwise;
    private final Sheet sheet;
    private final ObjectNode json;

    ThinkingLaws(Path folder, List<AskedModel> asked, List<AskedModel> stepwise, Sheet sheet, ObjectNode json) {
        this.folder = folder;
        this.asked = asked;
        this.stepwise = stepwise;
        this.sheet = sheet;
        this.json = json;
    }

    /** Accuracy against params and steps written. */
    void ofThought() {
        var models = asked.stream()
                .filter(one -> one.thought().answers().isPresent())
                .map(one -> {
                    var a = one.thought().answers().get();
                    var right = new boolean[a.right().length];
                    for (int i = 0; i < right.length; i++) {
                        right[i] = a.right()[i] == 1;
                    }
                    return new ThoughtLaw.Asked(one.result().params(), a.operations(), a.written(), right);
                })
                .toList();
        double chance = TaskKind.taskOf(asked.getFirst().result().folder()).chance();
        switch (ThoughtLaw.of(models, chance, LEVEL, FEW_RESAMPLES, 1)) {
            case Fitted.None(var why) -> sheet.text("no law of accuracy by params and steps written: " + why);
            case Fitted.Found(var laws) -> {
                var table = TextTable.of("form", "log-likelihood", "b (ln N)", "g (steps)", "dispersion");
                var array = json.putArray("thought_laws");
                for (var law : laws) {
                    table.row(
                            law.form().words(),
                            Format.digits(law.logLikelihood(), 5),
                            interval(law.params()),
                            interval(law.steps()),
                            Format.digits(law.dispersion(), 3));
                    var node = array.addObject()
                            .put("form", law.form().name().toLowerCase(java.util.Locale.ROOT))
                            .put("formula", law.form().words())
                            .put("log_likelihood", law.logLikelihood())
                            .put("dispersion", law.dispersion());
                    put(node.putObject("intercept"), law.intercept());
                    put(node.putObject("params"), law.params());
                    put(node.putObject("steps"), law.steps());
                }
                sheet.table(
                        ("accuracy of N params that write n of K steps, c = %s by chance; both forms have three coefficients, the likelier"
                                        + " one is first (90%% intervals by resampling problems; a dispersion above 1 says that rows differ"
                                        + " by more than the form and chance):")
                                .formatted(Format.digits(chance, 3)),
                        table);
            }
        }
    }

    /** The majority vote against the number of votes. */
    void ofVotes() {
        var table = TextTable.of(
                "model", "one answer", "limit L", "A", "rms", "most frequent answer right", "of all drawn");
        var array = json.putArray("vote_laws");
        for (var one : stepwise) {
            var t = one.thought();
            if (VotePlateau.of(t.votes(), t.voted(), LEVEL, RESAMPLES, 1) instanceof Fitted.Found(var law)) {
                double modal = t.answers()
                        .map(a -> java.util.Arrays.stream(a.modal()).average().orElse(Double.NaN))
                        .orElse(Double.NaN);
                var drawn = modalOfAll(one);
                table.row(
                        one.result().name(),
                        Format.digits(Thought.mean(t.voted(), 0), 3),
                        interval(law.limit()),
                        interval(law.gap()),
                        Format.number(law.rms()),
                        Double.isNaN(modal) ? "" : Format.digits(modal, 3),
                        Double.isNaN(drawn) ? "" : Format.digits(drawn, 3));
                var node = array.addObject().put("run", one.result().name()).put("rms", law.rms());
                put(node.putObject("limit"), law.limit());
                put(node.putObject("gap"), law.gap());
                node.put("rms_by_inverse", law.rmsByInverse());
                if (!Double.isNaN(modal)) {
                    node.put("modal_right_known", modal);
                }
                if (!Double.isNaN(drawn)) {
                    node.put("modal_right_drawn", drawn);
                }
            }
        }
        if (!array.isEmpty()) {
            sheet.table(
                    "majority vote of n, L - A n^(-1/2): it levels off at L, the share of problems whose most frequent answer is right (90%"
                            + " intervals by resampling problems), which the samples that were drawn afterwards measure:",
                    table);
        }
    }

    private double modalOfAll(AskedModel one) {
        var run = new RunFolder(folder.resolveSibling(ThinkingSection.samplesOf(
                        folder.toAbsolutePath().normalize().getFileName().toString()))
                .resolve(one.result().folder().getFileName()));
        return Files.exists(run.resultFile())
                ? run.read(run.resultFile()).path(ThinkingSection.MODAL).asDouble(Double.NaN)
                : Double.NaN;
    }

    /** Coverage against the number of samples. */
    void ofCoverage() {
        var table = TextTable.of(
                "model",
                "pass@1",
                "coverage at " + stepwise.getFirst().thought().known(),
                "a",
                "b",
                "tail exponent",
                "what it shows");
        var array = json.putArray("coverage_laws");
        for (var one : stepwise) {
            var counts = one.counts();
            if (counts.successes() == 0) {
                continue;
            }
            var law = RepeatedSampling.of(counts, LEVEL, RESAMPLES, 1);
            if (law.law() == null) {
                continue; // all are solved by one sample or two
            }
            table.row(
                    one.result().name(),
                    Format.digits(one.coverage(1), 3),
                    Format.digits(one.coverage(one.thought().known()), 3),
                    interval(law.a()),
                    interval(law.b()),
                    interval(law.tailExponent()),
                    law.verdict().words());
            var node = array.addObject()
                    .put("run", one.result().name())
                    .put("verdict", law.verdict().words());
            node.put("pass_at_1", one.coverage(1));
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

    /** Coverage that was forecast and then drawn. */
    void forecasts() {
        var study = folder.toAbsolutePath().normalize();
        var forecasts = LedgerForecasts.of(study.resolveSibling(
                ThinkingSection.samplesOf(study.getFileName().toString())));
        if (!forecasts.isEmpty()) {
            forecasts.show(
                    sheet,
                    json.putArray("coverage_forecasts"),
                    "model",
                    "samples",
                    "coverage forecast before it was drawn");
        }
    }

    /** Params for FLOP of answering. */
    void exchange() {
        var array = json.putArray("exchange");
        for (Map.Entry<String, List<AskedModel>> entry :
                AskedModel.byFormat(stepwise).entrySet()) {
            var of = entry.getValue();
            var rate = ThinkingExchange.of(
                    of.stream().map(AskedModel::thought).toList(),
                    of.stream().mapToDouble(a -> a.result().params()).toArray(),
                    LEVEL,
                    1);
            if (rate.isEmpty()) {
                sheet.text(
                        "format %s: coverage does not rise with params among these models, so that FLOP cannot be exchanged for them"
                                .formatted(entry.getKey()));
            }
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
