package loglog.lab.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import loglog.runs.DataException;

/** A process that takes a job a line on its standard input and prints what happens on its standard output. */
public final class LocalWorker {
    /** The line that asks for a stop. */
    public static final String STOP = "stop";

    private final Process process;
    private final Writer jobs;

    /** What a worker said, or that it has ended. */
    public sealed interface Heard {
        record Line(String text) implements Heard {}

        /** The last thing that is heard. */
        record Ended(String how) implements Heard {}
    }

    /**
     * Starts one.
     *
     * @param log what it prints besides
     * @param heard called on a thread of the worker's own
     */
    public LocalWorker(List<String> command, Path log, BiConsumer<LocalWorker, Heard> heard) {
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw DataException.of(log, e);
        }
        jobs = process.outputWriter(StandardCharsets.UTF_8);
        var reader = new Thread(() -> listen(heard), "worker-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    public long pid() {
        return process.pid();
    }

    public void give(String job) {
        send(job);
    }

    /** Asks it to stop at a checkpoint and to end. */
    void stop() {
        send(STOP);
    }

    private void send(String line) {
        try {
            jobs.write(line + "\n");
            jobs.flush();
        } catch (IOException _) {
            // It has ended, which is the last that is heard of it.
        }
    }

    public boolean ends(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    public void kill() {
        process.destroyForcibly();
    }

    private void listen(BiConsumer<LocalWorker, Heard> heard) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                heard.accept(this, new Heard.Line(line));
            }
        } catch (IOException | UncheckedIOException _) {
            // As the end of its output.
        }
        int status = awaitEnd();
        heard.accept(this, new Heard.Ended(status > 128 ? "signal " + (status - 128) : "exit status " + status));
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
