package loglog.lab.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.lab.plan.PlannedRun;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.lab.work.Listener;
import loglog.lab.work.RunState;
import loglog.lab.work.Snapshot;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunRole;
import loglog.training.Kinds;
import loglog.training.Progress;
import loglog.training.RunPlan;

/**
 * Watches a study's runs while they train, and passes everything on to a display. Where a run leaves what finished runs of
 * the study, or its own first part, lead to expect, the display gets a sentence and the run's folder a line of
 * {@code flags.jsonl}. What goes wrong with the watch costs no run: a folder that cannot be written is said, and a defect
 * of the watch's own ends it and is thrown by {@link #close}, once the runs are done.
 */
public final class Watch implements Listener, AutoCloseable {
    /** An expectation is made anew when so many times the runs have finished. */
    private static final double GROWTH = 1.5;

    private final Path study;
    private final Listener display;
    private final Map<String, RunWatch> watches = new HashMap<>();
    private final Map<String, Integer> learnedFrom = new HashMap<>();
    private final Map<Family, List<FinishedCurves.Finished>> finished = new HashMap<>();
    private final Map<Family, Learned> learned = new HashMap<>();
    private final Set<String> read = new HashSet<>();

    /** Runs that finished here since the folder was read, how many of them were learned from, and how many it had then. */
    private final List<String> ended = new ArrayList<>();

    private int taken;
    private int known;
    private boolean broken;
    private RuntimeException defect;

    /** Runs that go the same way: what makes the shape of a curve, but for its scale. */
    private record Family(String recipe, Object course, boolean repeats) {
        static Family of(String recipe, RunPlan plan, boolean repeats) {
            return new Family(recipe, plan.course().like(), repeats);
        }
    }

    private record Learned(int from, Optional<FinishedCurves> curves) {}

    /**
     * @param study folder of its runs
     * @param display what is told everything
     */
    public Watch(Path study, Listener display) {
        this.study = study;
        this.display = display;
    }

    @Override
    public void started(PlannedRun run, String by) {
        display.started(run, by);
        quietly(() -> watch(run));
    }

    @Override
    public void trained(PlannedRun run, Progress.Row row) {
        display.trained(run, row);
        if (Double.isNaN(row.value("loss"))) {
            return; // what it looks for are the ways of a loss
        }
        quietly(() -> {
            var watch = watch(run);
            expect(run, watch);
            watch.add(row.tokens(), row.value("loss"));
        });
    }

    @Override
    public void ended(PlannedRun run, RunState state) {
        quietly(() -> {
            switch (state) {
                case RunState.Finished _ -> {
                    Optional.ofNullable(watches.remove(run.name())).ifPresent(RunWatch::end);
                    ended.add(run.name());
                }
                case RunState.Diverged(var outcome) -> {
                    watch(run).diverged(outcome.steps());
                    watches.remove(run.name());
                }
                default -> watches.remove(run.name());
            }
        });
        display.ended(run, state);
    }

    @Override
    public void note(String sentence) {
        display.note(sentence);
    }

    @Override
    public void now(Snapshot snapshot) {
        display.now(snapshot);
    }

    /** Goes on with what an earlier process, or a worker that died, left in the folder. */
    private RunWatch watch(PlannedRun run) {
        return watches.computeIfAbsent(run.name(), name -> {
            var folder = study.resolve(name);
            var watch = new RunWatch(
                    run.params(),
                    run.tokens(),
                    run.plan().tokensPerStep(),
                    Flags.read(folder).flags(),
                    flag -> {
                        display.note(flag.sentence(name));
                        Flags.append(folder, flag);
                    },
                    flag -> {
                        if (flag.untilStep().isPresent()) {
                            display.note(flag.backSentence(name));
                        }
                        Flags.append(folder, flag);
                    });
            var before = WatchedCurve.read(folder, run.params(), run.tokens());
            for (int i = 0; i < before.size(); i++) {
                watch.add(before.tokens()[i], before.loss()[i]);
            }
            learnedFrom.remove(name);
            return watch;
        });
    }

    /** Tells a run's watch what to expect, once that is known, and again when it is known much better. */
    private void expect(PlannedRun run, RunWatch watch) {
        var course = run.plan().course();
        var family = Family.of(run.recipe(), run.plan(), run.uniqueTokens() > 0);
        learn();
        int there = finished.getOrDefault(family, List.of()).size();
        int before = learnedFrom.getOrDefault(run.name(), 0);
        if (there >= FinishedCurves.LEAST_RUNS && there >= GROWTH * before) {
            learnedFrom.put(run.name(), there);
            var curves = learned.compute(
                            family,
                            (_, known) -> known != null && there < GROWTH * known.from
                                    ? known
                                    : new Learned(there, FinishedCurves.of(finished.get(family), course.warmup())))
                    .curves;
            curves.filter(c -> c.reaches(run.params(), run.tokens()))
                    .ifPresent(c -> watch.expect(c.expected(run.params(), run.tokens())));
        }
        if (watch.expectsNothing() && course.isSteady()) {
            OwnLaw.of(watch.curve(), course.warmup()).ifPresent(watch::expect);
        }
    }

    /**
     * Reads the runs that finished since. The whole folder, where other processes may have finished runs too, is read again
     * only when this one has finished as many as it knew: reading it for each would cost the square of the runs.
     */
    private void learn() {
        if (ended.size() >= known) {
            ended.clear();
            taken = 0;
            learn(Results.read(study).observed().rows());
            known = Math.max(1, read.size());
            return;
        }
        for (var name : ended.subList(taken, ended.size())) {
            try {
                learn(Results.result(name, study.resolve(name)).stream()
                        .filter(result -> result.role() == RunRole.OBSERVATION)
                        .toList());
            } catch (DataException _) {
                // A damaged run teaches nothing; whoever reads the results names it.
            }
        }
        taken = ended.size();
    }

    private void learn(List<Result> results) {
        for (var result : results) {
            if (!read.add(result.name())) {
                continue;
            }
            try {
                var plan = Kinds.plan(new RunFolder(result.folder()));
                var family =
                        Family.of(result.recipe(), plan, result.uniqueTokens().isPresent());
                var curve = WatchedCurve.read(result.folder(), result.params(), result.tokens());
                finished.computeIfAbsent(family, _ -> new ArrayList<>())
                        .add(new FinishedCurves.Finished(curve, result.value()));
            } catch (DataException _) {
                // A damaged run teaches nothing; whoever reads the results names it.
            }
        }
    }

    /** A full disk, a folder that went away: said once, and the runs go on. */
    private void quietly(Runnable work) {
        if (defect != null) {
            return;
        }
        try {
            work.run();
        } catch (DataException e) {
            if (!broken) {
                broken = true;
                display.note("the watch over the runs has a gap: " + e.getMessage());
            }
        } catch (RuntimeException e) {
            defect = e;
            display.note("the watch over the runs ends here by a defect of Loglog's own, told when they are done");
        }
    }

    /** Ends the watch; throws the defect that ended it before, if one did. */
    @Override
    public void close() {
        if (defect != null) {
            throw defect;
        }
    }
}
