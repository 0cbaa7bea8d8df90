package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import loglog.lab.TinyStudy;
import loglog.lab.plan.PlannedRun;
import loglog.training.Progress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SchedulerTest extends ProgramRun {
    private static final Limits TWO_CORES = new Limits(2, Long.MAX_VALUE);

    private Summary run(java.util.List<PlannedRun> runs, Listener listener) {
        try (var scheduler =
                PatientScheduler.of(TinyStudy.in(folder), folder.resolve("study"), TWO_CORES, listener, () -> false)) {
            return scheduler.run(runs);
        }
    }

    /** By programs that print a curve: the order and what is said are the scheduler's, whatever trains. */
    private Summary printed(java.util.List<PlannedRun> runs, Listener listener) {
        try (var scheduler = scheduler(command(curve(1, "{steps}", 0), jsonl(null)), listener)) {
            return scheduler.run(runs);
        }
    }

    @Test
    void carriesOutAllRunsLongestFirst() throws Exception {
        var runs = TinyStudy.runs(20_000, 60_000);
        var begun = new ArrayList<PlannedRun>();
        var listener = new Listener() {
            @Override
            public void started(PlannedRun run, String by) {
                begun.add(run);
            }
        };
        var summary = printed(runs, listener);
        assertThat(summary.isComplete()).as("%s", summary).isTrue();
        assertThat(begun.getFirst().name()).isEqualTo("llama-48x1-60000");
        assertThat(Files.readString(folder.resolve("the study/llama-48x1-60000/run.json")))
                .contains("\"study\" : \"tiny\"");
        // The same command again has nothing to do, and says the same.
        begun.clear();
        assertThat(printed(runs, listener)).isEqualTo(summary);
        assertThat(begun).isEmpty();
    }

    @Test
    void killedWorkerCostsOneRunThatGoesOnFromItsCheckpoint() throws Exception {
        var runs = TinyStudy.runs(100_000);
        var killed = new AtomicBoolean();
        var listener = new Listener() {
            private long victim;

            @Override
            public void started(PlannedRun run, String by) {
                victim = run.name().equals("llama-48x1-100000") ? SmallStudy.pid(by) : victim;
            }

            @Override
            public void trained(PlannedRun run, Progress.Row row) {
                if (run.name().equals("llama-48x1-100000") && killed.compareAndSet(false, true)) {
                    ProcessHandle.of(victim).orElseThrow().destroyForcibly();
                }
            }
        };
        var summary = run(runs, listener);
        assertThat(summary.isComplete()).as("%s", summary).isTrue();
        assertThat(summary.notes()).hasSize(1).first().asString().contains("llama-48x1-100000", "signal 9");
    }
}
