package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import loglog.runs.RunFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A study's processes are killed at random moments, in every way; the same command ends as if nothing had been. */
class KilledStudyTest {
    private enum Blow {
        KILL_ALL,
        KILL_SCHEDULER,
        KILL_WORKER,
        TERMINATE_SCHEDULER,
        TERMINATE_WORKER,
        INTERRUPT_GROUP
    }

    @TempDir
    Path folder;

    private Random random;
    private StudyProcess study;

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void killedInEveryWayAtRandomMomentsItEndsAsUndisturbed() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "needs Linux's signals and processes");
        SmallStudy.undisturbed();
        long seed = Long.getLong("loglog.chaos.seed", System.nanoTime() % 1_000_000);
        System.out.println("kills at random moments: -Dloglog.chaos.seed=" + seed);
        random = new Random(seed);
        SmallStudy.in(folder);
        var blows = new ArrayList<>(List.of(Blow.values()));
        Collections.shuffle(blows, random);
        var told = new ArrayList<String>();
        try {
            for (var blow : blows) {
                if (study == null || !study.isAlive()) {
                    study = StudyProcess.start(folder, 1);
                }
                told.add(strike(blow));
            }
            if (!study.isAlive()) {
                study = StudyProcess.start(folder, 1);
            }
            assertThat(study.ends()).as("%s %s", told, study.lines()).isZero();
            study.workersEnd();
        } finally {
            study.destroy();
        }
        System.out.println("blows: " + told);
        SmallStudy.isAsUndisturbed(folder.resolve("study"));
    }

    /** Waits for work to begin, and a random while longer; returns what was done. */
    private String strike(Blow blow) throws InterruptedException {
        SmallStudy.await(
                "a run is begun: " + study.lines(),
                () -> !study.isAlive() || study.lines().stream().anyMatch(l -> l.startsWith("started")));
        int millis = random.nextInt(2_500);
        Thread.sleep(millis);
        if (!study.isAlive()) {
            return blow + " came too late";
        }
        var workers = study.living();
        switch (blow) {
            case KILL_ALL -> study.killGroup();
            case KILL_SCHEDULER -> study.kill();
            case TERMINATE_SCHEDULER -> study.terminate();
            case INTERRUPT_GROUP -> {
                if (study.takesInterrupts()) {
                    study.interruptGroup();
                } else {
                    study.terminate();
                }
            }
            case KILL_WORKER, TERMINATE_WORKER -> {
                if (workers.isEmpty()) {
                    return blow + " found no worker";
                }
                var victim = workers.get(random.nextInt(workers.size()));
                if (blow == Blow.KILL_WORKER) {
                    victim.destroyForcibly();
                } else {
                    victim.destroy();
                }
                return blow + " after " + millis + " ms"; // the scheduler goes on
            }
        }
        int status = study.ends();
        study.workersEnd();
        if (blow == Blow.TERMINATE_SCHEDULER || blow == Blow.INTERRUPT_GROUP) {
            // 130 and 143: the signal's own, where the process had come to its end by itself.
            assertThat(status).as("%s", study.lines()).isIn(0, 3, 130, 143);
        }
        return blow + " after " + millis + " ms";
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void workersWithoutASchedulerSaveWhatTheyDidAndEnd() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "needs Linux's signals and processes");
        study = StudyProcess.start(folder, 2, SmallStudy.runs().size(), 10_000); // no checkpoint comes by itself
        try {
            SmallStudy.await("two runs have rows", () -> begun().size() >= 2);
            study.kill();
            study.workersEnd();
            for (var run : begun()) {
                long last = SmallStudy.rows(run.folder()).getLast().get("step").asLong();
                assertThat(run.newestCheckpoint().map(RunFolder::step))
                        .as("%s", run)
                        .contains(last);
            }
            SmallStudy.nothingHalfWritten(folder.resolve("study"));
        } finally {
            study.destroy();
        }
    }

    private List<RunFolder> begun() {
        return SmallStudy.runs().stream()
                .map(run -> new RunFolder(folder.resolve("study").resolve(run.name())))
                .filter(run -> {
                    study.isAlive(); // which sees its workers
                    return run.metricsFile().toFile().length() > 0;
                })
                .toList();
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void stoppedSchedulerKillsAWorkerThatHangs() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "needs Linux's signals and processes");
        var notes = Collections.synchronizedList(new ArrayList<String>());
        var hanging = new long[1];
        var stop = new boolean[1];
        var listener = new Listener() {
            @Override
            public void trained(loglog.lab.plan.PlannedRun run, loglog.training.Progress.Row row) {
                if (hanging[0] < 0) {
                    StudyProcess.signal("STOP", Long.toString(-hanging[0]));
                    hanging[0] = -hanging[0];
                }
            }

            @Override
            public void started(loglog.lab.plan.PlannedRun run, String by) {
                hanging[0] = -SmallStudy.pid(by);
            }

            @Override
            public void note(String sentence) {
                notes.add(sentence);
                stop[0] |= hanging[0] > 0; // as a person does who reads it
            }
        };
        var run = loglog.lab.TinyStudy.run(48, 120_000);
        try (var scheduler = new Scheduler(
                SmallStudy.in(folder),
                folder.resolve("study"),
                SmallStudy.TWO_CORES,
                new Pace(),
                listener,
                () -> stop[0],
                java.time.Duration.ofSeconds(2),
                java.time.Duration.ofSeconds(2))) {
            var summary = scheduler.run(List.of(run));
            assertThat(summary.isStopped()).isTrue();
        }
        assertThat(notes)
                .anySatisfy(n -> assertThat(n).contains(run.name(), "process " + hanging[0], "nothing was heard"));
        assertThat(notes.getLast()).contains(run.name(), "was killed");
        assertThat(ProcessHandle.of(hanging[0]).filter(ProcessHandle::isAlive)).isEmpty();
        // The same command goes on from the checkpoint.
        try (var scheduler = PatientScheduler.inside(
                SmallStudy.in(folder), folder.resolve("study"), SmallStudy.ONE_CORE, Listener.QUIET, () -> false)) {
            var summary = scheduler.run(List.of(run));
            assertThat(summary.isComplete()).as("%s", summary).isTrue();
        }
    }
}
