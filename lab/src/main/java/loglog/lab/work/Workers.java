package loglog.lab.work;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import loglog.lab.launch.Executor;
import loglog.lab.launch.LocalExecutor;
import loglog.lab.launch.Resources;
import loglog.lab.launch.SlurmExecutor;
import loglog.lab.launch.SlurmOptions;

/** Places where this program's workers carry runs out. */
public final class Workers {
    /** In place of processes of this machine, by tests that claim something of runs and nothing of what carries them out. */
    static Function<Limits, Executor> instead;

    private Workers() {}

    /** Processes of this machine; what they print besides goes to {@code workers.log} in the study's folder. */
    static Executor local(Path study, Limits limits, Duration patience) {
        if (instead != null) {
            return instead.apply(limits);
        }
        return new LocalExecutor(
                WorkerProgram.command(),
                study.resolve("workers.log"),
                new Resources(limits.cores(), limits.memoryBytes()),
                patience);
    }

    /**
     * Jobs of Slurm.
     *
     * @param study its name
     * @param folder of the study
     * @throws loglog.runs.DataException where another process looks after the study's jobs
     */
    public static Executor slurm(Path folder, String study, SlurmOptions options) {
        var times = System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("loglog.") && name.endsWith("-seconds"))
                .map(name -> "-D%s=%s".formatted(name, System.getProperty(name)))
                .toList();
        var program = new ArrayList<String>();
        program.add(WorkerProgram.java());
        // It only passes on what its workers say.
        program.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
        program.addAll(times);
        program.addAll(WorkerProgram.main());
        var workers = new ArrayList<>(WorkerProgram.options());
        workers.addAll(times);
        return new SlurmExecutor(folder, study, options, program, workers);
    }
}
