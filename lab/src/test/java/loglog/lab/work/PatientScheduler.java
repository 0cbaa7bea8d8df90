package loglog.lab.work;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import loglog.lab.launch.Executor;
import loglog.lab.study.Study;

/** Schedulers that take no worker of a slow, busy machine for one that hangs: tests that expect no note get none about that. */
public final class PatientScheduler {
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final Duration SILENCE = Duration.ofHours(1);

    private PatientScheduler() {}

    /** By processes of this machine. */
    public static Scheduler of(Study study, Path folder, Limits limits, Listener listener, BooleanSupplier stop) {
        return new Scheduler(study, folder, limits, new Pace(), listener, stop, PATIENCE, SILENCE);
    }

    /** By threads of this process. */
    public static Scheduler inside(Study study, Path folder, Limits limits, Listener listener, BooleanSupplier stop) {
        return of(study, folder, new InsideExecutor(limits), listener, stop);
    }

    /** At any place. */
    static Scheduler of(Study study, Path folder, Executor executor, Listener listener, BooleanSupplier stop) {
        return new Scheduler(study, folder, executor, new Pace(), listener, stop, PATIENCE, SILENCE);
    }
}
