package loglog.lab.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/** The other end of a {@link Worker}: its process, jobs to it, events from it. */
final class WorkerProcess {
    private final Process process;
    private final Writer jobs;
    private final int number;

    /**
     * Starts a worker with this process's own JVM, options and class path.
     *
     * @param number told with each event
     * @param log what the worker prints besides
     * @param events called on a thread of the worker's own; the last one is {@link Event.Died}
     */
    WorkerProcess(int number, Path log, BiConsumer<WorkerProcess, Event> events) {
        this.number = number;
        try {
            process = new ProcessBuilder(command())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw DataException.of(log, e);
        }
        jobs = process.outputWriter(StandardCharsets.UTF_8);
        var reader = new Thread(() -> listen(events), "worker-" + number);
        reader.setDaemon(true);
        reader.start();
    }

    private static List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (var option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // A cache made for another main class, agents and ports are this process's own.
            if (!option.startsWith("-XX:AOT") && !option.startsWith("-javaagent") && !option.startsWith("-agentlib")) {
                command.add(option);
            }
        }
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Worker.class.getName());
        return command;
    }

    int number() {
        return number;
    }

    long pid() {
        return process.pid();
    }

    void give(Job job) {
        send(job.line());
    }

    /** Asks it to stop at a checkpoint and to end. */
    void stop() {
        send(Worker.STOP);
    }

    private void send(String line) {
        try {
            jobs.write(line + "\n");
            jobs.flush();
        } catch (IOException _) {
            // It has ended, which its last event says.
        }
    }

    boolean ends(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    void kill() {
        process.destroyForcibly();
    }

    private void listen(BiConsumer<WorkerProcess, Event> events) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                event(line).ifPresent(event -> events.accept(this, event));
            }
        } catch (IOException | UncheckedIOException _) {
            // As the end of its output.
        }
        int status = awaitEnd();
        events.accept(this, new Event.Died(status > 128 ? "signal " + (status - 128) : "exit status " + status));
    }

    /** What a native library prints lands among the events, and before one on its line where it ends none. */
    static Optional<Event> event(String line) {
        int start = line.indexOf(Event.START);
        try {
            return start < 0
                    ? Optional.empty()
                    : Optional.of(Event.read((ObjectNode) Json.MAPPER.readTree(line.substring(start))));
        } catch (RuntimeException _) {
            return Optional.empty(); // a line that a kill cut off, or that only looks like an event
        }
    }

    private int awaitEnd() {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException _) {
                // It ends soon: its output has.
            }
        }
    }
}
