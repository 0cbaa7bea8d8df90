package loglog.app.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.app.lab.report.ThinkingSection;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.rates.RepeatedSampling;
import loglog.laws.rates.SampleCounts;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.runs.RunRole;
import loglog.tasks.TaskModel;
import loglog.tasks.Thinker;
import loglog.tasks.Thinking;
import loglog.tasks.Thought;
import loglog.words.Format;

/**
 * What a study measures of its models once they are trained: it asks each in every way, writes down what more samples will give, and
 * draws them. What is there already is not done again.
 */
final class ThinkingWork {
    /** The share of problems that at least one sample solves in every step. */
    static final Metric COVERAGE = new Metric("coverage", "", Metric.Better.HIGH, 0, 1, Metric.Scale.LOGIT);

    private static final long SEED = 1;
    private static final int RESAMPLES = 1000;

    private final Path runs;
    private final String study;
    private final Thinking thinking;
    private final int cores;
    private final Consumer<String> say;

    ThinkingWork(Path runs, String study, Thinking thinking, int cores, Consumer<String> say) {
        this.runs = runs;
        this.study = study;
        this.thinking = thinking;
        this.cores = cores;
        this.say = say;
    }

    /** Asks the models of all results, until it is told to stop. */
    void carryOut(Results results, BooleanSupplier stop) {
        var ledger = new Ledger(runs);
        var rows = results.observed().rows();
        try (var progress = new PhaseProgress("asking models", rows.size(), say)) {
            for (var result : rows) {
                if (stop.getAsBoolean()) {
                    return;
                }
                think(result, results, ledger, progress);
                progress.done(1);
            }
        }
        ledger.score();
    }

    private void think(Result result, Results results, Ledger ledger, PhaseProgress progress) {
        var place = runs.resolve(ThinkingSection.samplesOf(study))
                .resolve(result.folder().getFileName());
        var known = ThinkingSection.read(result.folder());
        boolean isDrawn = Files.exists(new RunFolder(place).resultFile());
        known = known.filter(t -> t.known() == thinking.known() && t.answers().isPresent());
        if (known.isPresent() && isDrawn) {
            return;
        }
        try (var model = TaskModel.load(result.folder(), cores)) {
            var thinker = new Thinker(model, thinking.problems(), SEED);
            var thought = known.orElseGet(() -> thinker.think(thinking.known()));
            new RunFolder(result.folder()).writeSealed(ThinkingSection.file(result.folder()), thought.json());
            if (!Thinker.hasSteps(model.task())) {
                return; // of an answer alone, chance covers every problem
            }
            var entry = predict(result, results, thought, place, ledger);
            if (entry.isEmpty() || isDrawn) {
                return; // nothing is left to forecast, or it was before
            }
            progress.say(
                    "%s: %d samples of each problem will cover %s (90%% interval %s to %s), by %d; in the ledger as %s"
                            .formatted(
                                    result.name(),
                                    thinking.samples(),
                                    Format.digits(entry.get().value(), 3),
                                    Format.digits(entry.get().low(), 3),
                                    Format.digits(entry.get().high(), 3),
                                    thinking.known(),
                                    entry.get().id()));
            draw(result, thinker, place);
        }
    }

    private Optional<Entry> predict(Result result, Results results, Thought thought, Path place, Ledger ledger) {
        var samples = new long[thought.problems()];
        java.util.Arrays.fill(samples, thought.known());
        var counts = SampleCounts.of(samples, thought.whole());
        if (counts.problems() < 2 || counts.successes() == 0) {
            return Optional.empty();
        }
        var law = RepeatedSampling.of(counts, StudyWork.LEVEL, RESAMPLES, SEED);
        if (law.reach() == null) {
            return Optional.empty(); // all are solved by a few samples, and nothing is left to forecast
        }
        var scales = new LinkedHashMap<String, Double>();
        scales.put("params", result.params());
        scales.put("samples", (double) thinking.samples());
        return Optional.of(ledger.write(new Ledger.Prediction(
                ThinkingSection.samplesOf(study),
                place,
                scales,
                COVERAGE,
                law.reach().at(thinking.samples()),
                "repeated sampling: the trend of ln(-ln coverage) from %d samples of %d problems"
                        .formatted(thought.known(), thought.problems()),
                results.where(r -> r.name().equals(result.name())))));
    }

    private void draw(Result result, Thinker thinker, Path place) {
        long began = System.nanoTime();
        var drawn = thinker.draw(thinking.samples());
        try (var _ = RunLock.await(place)) {
            var run = new RunFolder(place);
            var asked = new RunFolder(result.folder()).read(new RunFolder(result.folder()).runFile());
            asked.remove(RunFolder.SEAL);
            asked.put("study", ThinkingSection.samplesOf(study)).put("role", RunRole.VERIFICATION.word());
            asked.put("samples", thinking.samples())
                    .put("model_of", result.folder().getFileName().toString());
            COVERAGE.write(asked.putObject("metric"));
            run.writeSealed(run.runFile(), asked);
            long solved =
                    java.util.Arrays.stream(drawn.whole()).filter(c -> c > 0).count();
            var outcome = new loglog.training.Outcome(
                    loglog.training.Outcome.Status.FINISHED,
                    "",
                    loglog.training.Outcome.scales((long) result.params(), 0, drawn.tokens(), drawn.flops()),
                    Map.of(
                            COVERAGE.name(),
                            solved / (double) drawn.whole().length,
                            "successes",
                            (double) solved,
                            "trials",
                            (double) drawn.whole().length,
                            ThinkingSection.MODAL,
                            drawn.modal()),
                    Map.of(),
                    (System.nanoTime() - began) * 1e-9);
            run.writeSealed(run.resultFile(), loglog.training.OutcomeJson.write(outcome));
        }
    }
}
