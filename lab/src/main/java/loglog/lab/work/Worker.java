package loglog.lab.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import loglog.lab.launch.LocalWorker;
import loglog.runs.Json;
import loglog.training.Job;

/**
 * A process that carries out runs, one after the other: a job a line on standard input, events on standard output. It is a
 * process of its own so that what kills it costs one run, and it takes many runs so that the kernels are compiled once.
 *
 * <p>It stops at a checkpoint and ends when it is told to, when it gets Ctrl-C or a polite kill, and when its input ends
 * because whoever started it is gone.
 */
public final class Worker {
    /** The line that asks for a stop. */
    static final String STOP = LocalWorker.STOP;

    private static final long STOP_SECONDS = 60;

    private final BlockingQueue<Optional<Job>> jobs = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final PrintStream events;
    private final JobCarrier carrier = new JobCarrier(this::tell);

    private Worker(PrintStream events) {
        this.events = events;
    }

    /** @param args none; or {@code --job FOLDER --part N} for the program of a job, which starts workers */
    public static void main(String[] args) {
        if (args.length == 4 && args[0].equals("--job") && args[2].equals("--part")) {
            JobWorker.main(Path.of(args[1]), Integer.parseInt(args[3]));
            return;
        }
        var worker = new Worker(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setOut(System.err); // a library's chatter must not come between the events
        var reader = new Thread(worker::listen, "jobs");
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new Thread(worker::stopAndWait, "stop"));
        try {
            worker.serve();
        } finally {
            worker.ended.countDown();
        }
        System.exit(0);
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null && !line.equals(STOP)) {
                jobs.add(Optional.of(Job.read((tools.jackson.databind.node.ObjectNode) Json.MAPPER.readTree(line))));
            }
        } catch (IOException _) {
            // The other side is gone, which is what the end of the input says, too.
        } finally {
            carrier.stop();
            jobs.add(Optional.empty());
        }
    }

    private void stopAndWait() {
        carrier.stop();
        jobs.add(Optional.empty());
        try {
            ended.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try (carrier) {
            while (!carrier.isStopped()) {
                var job = jobs.take();
                if (job.isEmpty()) {
                    return;
                }
                carrier.carryOut(job.get());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(WorkerEvent event) {
        events.println(event.line());
    }
}
