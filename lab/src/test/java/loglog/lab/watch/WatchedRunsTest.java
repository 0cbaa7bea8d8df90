package loglog.lab.watch;

import static loglog.lab.LanguageStudies.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import loglog.lab.TinyStudy;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.lab.work.Limits;
import loglog.lab.work.Listener;
import loglog.lab.work.PatientScheduler;
import loglog.lab.work.RunState;
import loglog.laws.TrainingCurve.Kind;
import loglog.models.training.CorpusData;
import loglog.models.training.Data;
import loglog.models.training.Plan;
import loglog.models.training.TrainingRun;
import loglog.training.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs, of a second each: twelve healthy ones, and one with a fault. */
@Tag("slow")
class WatchedRunsTest {
    private static final Limits ONE_CORE = new Limits(1, Long.MAX_VALUE);

    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();
    private final Listener display = new Listener() {
        @Override
        public void note(String sentence) {
            notes.add(sentence);
        }
    };

    /**
     * Of widths whose feed-forward layers every version rounds alike, the longest first. They are trained in this order and one
     * after the other, so that it does not hang on their speeds, by which a scheduler orders them, which ten have finished when
     * another is looked at: with ten others chosen by chance one healthy run in a hundred is flagged (docs/watch.md), and of these
     * twelve one is by one such ten.
     */
    private static List<PlannedRun> healthyRuns() {
        return IntStream.of(32, 48, 96)
                .boxed()
                .flatMap(width -> LongStream.of(70_000, 95_000, 125_000, 150_000)
                        .mapToObj(tokens -> TinyStudy.run(width, tokens)))
                .sorted(Comparator.comparingDouble(PlannedRun::flops).reversed())
                .toList();
    }

    @Test
    void wrongLabelsAreFlaggedAndHealthyRunsAreNot() {
        var study = TinyStudy.in(folder);
        var at = folder.resolve("study");
        try (var scheduler = PatientScheduler.inside(study, at, ONE_CORE, new Watch(at, display), () -> false)) {
            for (var run : healthyRuns()) {
                assertThat(scheduler.run(List.of(run)).isComplete()).isTrue();
            }
        }
        assertThat(notes).isEmpty();

        var run = TinyStudy.run(32, 120_000);
        var half = run.plan().steps() / 2;
        var options = new TrainingRun.Options(20, 1e9, 0, 0, java.util.Set.of());
        try (var corpus = CorpusData.open(task(study).corpus(), null, _ -> {})) {
            var data = corpus.data(
                    task(study).corpus(), TinyStudy.CONTEXT, 1, 0, task(study).validationTokens());
            var healthy = watched(study, at, TinyStudy.run(48, 120_000), data, options, Long.MAX_VALUE);
            assertThat(healthy.status()).isEqualTo(Outcome.Status.FINISHED);
            assertThat(notes).isEmpty();

            var faulty =
                    Faults.wrongLabels(data, half * ((Plan) run.plan()).recipe().batch(), 0.3, 256);
            // Stopped in the middle of the fault; another process goes on.
            watched(study, at, run, faulty, options, half + 60);
            assertThat(notes).singleElement().asString().startsWith("llama-32x1-120000: ");
            watched(study, at, run, faulty, options, Long.MAX_VALUE);
        }
        assertThat(notes).hasSize(1);
        var flags = Flags.read(at.resolve(run.name()));
        assertThat(flags.problem()).isEmpty();
        assertThat(flags.flags()).singleElement().satisfies(flag -> {
            assertThat(flag.fromStep()).isBetween(half, half + 40);
            assertThat(flag.certainStep()).isBetween(half, half + 60);
            assertThat(flag.kind()).isIn(Kind.DRIFT, Kind.STALL);
            assertThat(flag.percent()).isGreaterThan(20);
        });
    }

    @Test
    void aRunThatDivergedIsFlaggedOnce() throws Exception {
        var run = TinyStudy.run(16, 20_000);
        var at = folder.resolve("study");
        Files.createDirectories(at.resolve(run.name()));
        var outcome = new Outcome(
                Outcome.Status.DIVERGED, "so", Outcome.scales(1, 40, 0, 0), Map.of("loss", 9.0), Map.of(), 1);
        for (int time = 0; time < 2; time++) {
            new Watch(at, display).ended(run, new RunState.Diverged(outcome));
        }
        assertThat(notes).containsExactly("llama-16x1-20000: diverged at step 40");
        assertThat(Flags.read(at.resolve(run.name())).flags()).hasSize(1);
    }

    @Test
    void aFolderThatCannotBeWrittenCostsOneNote() {
        var run = TinyStudy.run(16, 20_000);
        var outcome = new Outcome(
                Outcome.Status.DIVERGED, "so", Outcome.scales(1, 40, 0, 0), Map.of("loss", 9.0), Map.of(), 1);
        var watch = new Watch(folder.resolve("nowhere"), display);
        watch.ended(run, new RunState.Diverged(outcome));
        watch.ended(run, new RunState.Diverged(outcome));
        assertThat(notes)
                .filteredOn(n -> n.startsWith("the watch over the runs has a gap"))
                .hasSize(1);
    }

    @Test
    void aDefectOfTheWatchEndsItAndIsThrownWhenTheRunsAreDone() {
        var broken = new Listener() {
            private int told;

            @Override
            public void note(String sentence) {
                notes.add(sentence);
                if (told++ == 0) {
                    throw new IllegalArgumentException("a defect");
                }
            }
        };
        var run = TinyStudy.run(16, 20_000);
        var outcome = new Outcome(
                Outcome.Status.DIVERGED, "so", Outcome.scales(1, 40, 0, 0), Map.of("loss", 9.0), Map.of(), 1);
        var watch = new Watch(folder.resolve("nowhere"), broken);
        watch.ended(run, new RunState.Diverged(outcome));
        watch.ended(run, new RunState.Diverged(outcome));
        assertThat(notes)
                .containsExactly(
                        "llama-16x1-20000: diverged at step 40",
                        "the watch over the runs ends here by a defect of Loglog's own, told when they are done");
        assertThatThrownBy(watch::close).hasMessage("a defect");
    }

    /** Trains in this process, as a worker does, with the watch as the scheduler has it. */
    private Outcome watched(Study study, Path at, PlannedRun run, Data data, TrainingRun.Options options, long stop) {
        var watch = new Watch(at, display);
        watch.started(run, "process 1");
        var progress = Faults.progress(row -> watch.trained(run, row), stop);
        var to = at.resolve(run.name());
        var outcome = Files.exists(to)
                ? TrainingRun.resume(to, data, options, progress)
                : TrainingRun.start(to, (Plan) run.plan(), data, options, progress);
        watch.ended(
                run,
                outcome.status() == Outcome.Status.FINISHED ? new RunState.Finished(outcome) : new RunState.Stopped());
        return outcome;
    }
}
