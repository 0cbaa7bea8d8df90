package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import loglog.lab.plan.PlannedRun;
import loglog.models.language.Language;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.runs.RunLock;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with the same study on one folder, and another that trains one of its runs. */
@Tag("slow")
class RacingSchedulersTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void twoSchedulersTrainEveryRunOnceAndEndAlike() throws Exception {
        SmallStudy.undisturbed();
        SmallStudy.of(folder);
        var one = StudyProcess.start(folder, 1);
        var two = StudyProcess.start(folder, 1);
        try {
            assertThat(one.ends()).as("%s", one.lines()).isZero();
            assertThat(two.ends()).as("%s", two.lines()).isZero();
            assertThat(states(one)).hasSize(SmallStudy.runs().size()).isEqualTo(states(two));
            one.workersEnd();
            two.workersEnd();
        } finally {
            one.destroy();
            two.destroy();
        }
        SmallStudy.isAsUndisturbed(folder.resolve("study"));
        SmallStudy.runs().forEach(this::trainedOnce);
    }

    private static List<String> states(StudyProcess process) {
        return process.lines().stream().filter(l -> l.startsWith("state ")).toList();
    }

    /** A run that two had trained would have its rows twice. */
    private void trainedOnce(PlannedRun run) {
        var steps = new ArrayList<String>();
        for (var row : SmallStudy.rows(folder.resolve("study").resolve(run.name()))) {
            steps.add(row.get("step") + (row.has("loss") ? " loss" : " validation"));
        }
        assertThat(steps).as(run.name()).hasSameSizeAs(new HashSet<>(steps));
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void studyWaitsForARunThatAnotherProcessTrains() throws Exception {
        SmallStudy.undisturbed();
        // The study's only run: its worker has nothing to train, and compiles no kernels.
        var run = SmallStudy.runs().getFirst();
        // The run's own trainer, outside of any scheduler, which the study meets.
        var study = SmallStudy.in(folder);
        var process = new StudyProcess[1];
        var progress = new Progress() {
            @Override
            public void logged(Row row) {
                if (process[0] == null) {
                    process[0] = StudyProcess.start(folder, 1, 1, 0);
                }
                if (row.step() == SmallStudy.STEPS / 2) { // half way, it lets the study catch up
                    SmallStudy.await(
                            "the study finds the run taken",
                            () -> process[0].lines().stream()
                                    .anyMatch(l -> l.contains(run.name()) && l.contains("another process is at work")));
                }
            }

            @Override
            public boolean stop() {
                return false;
            }
        };
        try (var trainer = new Language().open()) {
            var outcome = trainer.carryOut(Jobs.of(study, folder.resolve("study"), run), progress, _ -> {});
            assertThat(outcome.status()).isEqualTo(Outcome.Status.FINISHED);
            assertThat(process[0].ends()).as("%s", process[0].lines()).isZero();
        } finally {
            process[0].destroy();
        }
        SmallStudy.runIsAsUndisturbed(folder.resolve("study"), run.name());
        trainedOnce(run);
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void lookingAtALockOfItsOwnDoesNotLoseIt() throws Exception {
        var run = folder.resolve("run");
        try (var _ = RunLock.take(run)) {
            assertThat(RunLock.tryTake(run)).isEmpty();
            assertThat(RunLock.tryTake(folder.resolve("./run"))).isEmpty();
            assertThat(elsewhere(run)).isEqualTo("busy");
        }
        assertThat(elsewhere(run)).isEqualTo("free");
    }

    /** What another process finds. */
    private String elsewhere(Path run) throws Exception {
        var output = folder.resolve("found");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Look.class.getName(),
                        run.toString())
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(SmallStudy.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        return Files.readString(output).strip();
    }

    /** Another process. */
    static final class Look {
        public static void main(String[] args) {
            var lock = RunLock.tryTake(Path.of(args[0]));
            System.out.println(lock.isPresent() ? "free" : "busy");
            lock.ifPresent(RunLock::close);
        }
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void twoProcessesAppendToOneLedger() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Appending.class.getName(),
                            folder.toString(),
                            Integer.toString(i))
                    .inheritIO()
                    .start());
        }
        for (var process : processes) {
            assertThat(process.waitFor(SmallStudy.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isZero();
        }
        var ledger = new loglog.lab.ledger.Ledger(folder);
        // A quarter of the runs is forecast by both, of which the first stands.
        assertThat(ledger.entries()).hasSize(2 * Appending.EACH - Appending.EACH / 4);
        assertThat(ledger.problems()).isEmpty();
        assertThat(Files.readAllLines(ledger.file())).allSatisfy(line -> Json.MAPPER.readTree(line));
    }

    /** Appends with two threads of its own. */
    static final class Appending {
        static final int EACH = 40;

        public static void main(String[] args) {
            var runs = Path.of(args[0]);
            java.util.stream.IntStream.range(0, EACH).parallel().forEach(i -> {
                var name = i % 4 == 0 ? "both-" + i : args[1] + "-" + i;
                new loglog.lab.ledger.Ledger(runs)
                        .write(new loglog.lab.ledger.Ledger.Prediction(
                                "study",
                                runs.resolve(name),
                                java.util.Map.of("params", 1e5),
                                Metric.VALIDATION_LOSS,
                                new loglog.laws.Interval(2, 1.9, 2.1, Double.NaN, 0.9),
                                "chinchilla",
                                new loglog.lab.results.Results(List.of(), List.of())));
            });
        }
    }
}
