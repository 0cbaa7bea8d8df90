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
    /** By programs that print a curve: the order and what is said are the scheduler's, whatever trains. */
    private Summary printed(java.util.List<PlannedRun> runs, Listener listener) {
        try (var scheduler = inside(command(curve(1, "{steps}", 0), jsonl(null)), listener)) {
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
    void killedWorkerCostsOneRunThatIsBegunAgain() {
        var runs = TinyStudy.runs(20_000);
        var victim = runs.getLast();
        var killed = new AtomicBoolean();
        var listener = new Listener() {
            private long worker;

            @Override
            public void started(PlannedRun run, String by) {
                worker = run.equals(victim) ? SmallStudy.pid(by) : worker;
            }

            @Override
            public void trained(PlannedRun run, Progress.Row row) {
                if (run.equals(victim) && killed.compareAndSet(false, true)) {
                    ProcessHandle.of(worker).orElseThrow().destroyForcibly();
                }
            }
        };
        // Its first attempt ends by nothing but the kill, however late that comes.
        var program = command(
                "if [ {name} = %s ] && [ -z \"$LOGLOG_RESUME\" ]; then %s; sleep 600; else %s; fi"
                        .formatted(victim.name(), curve(1, 20, 0), curve(1, "{steps}", 0)),
                jsonl(null));
        try (var scheduler = scheduler(program, listener)) {
            var summary = scheduler.run(runs);
            assertThat(summary.isComplete()).as("%s", summary).isTrue();
            assertThat(summary.notes()).singleElement().asString().contains(victim.name(), "signal 9");
        }
    }
}
