package loglog.lab.work;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import loglog.runs.BusyException;
import loglog.runs.DataException;
import loglog.runs.Exhausted;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Kinds;
import loglog.training.Progress;
import loglog.training.Trainer;

/** Carries jobs out, one after the other, and tells what happens to each; the last that is told of one is its end. */
final class JobCarrier implements AutoCloseable {
    private final Map<String, JobRunner> runners = new HashMap<>();
    private final Consumer<WorkerEvent> events;
    private volatile boolean stop;

    JobCarrier(Consumer<WorkerEvent> events) {
        this.events = events;
    }

    /** Asks the job at hand to stop at a checkpoint, on any thread. */
    void stop() {
        stop = true;
    }

    boolean isStopped() {
        return stop;
    }

    /** Returns when it is over or has stopped. */
    void carryOut(Job job) {
        events.accept(carriedOut(job));
    }

    private WorkerEvent carriedOut(Job job) {
        var progress = new Progress() {
            @Override
            public void logged(Row row) {
                events.accept(new WorkerEvent.Row(row));
            }

            @Override
            public boolean stop() {
                return stop;
            }
        };
        try {
            var outcome = switch (job.trainer()) {
                case Trainer.BuiltIn() -> runner(job).carryOut(job, progress, this::repaired);
                case Trainer.Command command -> CommandTrainer.carryOut(job, command, progress, this::repaired);
            };
            return new WorkerEvent.Ended(outcome);
        } catch (BusyException _) {
            return new WorkerEvent.Busy();
        } catch (DataException e) {
            return new WorkerEvent.Failed(e.getMessage());
        } catch (RuntimeException | Error e) {
            var exhausted = Exhausted.sentence(e);
            if (exhausted.isEmpty()) {
                e.printStackTrace(); // a defect of ours: to the worker's log, beside the sentence
            }
            return new WorkerEvent.Failed("%s: %s".formatted(job.folder(), exhausted.orElse(e.toString())));
        }
    }

    private JobRunner runner(Job job) {
        return runners.computeIfAbsent(
                job.plan().kind(), kind -> Kinds.named(kind).open());
    }

    private void repaired(String sentence) {
        events.accept(new WorkerEvent.Repaired(sentence));
    }

    @Override
    public void close() {
        runners.values().forEach(JobRunner::close);
    }
}
