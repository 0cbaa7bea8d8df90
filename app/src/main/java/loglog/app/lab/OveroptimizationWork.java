package loglog.app.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.app.lab.report.OveroptimizationSection;
import loglog.feedback.ProxyCurves;
import loglog.feedback.ProxyKind;
import loglog.feedback.ProxyTask;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.laws.feedback.OveroptimizationForecast;
import loglog.laws.feedback.OveroptimizationForm;
import loglog.laws.rates.BestOfN;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.runs.RunRole;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.words.Format;

/**
 * Forecasts the gold score of the best of many samples by each of a study's proxies, writes it down, and measures it. What is there
 * already is not done again.
 */
final class OveroptimizationWork {
    private static final long SEED = 1;

    private final Path study;
    private final ProxyTask task;
    private final Consumer<String> say;
    private final Ledger ledger;

    OveroptimizationWork(Path study, ProxyTask task, Consumer<String> say) {
        this.study = study;
        this.task = task;
        this.say = say;
        ledger = new Ledger(study.toAbsolutePath().normalize().getParent());
    }

    /** Until it is told to stop. */
    void carryOut(Results results, int cores, BooleanSupplier stop) {
        var rows = results.observed().rows();
        var unmeasured = rows.stream()
                .filter(r -> !Files.exists(new RunFolder(place(r)).resultFile()))
                .filter(r -> OveroptimizationSection.refusal(r).isEmpty())
                .filter(r -> predict(r, results))
                .toList();
        try (var progress = new PhaseProgress("measuring the best of many", unmeasured.size(), say)) {
            TuningPool.each(unmeasured, cores, stop, of -> {
                measure(of);
                progress.done(1);
            });
        }
        ledger.score();
    }

    private Path place(Result of) {
        return OveroptimizationSection.samplesOf(study).resolve(of.folder().getFileName());
    }

    private boolean predict(Result of, Results results) {
        var rows = ProxyCurves.read(of.folder()).map(ProxyCurves::bestOfN).orElse(List.of());
        double error = ProxyCurves.samplingError(task.known(), task.largest());
        var gold = OveroptimizationForecast.at(
                        OveroptimizationForm.BEST_OF_N,
                        List.of(ProxyCurves.curve(rows, false)),
                        Math.sqrt(BestOfN.kl(task.largest())),
                        StudyWork.LEVEL,
                        SEED)
                .map(forecast -> OveroptimizationForecast.measured(forecast, error));
        gold.value().ifPresent(interval -> {
            var scales = new LinkedHashMap<String, Double>();
            scales.put("params", of.params());
            scales.put("pairs", of.tokens());
            scales.put("samples", (double) task.largest());
            Entry entry = ledger.write(new Ledger.Prediction(
                    OveroptimizationSection.samplesOf(study).getFileName().toString(),
                    place(of),
                    scales,
                    ProxyKind.GOLD,
                    interval,
                    "over-optimization: %s from the best of up to %d"
                            .formatted(OveroptimizationForm.BEST_OF_N.equation(), task.known()),
                    results.where(r -> r.name().equals(of.name()))));
            say.accept("%s: the best of %d will have a gold score of %s (90%% interval %s to %s); in the ledger as %s"
                    .formatted(
                            of.name(),
                            task.largest(),
                            Format.digits(entry.value(), 3),
                            Format.digits(entry.low(), 3),
                            Format.digits(entry.high(), 3),
                            entry.id()));
        });
        return gold.value().isPresent();
    }

    private void measure(Result of) {
        long began = System.nanoTime();
        var drawn = ProxyCurves.ofFresh(of.folder(), task.largest());
        try (var _ = RunLock.await(place(of))) {
            var run = new RunFolder(place(of));
            var asked = new RunFolder(of.folder()).read(new RunFolder(of.folder()).runFile());
            asked.remove(RunFolder.SEAL);
            asked.put(
                            "study",
                            OveroptimizationSection.samplesOf(study)
                                    .getFileName()
                                    .toString())
                    .put("role", RunRole.VERIFICATION.word())
                    .put("samples", task.largest())
                    .put("model_of", of.folder().getFileName().toString());
            ProxyKind.GOLD.write(asked.putObject("metric"));
            run.writeSealed(run.runFile(), asked);
            drawn.write(run);
            var outcome = new Outcome(
                    Outcome.Status.FINISHED,
                    "",
                    Outcome.scales((long) of.params(), 0, (long) of.tokens(), of.flops()),
                    Map.of(ProxyKind.GOLD.name(), drawn.bestOfN().getLast().gold()),
                    Map.of(),
                    (System.nanoTime() - began) * 1e-9);
            run.writeSealed(run.resultFile(), OutcomeJson.write(outcome));
        }
    }
}
