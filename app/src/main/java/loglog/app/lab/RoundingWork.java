package loglog.app.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.app.lab.report.DamageRows;
import loglog.app.models.RoundedRuns;
import loglog.lab.ledger.Ledger;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.laws.Fitted;
import loglog.laws.precision.DamageFit;
import loglog.laws.precision.RoundedRun;
import loglog.models.language.LanguageTask;
import loglog.models.language.QuantizeAfter;
import loglog.models.training.Plan;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.runs.RunRole;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.words.Format;

/**
 * What a study measures of its models once they are trained: what rounding their weights costs. Before the model that verifies its
 * forecast is trained, that model's damage is forecast, too, by the law of the others. What is there already is not done again.
 */
final class RoundingWork {
    /** The loss after rounding less the loss before, in nats per token. */
    static final Metric DAMAGE = new Metric(
            "damage",
            "nats per token",
            Metric.Better.LOW,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Metric.Scale.LINEAR);

    private final Path runs;
    private final String study;
    private final QuantizeAfter quantize;
    private final int cores;
    private final Consumer<String> say;

    private RoundingWork(Path runs, String study, QuantizeAfter quantize, int cores, Consumer<String> say) {
        this.runs = runs;
        this.study = study;
        this.quantize = quantize;
        this.cores = cores;
        this.say = say;
    }

    /** Of a study that asks for it. */
    static Optional<RoundingWork> of(Study study, Path runs, int cores, Consumer<String> say) {
        return study.task() instanceof LanguageTask task
                ? task.quantize().map(how -> new RoundingWork(runs, study.name(), how, cores, say))
                : Optional.empty();
    }

    /** Rounds and measures the models of all results in whose training nothing was rounded. */
    void measure(Results results, BooleanSupplier stop) {
        for (var result : results.observed().rows()) {
            if (stop.getAsBoolean()) {
                return;
            }
            if (DamageRows.isTrainedAsFloats(result)) {
                damage(result.folder());
            }
        }
    }

    private List<RoundedRun> damage(Path run) {
        var known = DamageRows.read(run)
                .filter(rows -> rows.tokens() == quantize.tokens())
                .map(DamageRows::rows)
                .filter(rows ->
                        rows.stream().map(row -> (int) row.bits()).toList().containsAll(quantize.bits()));
        return known.orElseGet(() -> {
            var rows = RoundedRuns.measure(run, quantize.bits(), quantize.tokens(), cores, say);
            DamageRows.write(run, quantize.tokens(), rows);
            return rows;
        });
    }

    /**
     * Writes down what rounding will cost a model that is not trained yet, for each number of bits.
     *
     * @param results of the recipe's other models
     */
    void predict(PlannedRun run, Results results) {
        if (!((Plan) run.plan()).recipe().quantized().isNone()) {
            return;
        }
        var rows = results.observed().rows().stream()
                .flatMap(result -> DamageRows.read(result.folder()).stream())
                .flatMap(of -> of.rows().stream())
                .toList();
        switch (DamageFit.of(rows)) {
            case Fitted.None(var why) -> say.accept("no forecast of what rounding costs: " + why);
            case Fitted.Found(var fit) -> quantize.bits().forEach(bits -> predict(run, results, fit, bits));
        }
    }

    private void predict(PlannedRun run, Results results, DamageFit fit, int bits) {
        var scales = new LinkedHashMap<String, Double>(); // in one order, as the ledger keeps them
        scales.put("params", (double) run.params());
        scales.put("tokens", (double) run.tokens());
        scales.put("bits", (double) bits);
        var entry = new Ledger(runs)
                .write(new Ledger.Prediction(
                        DamageRows.studyOf(study),
                        place(run.name(), bits),
                        scales,
                        DAMAGE,
                        fit.forecast(run.params(), run.tokens(), bits, StudyWork.LEVEL),
                        "damage of rounding after training, %s of %s"
                                .formatted(Format.of(fit.rows(), "row"), Format.of(fit.runs(), "run")),
                        results));
        say.accept("%s, rounded to %d bits: its loss will rise by %s (90%% interval %s to %s); in the ledger as %s%s"
                .formatted(
                        run.name(),
                        bits,
                        Format.digits(entry.value(), 3),
                        Format.digits(entry.low(), 3),
                        Format.digits(entry.high(), 3),
                        entry.id(),
                        Files.exists(new RunFolder(runs.resolve(study).resolve(run.name())).runFile())
                                ? ""
                                : ", before that model is trained"));
    }

    private Path place(String run, int bits) {
        return runs.resolve(DamageRows.studyOf(study)).resolve("%s-%d-bits".formatted(run, bits));
    }

    /** Measures what was forecast, where the model is there, and scores it. */
    void verify(PlannedRun run) {
        var folder = runs.resolve(study).resolve(run.name());
        if (!((Plan) run.plan()).recipe().quantized().isNone() || !Files.exists(new RunFolder(folder).resultFile())) {
            return;
        }
        for (var row : damage(folder)) {
            var place = place(run.name(), (int) row.bits());
            if (quantize.bits().contains((int) row.bits()) && !Files.exists(new RunFolder(place).resultFile())) {
                write(folder, place, row);
            }
        }
        new Ledger(runs).score();
    }

    private void write(Path model, Path place, RoundedRun row) {
        try (var _ = RunLock.await(place)) {
            var run = new RunFolder(place);
            var trained = Results.result(model.getFileName().toString(), model).orElseThrow();
            var asked = new RunFolder(model).asked();
            asked.remove(RunFolder.SEAL);
            asked.put("study", DamageRows.studyOf(study)).put("role", RunRole.VERIFICATION.word());
            asked.put("bits", (int) row.bits())
                    .put("model_of", model.getFileName().toString());
            DAMAGE.write(asked.putObject("metric"));
            run.writeSealed(run.runFile(), asked);
            var outcome = new Outcome(
                    Outcome.Status.FINISHED,
                    "",
                    Outcome.scales(
                            (long) row.params(),
                            0,
                            (long) row.tokens(),
                            trained.flops()), // of the model that was rounded
                    Map.of(DAMAGE.name(), row.damage()),
                    Map.of(),
                    0);
            run.writeSealed(run.resultFile(), OutcomeJson.write(outcome));
        }
    }
}
