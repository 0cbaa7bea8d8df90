package loglog.lab.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import loglog.lab.launch.LocalWorker;
import loglog.lab.plan.PlannedRun;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** However a program is ended, it ends, and what it started with it. */
@DisabledOnOs(OS.WINDOWS)
class CommandTrainerEndTest extends ProgramRun {
    @Test
    void aProgramThatWillNotStopIsStoppedWithAllItStarted() throws Exception {
        var line = """
                trap '' TERM
                (trap '' TERM; sh -c 'trap "" TERM; while :; do sleep 4321.1; done') &
                setsid sh -c 'trap "" TERM; while :; do sleep 4321.1; done' &
                (setsid sh -c 'while :; do sleep 4321.1; done' &) &
                """ + curve(1, 20, 0) + "; while :; do sleep 4321.1; done";
        var running = new ArrayList<String>();
        atRow20 = () -> {
            running.addAll(alive("4321.1"));
            stop.set(true);
        };
        var outcome = carryOut(line, jsonl(null));
        assertThat(running).hasSizeGreaterThan(3);
        assertThat(outcome.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        assertThat(outcome.steps()).isEqualTo(20);
        assertThat(runFolder().resolve("result.json")).doesNotExist();
        assertThat(alive("4321.1")).isEmpty();
    }

    @Test
    void aProgramThatIsAskedToStopMaySaveItsState() throws Exception {
        var line = "trap 'echo 20 > saved; exit 0' TERM; " + curve(1, 20, 0) + "; while :; do sleep 0.05; done";
        atRow20 = () -> stop.set(true);
        var command = command(line, jsonl(null));
        var outcome = CommandTrainer.carryOut(
                Jobs.of(study(command), folder.resolve("the study"), RUN),
                command,
                progress,
                _ -> {},
                Duration.ofSeconds(SmallStudy.PATIENCE_SECONDS));
        assertThat(outcome.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        assertThat(runFolder().resolve("saved")).hasContent("20");
    }

    @Test
    void whatAProgramLeavesBehindEndsWithIt() {
        carryOut("(setsid sleep 4321.2 &) ; sleep 4321.2 & " + curve(1, 79, 0), jsonl(null));
        assertThat(alive("4321.2")).isEmpty();
    }

    @Test
    void noProcessOutlivesAWorkerThatIsKilled() throws Exception {
        var command = command(
                "trap '' TERM; (setsid sh -c 'trap \"\" TERM; while :; do sleep 4321.3; done' &); " + curve(1, 20, 0)
                        + "; while :; do sleep 4321.3; done",
                jsonl(null));
        Files.createDirectories(folder.resolve("the study"));
        var worked = new java.util.concurrent.CountDownLatch(20);
        var worker = new LocalWorker(WorkerProgram.command(), folder.resolve("log"), (_, heard) -> {
            if (event(heard) instanceof WorkerEvent.Row) {
                worked.countDown();
            }
        });
        worker.give(Jobs.of(study(command), folder.resolve("the study"), RUN).line());
        assertThat(worked.await(SmallStudy.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(alive("4321.3")).isNotEmpty();
        worker.kill();
        SmallStudy.await("its program's end", () -> alive("4321.3").isEmpty());
    }

    private static WorkerEvent event(LocalWorker.Heard heard) {
        return heard instanceof LocalWorker.Heard.Line(String text)
                ? WorkerEvent.in(text).orElse(null)
                : null;
    }

    @Test
    void aWorkerThatIsAskedToEndStopsItsProgramFirst() throws Exception {
        var command = command(
                "trap 'echo 20 > saved; exit 1' TERM; " + curve(1, 20, 0) + "; while :; do sleep 0.05; done",
                jsonl(null));
        Files.createDirectories(folder.resolve("the study"));
        var events = new java.util.concurrent.LinkedBlockingQueue<WorkerEvent>();
        var worker = new LocalWorker(WorkerProgram.command(), folder.resolve("log"), (_, heard) -> {
            if (event(heard) != null) {
                events.add(event(heard));
            }
        });
        worker.give(Jobs.of(study(command), folder.resolve("the study"), RUN).line());
        WorkerEvent event = null;
        for (int rows = 0; rows < 20; rows += event instanceof WorkerEvent.Row ? 1 : 0) {
            event = events.poll(SmallStudy.PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
        }
        ProcessHandle.of(worker.pid()).orElseThrow().destroy();
        assertThat(events.poll(SmallStudy.PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        WorkerEvent.Ended.class,
                        e -> assertThat(e.outcome().status()).isEqualTo(Outcome.Status.INTERRUPTED));
        assertThat(worker.ends(SmallStudy.PATIENCE_SECONDS)).isTrue();
        assertThat(runFolder().resolve("saved")).hasContent("20");
    }

    @Test
    void aKilledWorkerCostsOneAttemptAndHarmsNotTheNext() throws IOException {
        // The second attempt trains on beyond the time after which what the first one started is killed.
        var command = command(
                "if [ -z \"$LOGLOG_RESUME\" ]; then " + curve(1, 20, 0) + "; sleep 4321.4; else " + curve(15, 40, 1)
                        + "; sleep 7; " + curve(41, 79, 1) + "; fi",
                jsonl(null));
        var killed = new AtomicBoolean();
        var listener = new Listener() {
            private long pid;

            @Override
            public void started(PlannedRun run, String by) {
                pid = SmallStudy.pid(by);
            }

            @Override
            public void trained(PlannedRun run, Progress.Row row) {
                if (row.step() == 20 && killed.compareAndSet(false, true)) {
                    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                }
            }
        };
        try (var scheduler = scheduler(command, listener)) {
            var summary = scheduler.run(List.of(RUN));
            assertThat(summary.isComplete()).as("%s", summary).isTrue();
            assertThat(summary.notes()).hasSize(1).first().asString().contains("signal 9");
        }
        assertThat(steps()).isEqualTo(upTo(79));
        assertThat(metrics().get(13).get("loss").asDouble()).isLessThan(3);
        assertThat(metrics().get(14).get("loss").asDouble()).isGreaterThan(3);
        assertThat(alive("4321.4")).isEmpty();
    }
}
