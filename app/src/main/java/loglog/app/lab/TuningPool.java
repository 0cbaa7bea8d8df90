package loglog.app.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.feedback.TuningRequest;
import loglog.feedback.TuningRun;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.Progress;

/** Runs that learn from feedback, side by side, a thread each. */
final class TuningPool {
    private TuningPool() {}

    /**
     * Does something with each of some things, as many at once as there are cores; what one throws is thrown when all have ended.
     *
     * @param stop after which none is begun
     */
    static <T> void each(List<T> of, int cores, BooleanSupplier stop, Consumer<T> work) {
        var under = new ArrayList<Future<?>>();
        try (var pool = Executors.newFixedThreadPool(Math.max(1, cores))) {
            for (var one : of) {
                under.add(pool.submit(() -> {
                    if (!stop.getAsBoolean()) {
                        work.accept(one);
                    }
                }));
            }
        }
        RuntimeException first = null;
        for (var one : under) {
            try {
                one.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RuntimeException failure)) {
                    throw new IllegalStateException(e.getCause());
                }
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Tunes, or goes on, or finds the result; empty where it was stopped. */
    static Optional<Outcome> tune(Path folder, TuningRequest request, PhaseProgress phase, BooleanSupplier stop) {
        // A study may be changed: what it asked before stays, beside what it asks now.
        var differs = TuningRun.differs(folder, request);
        if (differs.isPresent()) {
            try (var _ = RunLock.take(folder)) {
                phase.remark("%s: %s; what was there is in %s"
                        .formatted(folder, differs.get(), new RunFolder(folder).setAside()));
            }
        }
        var progress = new Progress() {
            @Override
            public void logged(Row row) {}

            @Override
            public boolean stop() {
                return stop.getAsBoolean();
            }
        };
        var outcome = TuningRun.carryOut(folder, request, JobRunner.checkpointSeconds(), phase::remark, progress);
        return Optional.of(outcome).filter(o -> o.status() != Outcome.Status.INTERRUPTED);
    }
}
