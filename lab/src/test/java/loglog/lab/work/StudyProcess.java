package loglog.lab.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import loglog.lab.plan.PlannedRun;
import loglog.training.JobRunner;

/** {@link SmallStudy} carried out by a process of its own, to be killed. */
final class StudyProcess {
    private final Process process;
    private final Path output;
    private final Map<Long, ProcessHandle> workers = new ConcurrentHashMap<>();

    private StudyProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Carries the study out as the command line does: Ctrl-C and a polite kill stop it at the next checkpoints. */
    public static void main(String[] args) {
        var folder = Path.of(args[0]);
        var asked = new AtomicBoolean();
        var over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.set(true);
            try {
                over.await(SmallStudy.PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
        var listener = new Listener() {
            @Override
            public void started(PlannedRun run, String by) {
                System.out.println("started " + run.name() + " " + SmallStudy.pid(by));
            }

            @Override
            public void ended(PlannedRun run, RunState state) {
                System.out.println("ended " + run.name() + " " + state);
            }

            @Override
            public void note(String sentence) {
                System.out.println("note " + sentence);
            }
        };
        int status = 1;
        var cores = new Limits(Integer.parseInt(args[1]), Long.MAX_VALUE);
        try (var scheduler =
                PatientScheduler.of(SmallStudy.of(folder), folder.resolve("study"), cores, listener, asked::get)) {
            var summary = scheduler.run(SmallStudy.runs().subList(0, Integer.parseInt(args[2])));
            summary.states().forEach((run, state) -> System.out.println("state " + run.name() + " " + state));
            status = summary.isComplete() ? 0 : summary.isStopped() ? 3 : 1;
        } finally {
            System.out.println("over " + status);
            over.countDown();
        }
        Runtime.getRuntime().halt(status);
    }

    /** Of so many cores, with a checkpoint at every row. */
    static StudyProcess start(Path folder, int cores) {
        return start(folder, cores, SmallStudy.runs().size(), 0);
    }

    /** Of so many cores, with so many of the study's runs. */
    static StudyProcess start(Path folder, int cores, int runs, int checkpointSeconds) {
        var command = new ArrayList<String>();
        command.add("setsid"); // a process group of its own, to which Ctrl-C can be sent
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (var option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-javaagent") && !option.startsWith("-D")) {
                command.add(option);
            }
        }
        command.add("-D%s=%d".formatted(JobRunner.CHECKPOINT_SECONDS, checkpointSeconds));
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(StudyProcess.class.getName());
        command.add(folder.toString());
        command.add(Integer.toString(cores));
        command.add(Integer.toString(runs));
        try {
            var output = Files.createTempFile(folder, "output", ".log");
            return new StudyProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All workers that were ever seen, dead ones included. */
    Collection<ProcessHandle> workers() {
        process.children().forEach(child -> workers.put(child.pid(), child));
        return workers.values();
    }

    List<ProcessHandle> living() {
        return workers().stream().filter(ProcessHandle::isAlive).toList();
    }

    boolean isAlive() {
        workers();
        return process.isAlive();
    }

    void kill() {
        workers();
        process.destroyForcibly();
    }

    void terminate() {
        workers();
        process.destroy();
    }

    /** As the terminal does for Ctrl-C: to the scheduler and all workers at once. */
    void interruptGroup() {
        workers();
        signal("INT", "-" + process.pid());
    }

    void killGroup() {
        workers();
        signal("KILL", "-" + process.pid());
    }

    static void signal(String signal, String target) {
        try {
            new ProcessBuilder("kill", "-s", signal, "--", target)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it takes Ctrl-C: a process that was started in the background of a shell ignores it, and so do its own. */
    boolean takesInterrupts() {
        try {
            var ignored = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(l -> l.startsWith("SigIgn:"))
                    .findFirst()
                    .orElseThrow();
            return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & 2) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the scheduler's end and gives its exit status. */
    int ends() {
        SmallStudy.await("the end of " + lines(), () -> !process.isAlive());
        return process.exitValue();
    }

    /** Waits until no worker is left; they must end by themselves. */
    void workersEnd() {
        SmallStudy.await("workers " + living() + " end by themselves", () -> living().isEmpty());
    }

    /** For the end of a test, however it ends. */
    void destroy() {
        workers().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
