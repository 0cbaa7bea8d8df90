package loglog.lab.work;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.lab.study.Trainer;
import loglog.models.training.CorpusData;
import loglog.models.training.Outcome;
import loglog.models.training.OutcomeJson;
import loglog.models.training.Progress;
import loglog.models.training.Repair;
import loglog.models.training.TrainingRun;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;

/**
 * Carries a study's runs out by workers: longest first, as many at once as cores and memory allow. What goes wrong with
 * one run costs that run alone. Its workers stay for the next runs until it is closed.
 */
public final class Scheduler implements AutoCloseable {
    /** A worker that dies takes its run back to the last checkpoint; after so many deaths something else is wrong. */
    private static final int MOST_DEATHS = 3;

    private static final long TICK_MILLIS = 200;
    private static final long ELSEWHERE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Between asking a worker to stop and killing it: a checkpoint of a large model takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A worker that says nothing for so long, and for longer than it is used to, is named. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private record Told(WorkerProcess worker, Event event) {}

    private final Study study;
    private final Path folder;
    private final Limits limits;
    private final Pace pace;
    private final Admission admission;
    private final Listener listener;
    private final BooleanSupplier stop;
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final List<WorkerProcess> idle = new ArrayList<>();
    private final Map<WorkerProcess, PlannedRun> busy = new HashMap<>();
    private final Map<WorkerProcess, Heard> heard = new HashMap<>();
    /** Asked to stop, with nothing left to do. */
    private final List<WorkerProcess> ending = new ArrayList<>();

    private int workers;

    // Of the runs at hand.
    private final Map<PlannedRun, RunState> states = new LinkedHashMap<>();
    private final Map<PlannedRun, Progress.Row> rows = new HashMap<>();
    private final Map<PlannedRun, Integer> deaths = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<PlannedRun> elsewhere = new HashSet<>();
    private long lookedElsewhere;
    private boolean stopping;
    private boolean interrupted;
    private long stopBegan;

    private final Duration patience;
    private final Duration silence;

    /**
     * @param folder of the study
     * @param stop whether to stop at the next checkpoints
     * @throws DataException where the folder cannot be made
     */
    public Scheduler(Study study, Path folder, Limits limits, Pace pace, Listener listener, BooleanSupplier stop) {
        this(study, folder, limits, pace, listener, stop, PATIENCE, SILENCE);
    }

    Scheduler(
            Study study,
            Path folder,
            Limits limits,
            Pace pace,
            Listener listener,
            BooleanSupplier stop,
            Duration patience,
            Duration silence) {
        this.patience = patience;
        this.silence = silence;
        this.study = study;
        this.folder = folder;
        this.limits = limits;
        this.pace = pace;
        admission = new Admission(study, folder, limits, pace);
        this.listener = listener;
        this.stop = stop;
        try {
            Files.createDirectories(folder);
        } catch (java.io.IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /** Carries the runs out; returns when each is over, or has stopped at a checkpoint because it was asked to. */
    public Summary run(List<PlannedRun> runs) {
        states.clear();
        rows.clear();
        deaths.clear();
        notes.clear();
        elsewhere.clear();
        for (var run : runs) {
            states.put(run, alreadyOver(run));
            tellIfOver(run);
        }
        while (!over()) {
            if ((stop.getAsBoolean() || interrupted) && !stopping) {
                stopAll();
            }
            if (!stopping) {
                startWhatFits();
            }
            handle(next());
            lookElsewhere();
            lookForSilent();
            listener.now(snapshot());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new Summary(states, notes);
    }

    private boolean over() {
        return stopping ? busy.isEmpty() : states.values().stream().allMatch(RunState::isOver);
    }

    /** A run with a readable result needs no worker. */
    private RunState alreadyOver(PlannedRun run) {
        var at = new RunFolder(folder.resolve(run.name()));
        if (!Files.exists(at.resultFile()) || !Files.exists(at.runFile())) {
            return new RunState.Waiting();
        }
        try {
            if (!TrainingRun.plan(at.folder()).equals(run.plan()) || !isSound(at.folder())) {
                return new RunState.Waiting(); // the worker says what differs, and mends what is damaged
            }
            return of(OutcomeJson.read(at.resultFile(), at.read(at.resultFile())));
        } catch (DataException _) {
            return new RunState.Waiting(); // the worker mends it
        }
    }

    /** What a user's program leaves besides is its own. */
    private boolean isSound(Path run) {
        return study.trainer() instanceof Trainer.Command
                || Repair.isSound(run) && CorpusData.hasTokenizer(study.tokenizer(), run);
    }

    private static RunState of(Outcome outcome) {
        return switch (outcome.status()) {
            case FINISHED -> new RunState.Finished(outcome);
            case DIVERGED -> new RunState.Diverged(outcome);
            case INTERRUPTED -> new RunState.Stopped();
        };
    }

    private void startWhatFits() {
        for (var next = nextRun(); next.isPresent(); next = nextRun()) {
            start(next.get());
        }
    }

    private Optional<PlannedRun> nextRun() {
        leaveOutOrphans();
        return admission.next(states, busy.values());
    }

    private void leaveOutOrphans() {
        for (var entry : states.entrySet()) {
            var branch = entry.getKey().branch();
            if (entry.getValue() instanceof RunState.Waiting
                    && branch.isPresent()
                    && !admission.isReady(entry.getKey(), states)
                    && Admission.trunk(branch.get().trunk(), states).allMatch(RunState::isOver)) {
                become(
                        entry.getKey(),
                        new RunState.LeftOut("%s: found no state of step %d in %s, from which it branches"
                                .formatted(
                                        entry.getKey().name(),
                                        branch.get().step(),
                                        branch.get().trunk())));
            }
        }
    }

    private void start(PlannedRun run) {
        WorkerProcess worker;
        try {
            worker = idle.isEmpty()
                    ? new WorkerProcess(
                            ++workers, folder.resolve("workers.log"), (w, event) -> told.add(new Told(w, event)))
                    : idle.removeLast();
        } catch (DataException e) { // no memory for a process, or no room for its log
            become(
                    run,
                    new RunState.Failed("%s: no process could be started: %s".formatted(run.name(), e.getMessage())));
            return;
        }
        busy.put(worker, run);
        heard.put(worker, new Heard());
        states.put(run, new RunState.Running());
        worker.give(Job.of(study, folder, run));
        listener.started(run, worker.pid());
    }

    private Told next() {
        try {
            return told.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            interrupted = true; // a stop, which is seen next; the thread is told again when all is over
            return null;
        }
    }

    private void handle(Told first) {
        for (var t = first; t != null; t = told.poll()) {
            var run = busy.get(t.worker());
            if (run == null) {
                idle.remove(t.worker()); // it died while it had nothing to do
                continue;
            }
            heard.get(t.worker()).now();
            switch (t.event()) {
                case Event.Row(Progress.Row row) -> {
                    rows.put(run, row);
                    double perToken = row.flops() / row.tokens();
                    pace.measured(run.params(), admission.lanes(run), row.tokensPerSecond() * perToken);
                    listener.trained(run, row);
                }
                case Event.Repaired(String sentence) -> note(sentence);
                case Event.Ended(Outcome outcome) -> free(t.worker(), run, of(outcome));
                case Event.Failed(String sentence) -> free(t.worker(), run, new RunState.Failed(sentence));
                case Event.Busy() -> {
                    free(t.worker(), run, new RunState.Elsewhere());
                    if (elsewhere.add(run)) {
                        listener.note(
                                "%s: another process is at work on it, for which this one waits".formatted(run.name()));
                    }
                }
                case Event.Died(String how) -> {
                    busy.remove(t.worker());
                    heard.remove(t.worker());
                    died(run, how);
                }
            }
        }
    }

    private void free(WorkerProcess worker, PlannedRun run, RunState state) {
        busy.remove(worker);
        heard.remove(worker);
        if (state instanceof RunState.Stopped && !stopping) {
            // Someone else asked the worker to stop, and it ends; the run goes on in another one.
            note("%s: its process was asked to stop; it goes on from the last checkpoint".formatted(run.name()));
            ending.add(worker);
            become(run, new RunState.Waiting());
            return;
        }
        if (!stopping) {
            idle.add(worker);
        }
        become(run, state);
    }

    private void died(PlannedRun run, String how) {
        int count = deaths.merge(run, 1, Integer::sum);
        if (stopping) {
            become(run, new RunState.Stopped());
        } else if (count < MOST_DEATHS) {
            note("%s: its process ended (%s); it goes on from the last checkpoint".formatted(run.name(), how));
            become(run, new RunState.Waiting());
        } else {
            become(
                    run,
                    new RunState.Failed("%s: its process ended %d times (last by %s)"
                            .formatted(folder.resolve(run.name()), count, how)));
        }
    }

    private void become(PlannedRun run, RunState state) {
        states.put(run, state);
        tellIfOver(run);
    }

    private void tellIfOver(PlannedRun run) {
        if (states.get(run).isOver()) {
            listener.ended(run, states.get(run));
        }
    }

    private void note(String sentence) {
        notes.add(sentence);
        listener.note(sentence);
    }

    /** Runs that another process had: over by now, or free to be taken. */
    private void lookElsewhere() {
        if (System.nanoTime() - lookedElsewhere < ELSEWHERE_NANOS) {
            return;
        }
        lookedElsewhere = System.nanoTime();
        for (var entry : List.copyOf(states.entrySet())) {
            if (entry.getValue() instanceof RunState.Elsewhere) {
                var state = alreadyOver(entry.getKey());
                if (state.isOver()) {
                    become(entry.getKey(), state);
                } else {
                    var free = RunLock.tryTake(folder.resolve(entry.getKey().name()));
                    free.ifPresent(RunLock::close);
                    if (free.isPresent()) {
                        states.put(entry.getKey(), new RunState.Waiting());
                    }
                }
            }
        }
    }

    private void stopAll() {
        stopping = true;
        stopBegan = System.nanoTime();
        idle.forEach(WorkerProcess::stop);
        ending.addAll(idle);
        idle.clear();
        busy.keySet().forEach(WorkerProcess::stop);
    }

    /**
     * Names workers of which nothing was heard for long: they hang, or were stopped. They are left alone, because someone
     * may have stopped them on purpose, until all are to stop: then they are killed when the time to stop is over.
     */
    private void lookForSilent() {
        for (var entry : heard.entrySet()) {
            var run = busy.get(entry.getKey());
            if (entry.getValue().isSilent(silence)) {
                note("%s: nothing was heard of its process %d for %d s; it may hang, or have been stopped"
                        .formatted(
                                run.name(),
                                entry.getKey().pid(),
                                entry.getValue().seconds()));
            }
            if (stopping
                    && System.nanoTime() - stopBegan > patience.toNanos()
                    && entry.getValue().isToKill()) {
                note("%s: its process %d did not stop within %d s and was killed; it goes on from the last checkpoint"
                        .formatted(run.name(), entry.getKey().pid(), patience.toSeconds()));
                entry.getKey().kill();
            }
        }
    }

    private Snapshot snapshot() {
        double done = 0;
        double all = 0;
        for (var run : states.keySet()) {
            all += run.ownFlops();
            done += (1 - shareLeft(run)) * run.ownFlops();
        }
        var running = busy.values().stream()
                .map(run -> new Snapshot.Running(run, rows.get(run)))
                .sorted(Comparator.comparing(r -> r.run().name()))
                .toList();
        int over = (int) states.values().stream().filter(RunState::isOver).count();
        double left = pace.isKnown()
                ? pace.makespan(List.copyOf(states.keySet()), this::shareLeft, limits.cores())
                : Double.NaN;
        return new Snapshot(running, over, states.size(), done, all, left);
    }

    private double shareLeft(PlannedRun run) {
        if (states.get(run).isOver()) {
            return 0;
        }
        var row = rows.get(run);
        return row == null ? 1 : (double) (row.steps() - row.step()) / ownSteps(run);
    }

    private static long ownSteps(PlannedRun run) {
        return run.plan().steps() - run.branch().map(PlannedRun.Branch::step).orElse(0L);
    }

    /** Ends the workers; those that do not end in time are killed, which costs what they did since the last checkpoint. */
    @Override
    public void close() {
        var all = new ArrayList<>(idle);
        all.addAll(ending);
        all.addAll(busy.keySet());
        all.forEach(WorkerProcess::stop);
        long deadline = System.nanoTime() + patience.toNanos();
        for (var worker : all) {
            try {
                long left = TimeUnit.NANOSECONDS.toSeconds(deadline - System.nanoTime());
                if (!worker.ends(Math.max(1, left))) {
                    worker.kill();
                }
            } catch (InterruptedException _) {
                worker.kill();
                Thread.currentThread().interrupt();
            }
        }
        idle.clear();
        ending.clear();
        busy.clear();
        heard.clear();
    }
}
