package loglog.lab.work;

import static loglog.lab.LanguageStudies.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import loglog.lab.TinyStudy;
import loglog.lab.plan.PlannedRun;
import loglog.models.training.Plan;
import loglog.runs.RunRole;
import loglog.training.Outcome;
import loglog.training.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What runs may take together, and runs that take others' place for nothing. */
@Tag("slow")
class LimitsTest extends ProgramRun {
    /** What is claimed of the scheduler alone is claimed of programs that print a curve. */
    private static final Trainer.Command PRINTED = printed(curve(1, "{steps}", 0));

    /** It takes as many cores as its run has lanes. */
    private static Trainer.Command printed(String line) {
        return new Trainer.Command(line, jsonl(null), Map.of(), Path.of("/the study file's"), 0, 0);
    }

    /** Keeps in mind what runs at once. */
    private static class Watcher implements Listener {
        final List<String> begun = new ArrayList<>();
        final Set<PlannedRun> under = new HashSet<>();
        int most;
        int mostLanes;

        @Override
        public void started(PlannedRun run, String by) {
            begun.add(run.name());
            under.add(run);
            most = Math.max(most, under.size());
            mostLanes = Math.max(
                    mostLanes, under.stream().mapToInt(r -> r.plan().lanes()).sum());
        }

        @Override
        public void ended(PlannedRun run, RunState state) {
            under.remove(run);
        }
    }

    private Summary carryOut(List<PlannedRun> runs, Limits limits, Listener listener) {
        var study = SmallStudy.in(folder);
        try (var scheduler = PatientScheduler.inside(study, folder.resolve("study"), limits, listener, () -> false)) {
            return scheduler.run(runs);
        }
    }

    private Summary carryOut(List<PlannedRun> runs, Trainer.Command command, Listener listener) {
        try (var scheduler = inside(command, listener)) {
            return scheduler.run(runs);
        }
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void memoryKeepsRunsWaitingAndOneThatNeedsMoreThanThereIsRunsAlone() {
        var runs = TinyStudy.runs(5_000);
        var watcher = new Watcher();
        var most = runs.stream().mapToLong(PlannedRun::memoryBytes).max().orElseThrow();
        var summary = carryOut(runs, new Limits(2, most - 1), watcher);
        assertThat(summary.isComplete()).as("%s", summary).isTrue();
        assertThat(watcher.begun).hasSize(runs.size());
        assertThat(watcher.most).isOne();
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void runOfTwoLanesWaitsForTwoCoresAndIsNotStarvedByShorterOnes() {
        var runs = new ArrayList<PlannedRun>();
        for (int width : new int[] {16, 32}) {
            for (long tokens : new long[] {4_000, 5_000}) {
                runs.add(TinyStudy.run(width, tokens));
            }
        }
        var wide = TinyStudy.run(48, 5_000);
        var plan = plan(wide);
        var twoLanes = PlannedRun.of(
                "wide",
                "llama",
                new Plan(plan.recipe(), plan.model(), plan.tokens(), plan.seed(), 2),
                RunRole.OBSERVATION);
        runs.add(twoLanes);
        var watcher = new Watcher();
        var summary = carryOut(runs, PRINTED, watcher);
        assertThat(summary.isComplete()).as("%s", summary).isTrue();
        assertThat(watcher.mostLanes).isEqualTo(2);
        assertThat(watcher.begun.getFirst()).isEqualTo("wide");
    }

    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void divergedRunIsNamedTheOthersFinishAndItIsNotTrainedAgain() {
        var runs = new ArrayList<>(TinyStudy.runs(5_000));
        var like = plan(runs.getFirst());
        var bad = PlannedRun.of(
                "bad", "llama", new Plan(like.recipe(), like.model(), like.tokens(), 2, 1), RunRole.OBSERVATION);
        runs.add(bad);
        var program = printed("if [ {name} = bad ]; then echo '{\"iter\": 1, \"train_loss\": NaN}'; else "
                + curve(1, "{steps}", 0) + "; fi");
        var summary = carryOut(runs, program, Listener.QUIET);
        assertThat(summary.isComplete()).isFalse();
        assertThat(summary.isStopped()).isFalse();
        summary.states().forEach((run, state) -> {
            if (run.equals(bad)) {
                assertThat(state)
                        .isInstanceOfSatisfying(
                                RunState.Diverged.class,
                                d -> assertThat(d.outcome().reason()).contains("at step"));
            } else {
                assertThat(state).isInstanceOf(RunState.Finished.class);
            }
        });
        var watcher = new Watcher();
        assertThat(carryOut(runs, program, watcher)).isEqualTo(summary);
        assertThat(watcher.begun).isEmpty();
    }

    /** As the system does to a process for which there is no memory. */
    @Test
    @Timeout(SmallStudy.HANGS_AFTER_SECONDS)
    void runWhoseProcessIsKilledEachTimeIsGivenUpAndTheOthersFinish() {
        var runs = TinyStudy.runs(5_000);
        var victim = runs.getLast();
        var listener = new Listener() {
            @Override
            public void started(PlannedRun run, String by) {
                if (run.equals(victim)) {
                    ProcessHandle.of(SmallStudy.pid(by)).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        };
        // It ends by nothing but the kill, however late that comes.
        var program =
                printed("if [ {name} = %s ]; then sleep 600; fi; %s".formatted(victim.name(), curve(1, "{steps}", 0)));
        Summary summary;
        try (var scheduler = scheduler(program, listener)) {
            summary = scheduler.run(runs);
        }
        summary.states().forEach((run, state) -> {
            if (run.equals(victim)) {
                assertThat(state.toString()).contains("Failed", victim.name(), "ended 3 times", "signal 9");
            } else {
                assertThat(state).isInstanceOf(RunState.Finished.class);
            }
        });
        assertThat(summary.notes()).hasSize(2);
        assertThat(carryOut(runs, PRINTED, Listener.QUIET).isComplete()).isTrue();
    }

    @Test
    void whatALibraryPrintsAmongTheEventsIsNone() {
        var ended = new WorkerEvent.Ended(new Outcome(
                Outcome.Status.FINISHED, "", Outcome.scales(1, 2, 3, 4), Map.of("loss", 5.0), Map.of("loss", 0.5), 7));
        assertThat(WorkerEvent.in(ended.line())).contains(ended);
        assertThat(WorkerEvent.in("onednn_verbose,exec,cpu,matmul " + ended.line()))
                .contains(ended);
        for (var garbage : List.of(
                "",
                "garbage",
                "{\"a\":1}",
                "[1]",
                "{\"event\":\"party\"}",
                "{\"event\":\"row\"}",
                "{\"event\":{}}",
                "{\"event\":\"ended\",\"outcome\":3}",
                "{\"event\":\"ended\",\"outcome\":{\"status\":\"well\"}}",
                ended.line().substring(0, 30))) {
            assertThat(WorkerEvent.in(garbage)).as(garbage).isEmpty();
        }
    }
}
