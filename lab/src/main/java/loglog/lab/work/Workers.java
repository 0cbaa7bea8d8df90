package loglog.lab.work;

import java.nio.file.Path;
import java.time.Duration;
import loglog.lab.launch.Executor;
import loglog.lab.launch.LocalExecutor;
import loglog.lab.launch.Resources;

/** Places where this program's workers carry runs out. */
public final class Workers {
    private Workers() {}

    /** Processes of this machine; what they print besides goes to {@code workers.log} in the study's folder. */
    static Executor local(Path study, Limits limits, Duration patience) {
        return new LocalExecutor(
                WorkerProgram.command(),
                study.resolve("workers.log"),
                new Resources(limits.cores(), limits.memoryBytes()),
                patience);
    }
}
