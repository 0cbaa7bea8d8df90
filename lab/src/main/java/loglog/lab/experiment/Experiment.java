package loglog.lab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import loglog.lab.launch.Executor;
import loglog.lab.ledger.Entry;
import loglog.lab.ledger.Ledger;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Results;
import loglog.lab.study.Study;
import loglog.lab.work.Limits;
import loglog.lab.work.Listener;
import loglog.lab.work.Pace;
import loglog.lab.work.Scheduler;
import loglog.lab.work.Summary;
import loglog.laws.BelowCeiling;
import loglog.laws.Forecast;
import loglog.laws.Interval;

/**
 * A study on its way: train, fit, predict, write the prediction down, train what was predicted, score. Each step finds what
 * was done before, so that a process that was stopped or killed goes on by taking the same steps.
 */
public final class Experiment implements AutoCloseable {
    private final Study study;
    private final Path folder;
    private final Ledger ledger;
    private final Scheduler scheduler;

    /**
     * @param runs the folder of all runs; the study's own are in a folder below it, named as the study
     * @param stop whether to stop at the next checkpoints
     */
    public Experiment(Study study, Path runs, Limits limits, Pace pace, Listener listener, BooleanSupplier stop) {
        this.study = study;
        folder = runs.resolve(study.name());
        ledger = new Ledger(runs);
        scheduler = new Scheduler(study, folder, limits, pace, listener, stop);
    }

    /** An experiment whose runs are carried out at another place; closed with it. */
    public Experiment(Study study, Path runs, Executor executor, Pace pace, Listener listener, BooleanSupplier stop) {
        this.study = study;
        folder = runs.resolve(study.name());
        ledger = new Ledger(runs);
        scheduler = new Scheduler(study, folder, executor, pace, listener, stop);
    }

    /** The study's folder. */
    public Path folder() {
        return folder;
    }

    /** Trains what has not been trained. */
    public Summary train(List<PlannedRun> runs) {
        return scheduler.run(runs);
    }

    /** The results of these runs, without trunks and verifications, and without runs of other settings under their names. */
    public Results results(List<PlannedRun> runs) {
        return Standing.results(folder, runs);
    }

    /** Writes a forecast into the ledger, unless this run's stands there already. */
    public Entry predict(PlannedRun verification, Forecast forecast, Results results) {
        var law = forecast.forms().stream()
                .filter(form -> form.weight() >= 0.005)
                .map(form -> "%s %.2f".formatted(form.fit().law().name(), form.weight()))
                .collect(Collectors.joining(", "));
        return ledger.write(new Ledger.Prediction(
                study.name(),
                folder.resolve(verification.name()),
                ModelChoice.scales(verification.params(), verification.tokens(), verification.flops()),
                results.metric(),
                forecast.run(),
                law,
                ceiling(forecast),
                results));
    }

    /**
     * The same, of a forecast that was made in another way.
     *
     * @param interval for one new run
     * @param law what it was made by, in words
     */
    public Entry predict(PlannedRun verification, Interval interval, String law, Results results) {
        return ledger.write(new Ledger.Prediction(
                study.name(),
                folder.resolve(verification.name()),
                ModelChoice.scales(verification.params(), verification.tokens(), verification.flops()),
                results.metric(),
                interval,
                law,
                results));
    }

    private static OptionalDouble ceiling(Forecast forecast) {
        return forecast.forms().stream()
                .mapToDouble(form -> form.fit().law() instanceof BelowCeiling below ? below.ceiling() : Double.NaN)
                .filter(ceiling -> !Double.isNaN(ceiling))
                .findFirst();
    }

    /** The ledger's entry for a run, with its score where it has one. */
    public Optional<Entry> entry(PlannedRun verification) {
        ledger.score();
        var runs = folder.toAbsolutePath().normalize().getParent();
        var run = runs.relativize(folder.toAbsolutePath().normalize().resolve(verification.name()))
                .toString();
        return ledger.entries().stream().filter(e -> e.run().equals(run)).findFirst();
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
