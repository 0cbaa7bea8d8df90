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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import loglog.lab.launch.Executor;
import loglog.lab.launch.LaunchTask;
import loglog.lab.launch.Report;
import loglog.lab.launch.Resources;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.Kinds;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;
import loglog.training.Progress;
import loglog.training.Trainer;

/**
 * Carries a study's runs out at some place: longest first, as many at once as it has room for. What goes wrong with one run
 * costs that run alone. What carries them out stays for the next runs until it is closed.
 */
public final class Scheduler implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final long ELSEWHERE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Between asking a worker to stop and killing it: a checkpoint of a large model takes its time. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A worker that says nothing for so long, and for longer than it is used to, is named. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** Of a lane, where nothing was measured: less than most processors do with small models. */
    private static final double USUAL_FLOPS_PER_SECOND = 1e10;

    private final Study study;
    private final Path folder;
    private final Executor executor;
    private final Pace pace;
    private final Admission admission;
    private final Listener listener;
    private final BooleanSupplier stop;

    // Of the runs at hand.
    private final Map<PlannedRun, RunState> states = new LinkedHashMap<>();
    /** Handed over, by name. */
    private final Map<String, PlannedRun> handed = new LinkedHashMap<>();

    private final Map<PlannedRun, SilenceTimer> heard = new HashMap<>();
    private final Map<PlannedRun, Progress.Row> rows = new HashMap<>();
    private final Map<PlannedRun, Attempts> attempts = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<PlannedRun> elsewhere = new HashSet<>();
    /** Handed over by an earlier process for a job that is not quite this one: their folders tell what they came to. */
    private final Set<PlannedRun> ofOtherJobs = new HashSet<>();

    private long lookedElsewhere;
    private boolean stopping;
    private boolean interrupted;
    private long stopBegan;

    private final Duration patience;
    private final Duration silence;

    /**
     * Carries them out by processes of this machine.
     *
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
        this(study, folder, Workers.local(folder, limits, patience), pace, listener, stop, patience, silence);
    }

    /**
     * Carries them out at any place.
     *
     * @param executor closed with this scheduler
     */
    public Scheduler(Study study, Path folder, Executor executor, Pace pace, Listener listener, BooleanSupplier stop) {
        this(study, folder, executor, pace, listener, stop, PATIENCE, SILENCE);
    }

    Scheduler(
            Study study,
            Path folder,
            Executor executor,
            Pace pace,
            Listener listener,
            BooleanSupplier stop,
            Duration patience,
            Duration silence) {
        this.patience = patience;
        this.silence = silence;
        this.study = study;
        this.folder = folder;
        this.executor = executor;
        this.pace = pace;
        admission = new Admission(study, folder, executor.capacity(), pace);
        this.listener = listener;
        this.stop = stop;
        try {
            Files.createDirectories(folder);
        } catch (java.io.IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /**
     * Carries the runs out; returns when each is over, or has stopped at a checkpoint because it was asked to. Where they
     * outlive this process, it returns at once when it is asked to stop.
     */
    public Summary run(List<PlannedRun> runs) {
        states.clear();
        handed.clear();
        heard.clear();
        rows.clear();
        attempts.clear();
        notes.clear();
        elsewhere.clear();
        ofOtherJobs.clear();
        for (var run : runs) {
            states.put(run, alreadyOver(run));
            attempts.put(run, new Attempts(executor.outlives()));
            tellIfOver(run);
        }
        takeUp();
        while (!over()) {
            if ((stop.getAsBoolean() || interrupted) && !stopping) {
                stopAll();
                continue;
            }
            if (!stopping) {
                startWhatFits();
            }
            next().forEach(this::handle);
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
        return stopping
                ? executor.outlives() || handed.isEmpty()
                : states.values().stream().allMatch(RunState::isOver);
    }

    /** What an earlier process handed over and is still under way, or ended while nobody looked. */
    private void takeUp() {
        var byName = new HashMap<String, PlannedRun>();
        states.keySet().forEach(run -> byName.put(run.name(), run));
        for (var task : executor.find(byName::containsKey)) {
            var run = byName.get(task.name());
            if (states.get(run).isOver()) {
                executor.settle(task.name());
                continue;
            }
            handed.put(run.name(), run);
            states.put(run, new RunState.Queued());
            if (!task.line().equals(task(run).line())) {
                ofOtherJobs.add(run);
            }
        }
    }

    /** A run with a readable result needs no worker. */
    private RunState alreadyOver(PlannedRun run) {
        var at = new RunFolder(folder.resolve(run.name()));
        if (!Files.exists(at.resultFile()) || !Files.exists(at.runFile())) {
            return new RunState.Waiting();
        }
        try {
            if (!Kinds.plan(at).equals(run.plan()) || !isSound(at.folder())) {
                return new RunState.Waiting(); // the worker says what differs, and mends what is damaged
            }
            return of(OutcomeJson.of(at));
        } catch (DataException _) {
            return new RunState.Waiting(); // the worker mends it
        }
    }

    /** What a user's program leaves besides is its own. */
    private boolean isSound(Path run) {
        return study.hasProgram() || study.kind().isSound(run, study.task());
    }

    private static RunState of(Outcome outcome) {
        return switch (outcome.status()) {
            case FINISHED -> new RunState.Finished(outcome);
            case DIVERGED -> new RunState.Diverged(outcome);
            case INTERRUPTED -> new RunState.Stopped();
        };
    }

    private void startWhatFits() {
        leaveOutOrphans();
        var next = admission.next(states, handed.values());
        if (next.isEmpty()) {
            return;
        }
        for (var run : next) {
            handed.put(run.name(), run);
            states.put(run, new RunState.Queued());
        }
        executor.submit(next.stream().map(this::task).toList());
    }

    private LaunchTask task(PlannedRun run) {
        return new LaunchTask(run.name(), Jobs.of(study, folder, run).line(), admission.resources(run), seconds(run));
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

    /** As a queue packs them; of a user's program nothing is known. */
    private double seconds(PlannedRun run) {
        if (study.trainer() instanceof Trainer.Command) {
            return Double.NaN;
        }
        return pace.isKnown() ? pace.seconds(run) : run.ownFlops() / run.plan().lanes() / USUAL_FLOPS_PER_SECOND;
    }

    private List<Report> next() {
        try {
            return executor.poll(TICK);
        } catch (InterruptedException _) {
            interrupted = true; // a stop, which is seen next; the thread is told again when all is over
            return List.of();
        }
    }

    private void handle(Report report) {
        switch (report) {
            case Report.Remark(String sentence) -> note(sentence);
            case Report.OfTask about -> {
                var run = handed.get(about.name());
                if (run != null) {
                    handle(run, about);
                }
            }
        }
    }

    private void handle(PlannedRun run, Report.OfTask report) {
        switch (report) {
            case Report.Queued _ -> {
                states.put(run, new RunState.Queued());
                heard.remove(run);
            }
            case Report.Begun(String _, String by) -> {
                states.put(run, new RunState.Running());
                heard.put(run, new SilenceTimer(by));
                listener.started(run, by);
            }
            case Report.Said(String _, String line) ->
                WorkerEvent.in(line).ifPresent(event -> {
                    if (heard.containsKey(run)) {
                        heard.get(run).now();
                    }
                    handle(run, event);
                });
            case Report.Gone(String _, String how, Report.Cause cause) -> {
                letGo(run);
                gone(run, how, cause);
            }
            case Report.Refused(String _, String sentence) -> {
                letGo(run);
                become(run, new RunState.Failed(sentence));
            }
        }
    }

    private void handle(PlannedRun run, WorkerEvent event) {
        switch (event) {
            case WorkerEvent.Row(Progress.Row row) -> {
                rows.put(run, row);
                double perToken = row.flops() / row.tokens();
                pace.measured(run.params(), admission.lanes(run), row.tokensPerSecond() * perToken);
                listener.trained(run, row);
            }
            case WorkerEvent.Repaired(String sentence) -> note(sentence);
            case WorkerEvent.Ended(Outcome outcome)
            when outcome.status() == Outcome.Status.INTERRUPTED && !stopping ->
                attempts.get(run).wasAsked(); // by someone else; its process ends next
            case WorkerEvent.Ended(Outcome outcome) -> {
                var state = ofOtherJobs.remove(run) ? alreadyOver(run) : of(outcome);
                settle(run, state);
            }
            case WorkerEvent.Failed(String sentence) -> settle(run, new RunState.Failed(sentence));
            case WorkerEvent.Busy() -> {
                settle(run, new RunState.Elsewhere());
                if (elsewhere.add(run)) {
                    listener.note(
                            "%s: another process is at work on it, for which this one waits".formatted(run.name()));
                }
            }
        }
    }

    private void letGo(PlannedRun run) {
        handed.remove(run.name());
        heard.remove(run);
    }

    private void settle(PlannedRun run, RunState state) {
        letGo(run);
        executor.settle(run.name());
        become(run, state);
    }

    private void gone(PlannedRun run, String how, Report.Cause cause) {
        long step = rows.containsKey(run) ? rows.get(run).step() : 0;
        if (stopping) {
            become(run, new RunState.Stopped());
        } else if (cause == Report.Cause.CANCELED) {
            note("%s: %s; the same command goes on from the last checkpoint".formatted(run.name(), how));
            become(run, new RunState.Stopped());
        } else if (cause == Report.Cause.OTHERS) {
            become(run, new RunState.Waiting());
        } else {
            var attempt = attempts.get(run);
            boolean asked = attempt.isAsked();
            if (attempt.isGivenUp(step)) {
                become(
                        run,
                        new RunState.Failed("%s: its process ended %d times (last: %s)"
                                .formatted(folder.resolve(run.name()), Attempts.MOST, how)));
                return;
            }
            note(
                    asked
                            ? "%s: its process was asked to stop (%s); it goes on from the last checkpoint"
                                    .formatted(run.name(), how)
                            : "%s: its process ended (%s); it goes on from the last checkpoint"
                                    .formatted(run.name(), how));
            become(run, new RunState.Waiting());
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
        if (!executor.outlives()) {
            executor.stop(handed.keySet());
        }
    }

    /**
     * Names workers of which nothing was heard for long: they hang, or were stopped. They are left alone, because someone
     * may have stopped them on purpose, until all are to stop: then they are killed when the time to stop is over.
     */
    private void lookForSilent() {
        heard.forEach((run, since) -> {
            if (since.isSilent(silence)) {
                note("%s: nothing was heard of its %s for %d s; it may hang, or have been stopped"
                        .formatted(run.name(), since.by(), since.seconds()));
            }
            if (stopping && System.nanoTime() - stopBegan > patience.toNanos() && since.isToKill()) {
                note("%s: its %s did not stop within %d s and was killed; it goes on from the last checkpoint"
                        .formatted(run.name(), since.by(), patience.toSeconds()));
                executor.kill(List.of(run.name()));
            }
        });
    }

    private Snapshot snapshot() {
        double done = 0;
        double all = 0;
        for (var run : states.keySet()) {
            all += run.ownFlops();
            done += (1 - shareLeft(run)) * run.ownFlops();
        }
        var running = handed.values().stream()
                .filter(run -> states.get(run) instanceof RunState.Running)
                .map(run -> new Snapshot.Running(run, rows.get(run)))
                .sorted(Comparator.comparing(r -> r.run().name()))
                .toList();
        int over = (int) states.values().stream().filter(RunState::isOver).count();
        int cores = executor.capacity().cores();
        double left = pace.isKnown() && cores < Resources.UNBOUNDED.cores()
                ? pace.makespan(List.copyOf(states.keySet()), this::shareLeft, cores)
                : Double.NaN;
        return new Snapshot(running, handed.size() - running.size(), over, states.size(), done, all, left);
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

    /** Ends what does not outlive this process. */
    @Override
    public void close() {
        executor.close();
    }
}
