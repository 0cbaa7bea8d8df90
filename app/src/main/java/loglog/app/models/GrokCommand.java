package loglog.app.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.PowerProduct;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.tasks.Grokking;
import loglog.tasks.ModularTable;
import loglog.training.Wording;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog grok}: models that learn a table by heart and, long after, its rule. */
@Command(
        name = "grok",
        description = {
            "Grokking: a small transformer learns a share of a table of sums modulo p by heart and, many steps later, the"
                    + " rule, which the rest of the table shows.",
            "Measures the delay over seeds, weight decays and shares, and whether the model adds by rotations (Fourier)."
        })
public final class GrokCommand implements Runnable, BeforeWork {
    private static final int MOST_RUNS = 100;
    private static final int MOST_STEPS = 100_000;
    private static final int EVERY = 20;
    private static final String DECAY = "weight_decay";
    private static final String SHARE = "share";
    private static final double LEVEL = 0.9;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(names = "--modulus", paramLabel = "P", description = "of the table (default: ${DEFAULT-VALUE})")
    int modulus = 53;

    @Option(
            names = "--share",
            split = ",",
            paramLabel = "S",
            description = "shares of the table that are learned (default: 0.5)")
    List<Double> shares = List.of(0.5);

    @Option(
            names = "--weight-decay",
            split = ",",
            paramLabel = "W",
            description = "decoupled weight decays (default: 1)")
    List<Double> decays = List.of(1.0);

    @Option(names = "--seeds", paramLabel = "N", description = "runs of each setting (default: ${DEFAULT-VALUE})")
    int seeds = 3;

    @Option(names = "--rate", paramLabel = "R", description = "learning rate (default: ${DEFAULT-VALUE})")
    double rate = 1e-2;

    @Option(names = "--width", paramLabel = "N", description = "of the model (default: ${DEFAULT-VALUE})")
    int width = 64;

    @Option(names = "--steps", paramLabel = "N", description = "of a run at most (default: ${DEFAULT-VALUE})")
    int steps = 2000;

    @Option(names = "--threads", paramLabel = "N", description = "cores to use (default: all)")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "folder of the runs, which the same command goes on with (default: ${DEFAULT-VALUE})")
    Path folder = Path.of("runs", "grok");

    private record Run(double share, double decay, Grokking.Result result) {}

    @Override
    public void run() {
        List<Run> runs;
        try (var _ =
                new SaidOnStop("loglog: stopped; the same command goes on with the runs in %s".formatted(folder))) {
            runs = runs();
        }
        var law = law(runs);
        output.show(sheet(runs, law), json(runs, law));
    }

    private List<Run> runs() {
        var runs = new ArrayList<Run>();
        int all = shares.size() * decays.size() * seeds;
        for (double share : shares) {
            for (double decay : decays) {
                var grokking = new Grokking(
                        new ModularTable(modulus, ModularTable.Operation.ADD, share), width, rate, decay, steps, EVERY);
                for (int seed = 1; seed <= seeds; seed++) {
                    int own = seed;
                    var result = Waiting.on(
                            "run %d of %d".formatted(runs.size() + 1, all),
                            () -> grokking.run(threads, own, folder.resolve(name(share, decay, own)), _ -> {}));
                    runs.add(new Run(share, decay, result));
                }
            }
        }
        return runs;
    }

    private String name(double share, double decay, int seed) {
        return "add%d-w%d-share%s-wd%s-lr%s-seed%d"
                .formatted(
                        modulus, width, Format.trim("" + share), Format.trim("" + decay), Format.trim("" + rate), seed);
    }

    @Override
    public void check() {
        OutputPath.folders("--runs", folder);
        if (modulus < 5 || modulus > 199) {
            throw new UserError("--modulus: found %d, expected 5 to 199".formatted(modulus));
        }
        for (double share : shares) {
            if (!(share >= 0.05 && share <= 0.95)) {
                throw new UserError("--share: found %s, expected 0.05 to 0.95".formatted(Format.trim("" + share)));
            }
        }
        for (double decay : decays) {
            if (!(decay >= 0 && decay * rate < 1)) {
                throw new UserError("--weight-decay: found %s, expected 0 or more, and below 1 times the rate"
                        .formatted(Format.trim("" + decay)));
            }
        }
        if (!(rate > 0 && rate < 1)) {
            throw new UserError("--rate: found %s, expected above 0, below 1".formatted(Format.trim("" + rate)));
        }
        if (width < 8 || width > 512 || width % 8 != 0) {
            throw new UserError("--width: found %d, expected a multiple of 8 from 8 to 512".formatted(width));
        }
        if (steps < EVERY || steps > MOST_STEPS) {
            throw new UserError("--steps: found %d, expected %d to %d".formatted(steps, EVERY, MOST_STEPS));
        }
        if (threads < 1 || threads > Runtime.getRuntime().availableProcessors()) {
            throw new UserError("--threads: found %d, expected 1 to %d, the cores of this machine"
                    .formatted(threads, Runtime.getRuntime().availableProcessors()));
        }
        long all = (long) shares.size() * decays.size() * seeds;
        if (seeds < 1 || all > MOST_RUNS) {
            throw new UserError(
                    "--seeds: found %d, %d runs in all, expected 1 to %d runs".formatted(seeds, all, MOST_RUNS));
        }
    }

    /** A setting that varies, and the exponent with which the delay changes with it. */
    private record Exponent(String setting, Interval value) {}

    /**
     * The delay as a power of each setting that varies, of the runs that learned the rule.
     *
     * @param missing runs that did not learn it, whose delay is longer than any law of the others says
     */
    private record DelayLaw(double factor, List<Exponent> exponents, int runs, int missing, double rms) {}

    private Fitted<DelayLaw> law(List<Run> runs) {
        var settings = new ArrayList<String>();
        if (decays.size() > 1) {
            settings.add(DECAY);
        }
        if (shares.size() > 1) {
            settings.add(SHARE);
        }
        if (settings.isEmpty()) {
            return Fitted.none("one weight decay and one share");
        }
        var grokked = runs.stream()
                .filter(run -> run.result.delay() > 0 && run.decay > 0)
                .toList();
        var scales = grokked.stream()
                .map(run -> settings.stream()
                        .mapToDouble(setting -> setting.equals(DECAY) ? run.decay : run.share)
                        .toArray())
                .toList();
        return PowerProduct.fit(
                        scales,
                        grokked.stream().mapToDouble(run -> run.result.delay()).toArray(),
                        LEVEL)
                .map(fit -> new DelayLaw(
                        fit.factor(),
                        IntStream.range(0, settings.size())
                                .mapToObj(i -> new Exponent(
                                        settings.get(i), fit.exponents().get(i)))
                                .toList(),
                        grokked.size(),
                        runs.size() - grokked.size(),
                        fit.rms()));
    }

    private Sheet sheet(List<Run> runs, Fitted<DelayLaw> law) {
        var first = runs.getFirst();
        var sheet = new Sheet("grokking: sums modulo %d".formatted(modulus));
        sheet.text(
                "%s params, one layer, AdamW at a learning rate of %s, the whole training side in every step; all pairs that are not trained on are the test"
                        .formatted(Format.count(first.result.params()), Wording.number(rate)));
        sheet.table(
                "steps to learn by heart and to learn the rule, measured every %d steps; the highest loss of the test in nats; then the share of the embedding's energy in its strongest frequencies, and what of the logits cos(w (a + b - c)) of as many explain (arXiv 2301.05217)"
                        .formatted(EVERY),
                table(runs));
        law(sheet, law);
        figures(sheet, first.result, runs.size() == 1);
        return sheet;
    }

    private static TextTable table(List<Run> runs) {
        var table = TextTable.of(
                "share",
                "weight decay",
                "seed",
                "train 99% at",
                "test 99% at",
                "delay",
                "highest test loss",
                "in %d frequencies".formatted(Grokking.FREQUENCIES),
                "logits' R^2");
        for (var run : runs) {
            var result = run.result;
            table.row(
                    Format.trim(Format.number(run.share)),
                    Format.trim(Format.number(run.decay)),
                    result.seed(),
                    result.memorizedAt() < 0 ? "never" : result.memorizedAt(),
                    result.generalizedAt() < 0 ? "never" : result.generalizedAt(),
                    Double.isNaN(result.delay()) ? null : Format.count(result.delay()),
                    Format.digits(result.peakTestLoss(), 3),
                    Format.percent(result.concentration()),
                    Format.digits(result.cosines(), 3));
        }
        return table;
    }

    /** Accuracy and loss of one run against its steps; a title says so where there are others. */
    private void figures(Sheet sheet, Grokking.Result run, boolean only) {
        var whose = only ? "the run" : "the first run";
        var added = only ? "" : ", first run";
        var points = run.points();
        var x = of(points, p -> p.step() + 1);
        sheet.figure(
                new Chart(
                                "accuracy against steps" + added,
                                Axis.log("step + 1"),
                                Axis.linear("right [%]").range(0, 100))
                        .line("trained pairs", x, of(points, p -> 100 * p.trainAccuracy()))
                        .line("other pairs", x, of(points, p -> 100 * p.testAccuracy())),
                Caption.of(
                        "Accuracy on the pairs that were trained on and on all others, %s, sums modulo %d (arXiv 2201.02177)"
                                .formatted(whose, modulus)));
        sheet.pageFigure(
                new Chart("loss against steps" + added, Axis.log("step + 1"), Axis.log("loss [nats]"))
                        .line("trained pairs", x, of(points, Grokking.Point::trainLoss))
                        .line("other pairs", x, of(points, Grokking.Point::testLoss)),
                Caption.of(
                        "Loss on the pairs that were trained on and on all others, %s, sums modulo %d; that of the others rises while the table is learned by heart, and falls %s"
                                .formatted(
                                        whose,
                                        modulus,
                                        run.generalizedAt() < 0
                                                ? "only with the rule, which this run did not learn"
                                                : "with the rule")));
    }

    private static double[] of(List<Grokking.Point> points, ToDoubleFunction<Grokking.Point> value) {
        return points.stream().mapToDouble(value).toArray();
    }

    private static void law(Sheet sheet, Fitted<DelayLaw> law) {
        switch (law) {
            case Fitted.Found(var found) -> {
                var words = new ArrayList<String>();
                for (var exponent : found.exponents) {
                    var written = Estimates.of(exponent.value);
                    words.add("%s^%s (90%% interval %s)"
                            .formatted(exponent.setting.replace('_', ' '), written.value(), written.range()));
                }
                sheet.text("delay ~ %s, by %s%s"
                        .formatted(
                                String.join(" x ", words),
                                Format.of(found.runs, "run"),
                                found.missing == 0
                                        ? ""
                                        : "; %d did not learn the rule, and say that the delay is longer there"
                                                .formatted(found.missing)));
            }
            case Fitted.None(var why) -> sheet.text("no law of the delay: " + why);
        }
    }

    private ObjectNode json(List<Run> runs, Fitted<DelayLaw> law) {
        var json = LawsJson.object();
        json.set(
                "source",
                AnswerSource.ofAssumptions("%s trained here on addition modulo %d"
                                .formatted(Format.of(runs.size(), "run"), modulus))
                        .json());
        json.put("modulus", modulus)
                .put("rate", rate)
                .put("width", width)
                .put("params", runs.getFirst().result.params());
        var array = json.putArray("runs");
        for (var run : runs) {
            var result = run.result;
            var of = array.addObject();
            of.put("share", run.share).put("weight_decay", run.decay).put("seed", result.seed());
            LawsJson.put(of, "memorized_at", result.memorizedAt() < 0 ? Double.NaN : result.memorizedAt());
            LawsJson.put(of, "generalized_at", result.generalizedAt() < 0 ? Double.NaN : result.generalizedAt());
            LawsJson.put(of, "delay", result.delay());
            LawsJson.put(of, "peak_test_loss", result.peakTestLoss());
            LawsJson.put(of, "top_frequencies", result.concentration());
            LawsJson.put(of, "cosine_r2", result.cosines());
            var points = of.putArray("points");
            for (var point : result.points()) {
                var at = points.addObject().put("step", point.step());
                LawsJson.put(at, "train_loss", point.trainLoss());
                LawsJson.put(at, "test_loss", point.testLoss());
                LawsJson.put(at, "train_accuracy", point.trainAccuracy());
                LawsJson.put(at, "test_accuracy", point.testAccuracy());
                LawsJson.put(at, "top_frequencies", point.concentration());
            }
        }
        var laws = json.putObject("laws");
        switch (law) {
            case Fitted.Found(var found) -> {
                found.exponents.forEach(e -> laws.set("delay_exponent_" + e.setting, LawsJson.of(e.value)));
                LawsJson.put(laws, "delay_factor", found.factor);
                LawsJson.put(laws, "log_rms", found.rms);
                laws.put("runs", found.runs).put("did_not_learn", found.missing);
            }
            case Fitted.None(var why) -> {
                laws.set("delay_exponent_weight_decay", LawsJson.nothing(why));
                laws.set("delay_exponent_share", LawsJson.nothing(why));
            }
        }
        return json;
    }
}
