package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.lab.TinyStudy;
import loglog.lab.launch.Cancellation;
import loglog.lab.launch.Executor;
import loglog.lab.launch.SlurmOptions;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.training.JobRunner;
import loglog.training.Progress;
import loglog.training.Trainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Studies carried out by jobs of a real Slurm, and what it does to them. */
@Tag("slow")
@Timeout(SmallStudy.HANGS_AFTER_SECONDS)
class SlurmTest extends ProgramRun {
    private static final Duration PATIENCE = Duration.ofSeconds(SmallStudy.PATIENCE_SECONDS);

    private static SlurmCluster cluster;

    @BeforeAll
    static void startSlurm() {
        cluster = SlurmCluster.start();
        System.setProperty("loglog.slurm-seconds", "0.5");
        System.setProperty("loglog.lease-seconds", "2"); // three missed beats are taken for an end
        System.setProperty(JobRunner.CHECKPOINT_SECONDS, "0");
    }

    @AfterAll
    static void stopSlurm() {
        System.clearProperty("loglog.slurm-seconds");
        System.clearProperty("loglog.lease-seconds");
        if (cluster != null) {
            cluster.close();
        }
    }

    private static SlurmOptions options(int cores, int runsPerJob, int jobs, String setup) {
        return new SlurmOptions(
                Optional.of("main"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Duration.ofMinutes(10)),
                512L << 20,
                cores,
                runsPerJob,
                jobs,
                List.of("--nice=1"),
                setup);
    }

    /** Keeps in mind what it is told. */
    private static class Told implements Listener {
        final Map<PlannedRun, String> jobs = new HashMap<>();
        final List<String> notes = new ArrayList<>();
        int mostAtOnce;

        @Override
        public void started(PlannedRun run, String by) {
            assertThat(by).matches("job \\d+_\\d+");
            jobs.put(run, by.substring(4));
        }

        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }

        @Override
        public void now(Snapshot snapshot) {
            mostAtOnce = Math.max(mostAtOnce, (int) snapshot.running().stream()
                    .map(r -> jobs.get(r.run()))
                    .distinct()
                    .count());
        }
    }

    private Path at() {
        return folder.resolve("a study's 100%");
    }

    private Executor slurm(SlurmOptions options) {
        return Workers.slurm(at(), "tiny", options);
    }

    private Summary carryOut(
            Study study, List<PlannedRun> runs, SlurmOptions options, Listener listener, BooleanSupplier stop) {
        try (var scheduler = PatientScheduler.of(study, at(), slurm(options), listener, stop)) {
            return scheduler.run(runs);
        }
    }

    private List<String> submissions() throws IOException {
        if (!Files.isDirectory(at().resolve("jobs"))) {
            return List.of();
        }
        try (var folders = Files.list(at().resolve("jobs"))) {
            return folders.filter(Files::isDirectory)
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void jobsThatAreKilledRequeuedAndOutOfTimeEndWithTheBitsOfProcessesThatNothingDisturbed() throws Exception {
        SmallStudy.undisturbed();
        var names = Set.of("llama-32x1-30720", "llama-48x1-30720", "llama-64x1-30720", "llama-80x1-30720");
        var runs =
                SmallStudy.runs().stream().filter(r -> names.contains(r.name())).toList();
        // Each in a thread of its own: while one waits for Slurm, the rows of the next are heard, before its job is
        // over.
        var struck = new HashMap<String, CompletableFuture<Void>>();
        var told = new Told() {
            @Override
            public void trained(PlannedRun run, Progress.Row row) {
                if (row.step() < row.steps() / 2) {
                    var job = jobs.get(run);
                    blow(run.name())
                            .ifPresent(blow -> struck.computeIfAbsent(
                                    run.name(),
                                    _ -> CompletableFuture.runAsync(
                                            () -> blow.accept(job), Thread::startVirtualThread)));
                }
            }
        };
        // The jobs give way to this process, so that they are not over before it strikes, however busy the machine is.
        var summary = carryOut(
                SmallStudy.in(folder), runs, options(0, 1, 0, "renice -n 19 -p $$ > /dev/null"), told, () -> false);
        assertThat(summary.isComplete()).as("%s", summary).isTrue();
        assertThat(struck).as("%s", told.notes).hasSize(4);
        struck.values().forEach(CompletableFuture::join); // fails as it did
        assertThat(told.notes)
                .hasSize(3) // Slurm starts a requeued one again by itself
                .anySatisfy(n -> assertThat(n).contains("llama-80x1", "its process ended (job "))
                .anySatisfy(n -> assertThat(n).contains("llama-64x1", "its process ended (job ", "signal 9"))
                .anySatisfy(n -> assertThat(n).contains("llama-48x1", "its process was asked to stop (job "));
        names.forEach(name -> SmallStudy.runIsAsUndisturbed(at(), name));
    }

    /** What a run's job is struck by. */
    private static Optional<Consumer<String>> blow(String run) {
        return Optional.ofNullable(
                switch (run.replaceFirst("-\\d+$", "")) {
                    case "llama-80x1" -> job -> SlurmCluster.program(job).destroyForcibly(); // as a node that fails
                    case "llama-64x1" ->
                        job -> SlurmCluster.program(job).children().forEach(ProcessHandle::destroyForcibly);
                    case "llama-48x1" -> SlurmTest::timeIsOver;
                    case "llama-32x1" -> SlurmTest::requeue;
                    default -> null;
                });
    }

    /** Its trainer is held while Slurm passes the signal on: it may have little left to do. */
    private static void timeIsOver(String job) {
        var program = SlurmCluster.program(job);
        signal(program, "STOP");
        SlurmCluster.run("scancel", "--batch", "--signal=TERM", job);
        signal(program, "CONT");
    }

    private static void signal(ProcessHandle program, String signal) {
        program.children().forEach(child -> SlurmCluster.run("kill", "-" + signal, Long.toString(child.pid())));
    }

    /** Slurm lets a requeued job wait for two minutes. */
    private static void requeue(String job) {
        assertThat(SlurmCluster.run("scontrol", "requeue", job).getFirst()).isEqualTo("0");
        SmallStudy.await("the job waits again", () -> SlurmCluster.queue().contains(job + "|PENDING"));
        assertThat(SlurmCluster.run("scontrol", "update", "JobId=" + job, "StartTime=now")
                        .getFirst())
                .isEqualTo("0");
    }

    @Test
    void jobsGoOnWithoutTheCommandAreFoundAgainAndEndWhenTheyAreCanceled() throws Exception {
        var study = SmallStudy.in(folder);
        var runs = List.of(TinyStudy.run(80, 2_000_000), TinyStudy.run(16, 10_000));
        var told = new Told();
        var options = options(0, 1, 0, "");
        var left = carryOut(study, runs, options, told, () -> told.jobs.size() == 2);
        assertThat(left.isStopped()).isTrue();
        assertThat(left.isUnderWay()).isTrue();
        assertThat(SlurmCluster.queue()).isNotEmpty();
        var submitted = submissions();
        // The short one ends while nobody looks; the long one is found at work, and nothing is handed over twice.
        SmallStudy.await("the short one's end", () -> SlurmCluster.queue().size() <= 1);
        var again = new Told();
        left = carryOut(study, runs, options, again, () -> again.jobs.containsKey(runs.getFirst()));
        assertThat(left.outcome(runs.getLast())).isPresent();
        assertThat(again.jobs.get(runs.getFirst())).isEqualTo(told.jobs.get(runs.getFirst()));
        assertThat(submissions()).isEqualTo(submitted);
        assertThat(SlurmCluster.queue()).containsExactly(told.jobs.get(runs.getFirst()) + "|RUNNING");
        var trained = new RunFolder(at().resolve(runs.getFirst().name()));
        SmallStudy.await("a checkpoint", () -> !trained.checkpoints().isEmpty());
        try (var executor = slurm(options)) {
            assertThatThrownBy(() -> slurm(options))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("found another command that looks after this study's jobs");
            assertThat(Cancellation.of(executor, PATIENCE, () -> false)).isEqualTo(new Cancellation(1, 0));
        }
        assertThat(SlurmCluster.queue()).isEmpty();
        assertThat(trained.newestCheckpoint()).isPresent();
        assertThat(trained.resultFile()).doesNotExist();
        try (var executor = slurm(options)) {
            assertThat(Cancellation.of(executor, PATIENCE, () -> false)).isEqualTo(new Cancellation(0, 0));
        }
    }

    @Test
    void aJobThatSomeoneCancelsBeforeItBeginsIsNotHandedOverAgain() {
        var runs = List.of(TinyStudy.run(16, 20_000), TinyStudy.run(16, 10_000), TinyStudy.run(16, 5_000));
        var told = new Told() {
            @Override
            public void started(PlannedRun run, String by) {
                super.started(run, by);
                if (run.equals(runs.getFirst())) {
                    SlurmCluster.run("scancel", jobs.get(run).replaceFirst("_0$", "_1"));
                }
            }
        };
        // By a program: who trains is all the same to a queue.
        var command = new Trainer.Command(curve(1, "{steps}", 0), jsonl(null), Map.of(), folder, 1, 64L << 20);
        var states = carryOut(study(command), runs, options(0, 1, 1, ""), told, () -> false)
                .states();
        assertThat(states.get(runs.get(0))).isInstanceOf(RunState.Finished.class);
        assertThat(states.get(runs.get(1))).isInstanceOf(RunState.Stopped.class);
        assertThat(states.get(runs.get(2))).isInstanceOf(RunState.Finished.class);
        assertThat(told.notes)
                .hasSize(1)
                .first()
                .asString()
                .contains(runs.get(1).name(), "CANCELLED");
    }

    @Test
    void whatSlurmRefusesOrAcceptsAndNeverStartsIsNamed() {
        var study = SmallStudy.in(folder);
        var runs = List.of(TinyStudy.run(16, 10_000));
        var nowhere = new SlurmOptions(
                Optional.of("nowhere"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                List.of(),
                "");
        assertThatThrownBy(() -> carryOut(study, runs, nowhere, Listener.QUIET, () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("sbatch refused the jobs: invalid partition specified: nowhere");
        var states = carryOut(study, runs, options(9, 1, 0, ""), Listener.QUIET, () -> false)
                .states();
        assertThat(states.get(runs.getFirst()))
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        f -> assertThat(f.sentence())
                                .contains("Slurm can never start its job", "(PartitionConfig)", "9 cores and 512 MB"));
        assertThat(SlurmCluster.queue()).isEmpty();
        states = carryOut(study, runs, options(0, 1, 0, "echo no such module >&2\nexit 3"), Listener.QUIET, () -> false)
                .states();
        assertThat(states.get(runs.getFirst()))
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        f -> assertThat(f.sentence()).contains("ended 3 times", "FAILED", "0.out: no such module"));
    }

    @Test
    void aProgramOfTheUsersIsCarriedOutPackedAndOneJobAtATimeWhileTheControllerIsLost() throws Exception {
        var command = new Trainer.Command(
                curve(1, "{steps}", 0) + "; echo $SLURM_CPUS_PER_TASK $FROM_SETUP $LOGLOG_NAME >> {here}/jobs.txt",
                jsonl(null),
                Map.of(),
                folder,
                1,
                64L << 20);
        var runs = TinyStudy.runs(10_000, 20_000);
        var lost = new boolean[2];
        var told = new Told() {
            @Override
            public void trained(PlannedRun run, Progress.Row row) {
                if (!lost[0]) {
                    lost[0] = true;
                    cluster.loseController();
                }
            }

            @Override
            public void note(String sentence) {
                super.note(sentence);
                if (sentence.startsWith("Slurm gives no answer")) {
                    lost[1] = true;
                    cluster.startController();
                }
            }
        };
        var summary = carryOut(study(command), runs, options(2, 3, 1, "export FROM_SETUP=yes"), told, () -> false);
        assertThat(summary.isComplete()).as("%s", summary).isTrue();
        assertThat(lost).containsExactly(true, true);
        assertThat(told.jobs.values().stream().distinct()).hasSize(2);
        assertThat(told.mostAtOnce).isOne();
        assertThat(Files.readAllLines(folder.resolve("jobs.txt")))
                .containsExactlyInAnyOrderElementsOf(
                        runs.stream().map(r -> "2 yes " + r.name()).toList());
        // What was handed over is cleared away once its jobs have left the queue.
        try (var executor = slurm(options(2, 3, 1, ""))) {
            assertThat(executor.find(_ -> true)).isEmpty();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!submissions().isEmpty() && System.nanoTime() < deadline) {
                executor.poll(Duration.ofMillis(100));
            }
        }
        assertThat(submissions()).isEmpty();
    }
}
